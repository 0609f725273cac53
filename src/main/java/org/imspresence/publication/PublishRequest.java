package org.imspresence.publication;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * A PUBLISH (RFC 3903 s4) as admission hands it to the home of the presentity.
 *
 * @param presentity  canonical address of the publisher's Request-URI
 * @param eventPackage the event type it is for
 * @param ifMatch     SIP-If-Match; empty when absent
 * @param expires     seconds asked for, 0 or more; {@link #NO_EXPIRES} when absent
 * @param contentType Content-Type; empty when absent
 * @param contentEncoding Content-Encoding; empty when absent or {@code identity}
 * @param body        the body; empty when absent
 */
@Proto
@ProtoTypeId(101301)
public record PublishRequest(
        String presentity, String eventPackage, String ifMatch, int expires, String contentType, String contentEncoding, byte[] body) {

    /** No Expires header: the default holds. */
    public static final int NO_EXPIRES = -1;

    public boolean hasIfMatch() {
        return !ifMatch.isEmpty();
    }

    public boolean hasBody() {
        return body.length > 0;
    }
}
