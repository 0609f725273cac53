package org.imspresence.filter;

import java.util.List;
import java.util.Optional;
import org.imspresence.address.PresenceAddress;
import org.imspresence.document.DocumentException;
import org.imspresence.document.HardenedXml;

/**
 * RFC 4661: what the body of one SUBSCRIBE says about filters, of the media type {@value #CONTENT_TYPE}.
 *
 * <pre>
 * &lt;filter-set xmlns="urn:ietf:params:xml:ns:simple-filter"&gt;
 *   &lt;ns-bindings&gt;&lt;ns-binding prefix="p" urn="urn:ietf:params:xml:ns:pidf"/&gt;&lt;/ns-bindings&gt;
 *   &lt;filter id="1"&gt;&lt;what&gt;&lt;include&gt;//p:tuple/p:status/p:basic&lt;/include&gt;&lt;/what&gt;&lt;/filter&gt;
 * &lt;/filter-set&gt;
 * </pre>
 */
public final class FilterSet {

    /** RFC 4661 s3.1. */
    public static final String CONTENT_TYPE = "application/simple-filter+xml";

    static final String NAMESPACE = "urn:ietf:params:xml:ns:simple-filter";

    /**
     * RFC 4661 s3.4: one {@code filter}.
     *
     * @param content empty when it has neither {@code what} nor {@code trigger}: it turns one that is there on or off
     */
    record Entry(String id, Target target, boolean remove, boolean enabled, Optional<Filter> content) {
    }

    private final List<Entry> entries;

    FilterSet(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads a body. It costs no more than the limits say, whatever is in it.
     *
     * @param xml        with limits for documents from outside
     * @param presentity whom a filter without a URI is for: the resource that the SUBSCRIBE names
     * @throws FilterException if it does not follow the schema, is for another event package than presence, asks for what is not understood, or for too much
     */
    public static FilterSet read(HardenedXml xml, PresenceAddress presentity, byte[] body) {
        if (body.length > FilterLimits.BYTES) {
            throw new FilterException("more than " + FilterLimits.BYTES + " bytes of filters");
        }
        try {
            return new FilterReader(presentity).read(xml.parse(body).getDocumentElement());
        } catch (DocumentException e) {
            throw new FilterException(e);
        }
    }

    List<Entry> entries() {
        return entries;
    }
}
