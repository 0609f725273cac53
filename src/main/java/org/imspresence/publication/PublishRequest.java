package org.imspresence.publication;

import java.nio.charset.StandardCharsets;

import org.imspresence.dialog.Token;
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
 * @param transaction names this request, so that a repeat of it is known by any node: see {@link #of}
 */
@Proto
@ProtoTypeId(101301)
public record PublishRequest(
        String presentity, String eventPackage, String ifMatch, int expires, String contentType, String contentEncoding, byte[] body, String transaction) {

    /** No Expires header: the default holds. */
    public static final int NO_EXPIRES = -1;

    /** Bytes of the digest that are kept: 128 bits, so that no two requests share one. */
    private static final int TRANSACTION_BYTES = 16;

    /**
     * This request with its {@link #transaction}: a digest of Call-ID, From tag and CSeq, which no two requests of one user agent share (RFC 3261 s8.1.1), and of what it asks for. The topmost Via counts for
     * nothing: a proxy that gets no answer from one node and tries the next does so in a client transaction of its own, with another branch (s16.7), and it is still the same PUBLISH. What it asks for counts
     * because some agents count their requests badly: one that asks for something else is no repeat.
     */
    public PublishRequest of(String callId, String fromTag, String cseq) {
        String head = String.join("\n", callId, fromTag, cseq, eventPackage, ifMatch, Integer.toString(expires), contentType, "");
        String name = Token.naming(TRANSACTION_BYTES, head.getBytes(StandardCharsets.UTF_8), body);
        return new PublishRequest(presentity, eventPackage, ifMatch, expires, contentType, contentEncoding, body, name);
    }

    public boolean hasIfMatch() {
        return !ifMatch.isEmpty();
    }

    public boolean hasBody() {
        return body.length > 0;
    }
}
