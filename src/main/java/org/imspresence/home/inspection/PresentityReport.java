package org.imspresence.home.inspection;

import java.util.List;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * What a home knows of its presentity.
 *
 * @param home   name of the node
 * @param known  there is a subscription or a publication
 * @param topics one for each event package that is in use
 */
@Proto
@ProtoTypeId(101017)
public record PresentityReport(String home, boolean known, List<Topic> topics) {

    /** Of a presentity that nothing is known of. */
    public static PresentityReport unknown(String home) {
        return new PresentityReport(home, false, List.of());
    }

    /**
     * What there is in one event package.
     *
     * @param eventPackage  its name
     * @param contentType   of {@code state}
     * @param state         what there is to tell, before rules and filters; empty for a package whose state is who watches
     * @param entityTag     of the state, as SIP-ETag of a NOTIFY names it before rules and filters
     * @param subscriptions live ones
     * @param publications  live ones, the newest first
     */
    @Proto
    @ProtoTypeId(101018)
    public record Topic(String eventPackage, String contentType, byte[] state, String entityTag, int subscriptions, List<Published> publications) {}

    /**
     * One publication.
     *
     * @param id          stable name among those of its presentity and package
     * @param entityTag   what SIP-If-Match must name next
     * @param contentType of the body
     * @param size        bytes of the body
     * @param remaining   seconds of life
     * @param order       the higher one is the newer
     * @param changedAt   when its publisher was heard of last, milliseconds since the epoch
     */
    @Proto
    @ProtoTypeId(101019)
    public record Published(String id, String entityTag, String contentType, int size, long remaining, long order, long changedAt) {}
}
