package org.imspresence.authorization;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.imspresence.address.PresenceAddress;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.Composition;
import org.imspresence.document.CompositionPolicy;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.imspresence.document.XmlLimits;

/** What the tests of this room share: short ways to write rules, to ask them, and to write and read presence documents. */
final class Rules {

    static final PolicyReader READER = new PolicyReader();
    static final HardenedXml XML = new HardenedXml(XmlLimits.DEFAULT);
    static final PresenceAddress SOMEONE = PresenceAddress.parse("sip:someone@example.com");
    static final Requester BOB = known("sip:bob@example.com");
    static final Requester NOBODY = new Requester(List.of(), true);
    static final Circumstances PLAIN = new Circumstances(Optional.empty(), 0);

    private Rules() {
    }

    static Requester known(String... addresses) {
        return new Requester(Arrays.stream(addresses).map(address -> PresenceAddress.parse(address).canonical()).toList(), false);
    }

    static RuleDocument document(String name, String... rules) {
        return new RuleDocument(name, ("<cr:ruleset xmlns:cr='urn:ietf:params:xml:ns:common-policy' xmlns='urn:ietf:params:xml:ns:pres-rules'"
                + " xmlns:pr='urn:ietf:params:xml:ns:pres-rules' xmlns:op='urn:oma:xml:prs:pres-rules' xmlns:ocp='urn:oma:xml:xdm:common-policy'>"
                + String.join("", rules) + "</cr:ruleset>").getBytes(UTF_8));
    }

    static Policy policy(String... rules) {
        return policy(List.of(document("index", rules)));
    }

    static Policy policy(List<RuleDocument> documents) {
        return READER.read(documents, List.of(), SubHandling.CONFIRM);
    }

    static String rule(String id, String conditions, String handling, String transformations) {
        return "<cr:rule id='" + id + "'>" + (conditions.isEmpty() ? "" : "<cr:conditions>" + conditions + "</cr:conditions>")
                + (handling.isEmpty() ? "" : "<cr:actions><pr:sub-handling>" + handling + "</pr:sub-handling></cr:actions>")
                + (transformations.isEmpty() ? "" : "<cr:transformations>" + transformations + "</cr:transformations>") + "</cr:rule>";
    }

    /** One rule that allows those who meet the conditions. */
    static Policy allowing(String conditions) {
        return policy(rule("a", conditions, "allow", ""));
    }

    static boolean admits(Policy policy, Requester watcher) {
        return admits(policy, watcher, PLAIN);
    }

    static boolean admits(Policy policy, Requester watcher, Circumstances circumstances) {
        return policy.decide(watcher, circumstances).handling() == SubHandling.ALLOW;
    }

    /** What transformations let through. */
    static Permissions granting(String transformations) {
        return policy(rule("a", "", "allow", transformations)).decide(BOB, PLAIN).permissions();
    }

    static ComposedDocument presence(String content) {
        return composed("<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model'"
                + " xmlns:rpid='urn:ietf:params:xml:ns:pidf:rpid' xmlns:oma='urn:oma:xml:prs:pidf:oma-pres' xmlns:x='urn:x' entity='pres:someone@example.com'>"
                + content + "</presence>");
    }

    static ComposedDocument composed(String... documents) {
        List<Composition.Source> sources = Arrays.stream(documents)
                .map(document -> new Composition.Source(PresenceDocument.parse(XML, PidfFormat.PIDF, document.getBytes(UTF_8)), 1, Integer.toString(document.hashCode())))
                .toList();
        return new Composition(XML).compose(SOMEONE, sources, CompositionPolicy.MERGE, Optional.empty());
    }

    static String text(ComposedDocument document) {
        return new String(document.bytes(PidfFormat.PIDF), UTF_8);
    }

    /** What is inside {@code presence}, with single quotes. */
    static String content(ComposedDocument document) {
        String text = text(document).replace('"', '\'');
        int start = text.indexOf('>', text.indexOf("<presence")) + 1;
        int end = text.indexOf("</presence>");
        return end < 0 ? "" : text.substring(start, end);
    }
}
