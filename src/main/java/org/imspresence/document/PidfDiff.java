package org.imspresence.document;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import org.imspresence.address.PresenceAddress;
import org.imspresence.patch.Patch;
import org.imspresence.patch.PatchException;
import org.imspresence.patch.PatchLimits;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * A document of the type {@code application/pidf-diff+xml} as it was received (RFC 5262): all of a presence document, or changes to one that the receiver has.
 *
 * <pre>{@code
 * <p:pidf-diff xmlns="urn:ietf:params:xml:ns:pidf" xmlns:p="urn:ietf:params:xml:ns:pidf-diff" entity="pres:someone@example.com" version="568">
 *   <p:replace sel="presence/tuple[@id='r1230d']/status/basic/text()">open</p:replace>
 * </p:pidf-diff>
 * }</pre>
 *
 * <p>To be used by one thread at a time.
 */
public final class PidfDiff {

    public static final String CONTENT_TYPE = "application/pidf-diff+xml";

    private static final long MAX_VERSION = (1L << 32) - 1;
    private static final Set<String> NAMESPACES_WITH_IDS = Set.of(Namespaces.PIDF, Namespaces.DATA_MODEL, Namespaces.RPID);

    private final HardenedXml xml;
    private final Document document;
    private final boolean full;
    private final OptionalLong version;

    private PidfDiff(HardenedXml xml, Document document) {
        this.xml = xml;
        this.document = document;
        Element root = document.getDocumentElement();
        full = Dom.is(root, Namespaces.PIDF_DIFF, "pidf-full");
        if (!full && !Dom.is(root, Namespaces.PIDF_DIFF, "pidf-diff")) {
            throw new DocumentException("the root element is neither pidf-full nor pidf-diff in namespace " + Namespaces.PIDF_DIFF);
        }
        version = version(root);
    }

    /** Whether a Content-Type value names this type, in any case and with any parameters. */
    public static boolean isNamedBy(String contentType) {
        return PidfFormat.mediaType(contentType).equals(CONTENT_TYPE);
    }

    /** @throws DocumentException if the bytes are not acceptable XML, or the root element is none of this type */
    public static PidfDiff parse(HardenedXml xml, byte[] bytes) {
        return new PidfDiff(xml, xml.parse(bytes));
    }

    private static OptionalLong version(Element root) {
        if (!root.hasAttribute("version")) {
            return OptionalLong.empty();
        }
        String version = root.getAttribute("version").strip();
        if (!version.matches("\\+?[0-9]{1,18}") || Long.parseLong(version) > MAX_VERSION) {
            throw new DocumentException("the version is no number below 2 to the power of 32");
        }
        return OptionalLong.of(Long.parseLong(version));
    }

    /** Whether it is all of a presence document. */
    public boolean isFull() {
        return full;
    }

    /** RFC 5262 s3.1. */
    public OptionalLong version() {
        return version;
    }

    /** RFC 5262 s3.2: whom it says it is about, as written. */
    public Optional<String> entity() {
        Element root = document.getDocumentElement();
        return root.hasAttribute("entity") ? Optional.of(root.getAttribute("entity")) : Optional.empty();
    }

    /** RFC 5262 s3.2: whether it may be about this presentity: it says so, in any of the forms of its address, or does not say whom it is about. */
    public boolean mayDenote(PresenceAddress presentity) {
        return entity().map(entity -> PresenceDocument.denotes(entity, presentity)).orElse(true);
    }

    /**
     * The presence document that is here as {@code pidf-full}, in {@code application/pidf+xml}. Whether it is an acceptable one, {@link PresenceDocument} tells.
     *
     * @throws IllegalStateException if these are changes
     */
    public byte[] presence() {
        if (!full) {
            throw new IllegalStateException("changes are no presence document");
        }
        Document presence = (Document) document.cloneNode(true);
        Element root = presence.getDocumentElement();
        String ownPrefix = root.getPrefix() == null ? "" : root.getPrefix();
        root.removeAttribute("version");
        String prefix = pidfPrefix(root);
        root = (Element) presence.renameNode(root, Namespaces.PIDF, prefix.isEmpty() ? "presence" : prefix + ":presence");
        if (!ownPrefix.isEmpty() && !usesPrefix(root, ownPrefix)) {
            root.removeAttribute(Dom.declaration(ownPrefix));
        }
        return XmlWriter.utf8(presence);
    }

    /** The first of the prefixes that mean PIDF at the root. If there is none, one is declared, without taking another meaning from any. */
    private static String pidfPrefix(Element root) {
        Map<String, String> declared = new TreeMap<>();
        for (Attr attribute : Dom.attributes(root)) {
            if (Dom.isDeclaration(attribute.getName())) {
                declared.put(Dom.declaredPrefix(attribute.getName()), attribute.getValue());
            }
        }
        Optional<String> known = declared.entrySet().stream().filter(entry -> entry.getValue().equals(Namespaces.PIDF)).map(Map.Entry::getKey).findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        String prefix = "pidf";
        for (int i = 1; declared.containsKey(prefix); i++) {
            prefix = "pidf" + i;
        }
        root.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, Dom.declaration(prefix), Namespaces.PIDF);
        return prefix;
    }

    private static boolean usesPrefix(Element element, String prefix) {
        return prefix.equals(element.getPrefix())
                || Dom.attributes(element).stream().anyMatch(attribute -> prefix.equals(attribute.getPrefix()))
                || Dom.children(element).stream().anyMatch(child -> usesPrefix(child, prefix));
    }

    /**
     * A presence document after these changes. Whether the result is an acceptable one, {@link PresenceDocument} tells.
     *
     * @param presence an {@code application/pidf+xml} document
     * @throws DocumentException if the document cannot be read, one of the changes cannot be made, or the result would be larger than allowed
     * @throws IllegalStateException if this is all of a document
     */
    public byte[] appliedTo(byte[] presence) {
        if (full) {
            throw new IllegalStateException("a whole document is no change");
        }
        XmlLimits limits = xml.limits();
        PatchLimits bounds = new PatchLimits(PatchLimits.DEFAULT.maxOperations(), PatchLimits.DEFAULT.maxSelectorLength(), PatchLimits.DEFAULT.maxSteps(), limits.maxDepth(),
                PatchLimits.DEFAULT.maxWork());
        Document before = xml.parse(presence);
        try {
            return XmlWriter.utf8(new Patch(bounds, PidfDiff::isId).apply(before, document), limits.maxBytes());
        } catch (PatchException e) {
            throw new DocumentException("the changes cannot be made: " + e.getMessage() + e.operation().map(PidfDiff::place).orElse(""), e);
        }
    }

    private static String place(Element operation) {
        return " (" + operation.getLocalName() + " " + operation.getAttribute("sel") + ")";
    }

    /** RFC 5262 s3: the type ID of the schemas of PIDF, the data model and RPID counts. */
    private static boolean isId(Attr attribute) {
        return Patch.isXmlId(attribute)
                || attribute.getName().equals("id") && NAMESPACES_WITH_IDS.contains(Dom.namespace(attribute.getOwnerElement()));
    }
}
