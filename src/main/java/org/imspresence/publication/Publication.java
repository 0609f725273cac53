package org.imspresence.publication;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * RFC 3903 s3: one publication of a presentity, as it is stored on two nodes.
 *
 * @param eventPackage the event type it was published for
 * @param id          stable name of the publication among those of its presentity and package; refreshes and modifications keep it. Watchers may see it
 * @param entityTag   the tag of the last 200, the one that SIP-If-Match must name next
 * @param contentType media type of the body
 * @param body        the document as published
 * @param expiresAt   end of life, milliseconds since the epoch
 * @param order       rises with each body published for the presentity: the higher one is the newer
 */
@Proto
@ProtoTypeId(101300)
public record Publication(String eventPackage, String id, String entityTag, String contentType, byte[] body, long expiresAt, long order) {

    /** Tells it from all publications of its presentity, whatever the package. */
    public String key() {
        return eventPackage + '/' + id;
    }

    /** This publication with its life renewed and a new entity tag (RFC 3903 s6: every 200 has a new one). */
    public Publication refreshed(String newEntityTag, long newExpiresAt) {
        return new Publication(eventPackage, id, newEntityTag, contentType, body, newExpiresAt, order);
    }
}
