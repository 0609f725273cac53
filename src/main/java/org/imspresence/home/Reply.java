package org.imspresence.home;

import org.imspresence.authorization.SubHandling;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * The home's answer to a command: what the node that took the request writes into its response.
 *
 * @param status     status code; 204 (RFC 5839 s7.1): as a 200 to SUBSCRIBE, but that no NOTIFY follows
 * @param reason     text for people; empty for the status code's own phrase
 * @param expires    seconds granted; meaningful for a 200 and a 204
 * @param minExpires seconds; for Min-Expires of a 423
 * @param entityTag  SIP-ETag of a 200 to PUBLISH; empty otherwise
 * @param toTag      our tag of the dialog, for the 200 or 204 to a SUBSCRIBE: the stored one, which may be another than the answering node made up; empty otherwise
 * @param retryAfter seconds; 0 for none
 * @param decision   what the rules come to for the watcher of a SUBSCRIBE, for the journal; empty when they were not asked
 * @param rules      which rules led to it, for people; empty when they were not looked at again
 */
@Proto
@ProtoTypeId(101000)
public record Reply(int status, String reason, int expires, int minExpires, String entityTag, String toTag, int retryAfter, String decision, String rules) {

    private static final int OK = 200;
    private static final int NO_NOTIFICATION = 204;
    private static final String NOT_ASKED = "";

    /** A node of an earlier version says nothing about rules. */
    public Reply {
        decision = decision == null ? NOT_ASKED : decision;
        rules = rules == null ? "" : rules;
    }

    static Reply subscribed(int expires, String toTag) {
        return new Reply(OK, "", expires, 0, "", toTag, 0, NOT_ASKED, "");
    }

    static Reply withoutNotify(int expires, String toTag) {
        return new Reply(NO_NOTIFICATION, "", expires, 0, "", toTag, 0, NOT_ASKED, "");
    }

    static Reply published(int expires, String entityTag) {
        return new Reply(OK, "", expires, 0, entityTag, "", 0, NOT_ASKED, "");
    }

    static Reply done() {
        return new Reply(OK, "", 0, 0, "", "", 0, NOT_ASKED, "");
    }

    static Reply refused(int status, String reason, int minExpires) {
        return new Reply(status, reason, 0, minExpires, "", "", 0, NOT_ASKED, "");
    }

    /** The home cannot take the command now, or could not store its result: the request may be sent again after that time. */
    static Reply busy(String reason, int retryAfter) {
        return new Reply(500, reason, 0, 0, "", "", retryAfter, NOT_ASKED, "");
    }

    /** The same, with what the rules have come to for its watcher. */
    Reply by(SubHandling handling, String why) {
        return new Reply(status, reason, expires, minExpires, entityTag, toTag, retryAfter, handling.toString(), why);
    }

    public boolean isSuccess() {
        return status == OK || status == NO_NOTIFICATION;
    }
}
