package org.imspresence.xcap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.xml.namespace.QName;
import org.imspresence.document.Namespaces;
import org.imspresence.documents.DocumentKey;
import org.imspresence.documents.StoredDocument;

/** The application usages of this server. */
final class Usages {

    static final String XCAP_CAPS = "xcap-caps";
    static final String RESOURCE_LISTS_AUID = "resource-lists";
    private static final String XCAP_CAPS_NAMESPACE = "urn:ietf:params:xml:ns:xcap-caps";
    private static final String COMMON_POLICY = "urn:ietf:params:xml:ns:common-policy";
    private static final String PRES_RULES = "urn:ietf:params:xml:ns:pres-rules";
    static final String RESOURCE_LISTS = "urn:ietf:params:xml:ns:resource-lists";
    static final String RLS_SERVICES = "urn:ietf:params:xml:ns:rls-services";

    private final Map<String, Usage> byAuid = new LinkedHashMap<>();
    private final StoredDocument capabilities;

    /**
     * @param namespaces what documents are checked against schemas of
     * @param root       the XCAP root as clients know it; empty for the path that they come by
     */
    Usages(List<String> namespaces, String root) {
        QName ruleset = new QName(COMMON_POLICY, "ruleset");
        Constraint ruleIds = Constraints.unique(new QName(COMMON_POLICY, "rule"), "id");
        // RFC 4825 s12.
        add(new Usage(XCAP_CAPS, "application/xcap-caps+xml", XCAP_CAPS_NAMESPACE, new QName(XCAP_CAPS_NAMESPACE, XCAP_CAPS), Optional.of("index"), (document, owner, defaultNamespace) -> {}));
        // RFC 5025 s9; its default namespace is not that of the root element.
        add(new Usage("pres-rules", "application/auth-policy+xml", PRES_RULES, ruleset, Optional.empty(), ruleIds));
        // OMA Presence SIMPLE XDM, Presence Rules.
        add(new Usage("org.openmobilealliance.pres-rules", "application/auth-policy+xml", COMMON_POLICY, ruleset, Optional.of("pres-rules"), ruleIds));
        // RFC 4826 s3.4 and s4.4.
        add(new Usage(RESOURCE_LISTS_AUID, "application/resource-lists+xml", RESOURCE_LISTS, new QName(RESOURCE_LISTS, "resource-lists"), Optional.empty(), Constraints.lists()));
        add(new Usage("rls-services", "application/rls-services+xml", RLS_SERVICES, new QName(RLS_SERVICES, "rls-services"), Optional.empty(),
                Constraints.unique(new QName(RLS_SERVICES, "service"), "uri").and(Constraints.lists()).and(Constraints.servicesOfOwnLists(root))));
        // RFC 4827 s9: one document for each user.
        add(new Usage("pidf-manipulation", "application/pidf+xml", Namespaces.PIDF, new QName(Namespaces.PIDF, "presence"), Optional.of("index"),
                Constraints.unique(new QName(Namespaces.PIDF, "tuple"), "id").and(Constraints.entityIsOwner())));
        byte[] body = capabilities(byAuid.keySet(), namespaces).getBytes(StandardCharsets.UTF_8);
        capabilities = new StoredDocument(new DocumentKey(XCAP_CAPS, DocumentKey.GLOBAL, "index"), Integer.toHexString(Arrays.hashCode(body)), body);
    }

    private void add(Usage usage) {
        byAuid.put(usage.auid(), usage);
    }

    Optional<Usage> of(String auid) {
        return Optional.ofNullable(byAuid.get(auid));
    }

    /** RFC 4825 s12: the one document of the global trees. */
    StoredDocument capabilities() {
        return capabilities;
    }

    private static String capabilities(Collection<String> auids, Collection<String> namespaces) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <xcap-caps xmlns="%s">
                  <auids>
                %s  </auids>
                  <extensions/>
                  <namespaces>
                %s  </namespaces>
                </xcap-caps>
                """.formatted(XCAP_CAPS_NAMESPACE, lines("auid", auids), lines("namespace", namespaces));
    }

    private static String lines(String element, Collection<String> values) {
        return values.stream().map(value -> "    <" + element + ">" + value + "</" + element + ">\n").collect(Collectors.joining());
    }
}
