package org.imspresence.home;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * The home's answer to a command: what the node that took the request writes into its response.
 *
 * @param status     status code
 * @param reason     text for people; empty for the status code's own phrase
 * @param expires    seconds granted; meaningful for a 200
 * @param minExpires seconds; for Min-Expires of a 423
 * @param entityTag  SIP-ETag of a 200 to PUBLISH; empty otherwise
 * @param toTag      our tag of the dialog, for the 200 to a SUBSCRIBE: the stored one, which may be another than the answering node made up; empty otherwise
 * @param retryAfter seconds; 0 for none
 */
@Proto
@ProtoTypeId(101000)
public record Reply(int status, String reason, int expires, int minExpires, String entityTag, String toTag, int retryAfter) {

    static Reply subscribed(int expires, String toTag) {
        return new Reply(200, "", expires, 0, "", toTag, 0);
    }

    static Reply published(int expires, String entityTag) {
        return new Reply(200, "", expires, 0, entityTag, "", 0);
    }

    static Reply done() {
        return new Reply(200, "", 0, 0, "", "", 0);
    }

    static Reply refused(int status, String reason, int minExpires) {
        return new Reply(status, reason, 0, minExpires, "", "", 0);
    }

    /** The home cannot take the command now, or could not store its result: the request may be sent again after that time. */
    static Reply busy(String reason, int retryAfter) {
        return new Reply(500, reason, 0, 0, "", "", retryAfter);
    }

    public boolean isSuccess() {
        return status == 200;
    }
}
