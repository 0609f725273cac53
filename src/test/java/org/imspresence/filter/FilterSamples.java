package org.imspresence.filter;

import static java.nio.charset.StandardCharsets.UTF_8;

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

/** What the tests of this room share: short ways to write filters and documents, and to read what is left. */
final class FilterSamples {

    static final HardenedXml XML = new HardenedXml(XmlLimits.DEFAULT);
    static final PresenceAddress PRESENTITY = PresenceAddress.parse("sip:presentity@example.com");

    private static final String BINDINGS = "<ns-bindings><ns-binding prefix='pidf' urn='urn:ietf:params:xml:ns:pidf'/><ns-binding prefix='rpid' urn='urn:ietf:params:xml:ns:pidf:rpid'/>"
            + "<ns-binding prefix='dm' urn='urn:ietf:params:xml:ns:pidf:data-model'/><ns-binding prefix='x' urn='urn:x'/>"
            + "<ns-binding prefix='u' urn='u:1'/><ns-binding prefix='v' urn='u:2'/></ns-bindings>";

    private FilterSamples() {
    }

    /** A body with the usual prefixes bound. */
    static String body(String... filters) {
        return "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'>" + BINDINGS + String.join("", filters) + "</filter-set>";
    }

    static FilterSet read(String body) {
        return FilterSet.read(XML, PRESENTITY, body.getBytes(UTF_8));
    }

    /** What one SUBSCRIBE comes to for the presentity of these tests. */
    static Filter filter(String body) {
        return Filters.NONE.refreshed(read(body)).filter(PRESENTITY);
    }

    static Filter what(String includesAndExcludes) {
        return filter(body("<filter id='1'><what>" + includesAndExcludes + "</what></filter>"));
    }

    static Filter including(String selector) {
        return what("<include>" + selector + "</include>");
    }

    static Triggers triggers(String... triggers) {
        return filter(body("<filter id='1'><trigger>" + String.join("</trigger><trigger>", triggers) + "</trigger></filter>")).triggers();
    }

    static ComposedDocument presence(String content) {
        return composed("<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' xmlns:rpid='urn:ietf:params:xml:ns:pidf:rpid' xmlns:x='urn:x'"
                + " entity='sip:presentity@example.com'>" + content + "</presence>");
    }

    static ComposedDocument composed(String document) {
        return composed(PidfFormat.PIDF, document.getBytes(UTF_8));
    }

    static ComposedDocument composed(PidfFormat format, byte[] document) {
        return new Composition(XML).compose(PRESENTITY, List.of(new Composition.Source(PresenceDocument.parse(XML, format, document), 1, "1")), CompositionPolicy.MERGE, Optional.empty());
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
