package org.imspresence.home.inspection;

import java.util.List;

import org.imspresence.dialog.DialogState;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * Live subscriptions to a presentity.
 *
 * @param home     name of the node that is its home
 * @param watchers the first of them, in the order of their ids
 * @param total    how many live ones there are, those before and behind included
 */
@Proto
@ProtoTypeId(101021)
public record WatchersReport(String home, List<Watching> watchers, int total) {

    /**
     * One subscription.
     *
     * @param id          of its dialog among those of the presentity
     * @param watcher     canonical address of who watches
     * @param alias       another one; empty for none
     * @param anonymous   the presentity is not to learn who watches
     * @param event       its Event header
     * @param state       as in Subscription-State: {@code active} or {@code pending}
     * @param decision    what the rules come to: {@code allow}, {@code polite-block}, {@code confirm} or {@code block}
     * @param reason      the rules that led to it, for people
     * @param remaining   seconds of life
     * @param openedAt    milliseconds since the epoch
     * @param changedAt   when it was opened or refreshed last, milliseconds since the epoch
     * @param contentType of the bodies of its NOTIFYs
     * @param filtered    it has filters (RFC 4661)
     * @param dialog      with its route set
     * @param told        it knows all that it is owed
     * @param lastNotify  what became of its last NOTIFY
     */
    @Proto
    @ProtoTypeId(101022)
    public record Watching(
            String id, String watcher, String alias, boolean anonymous, String event, String state, String decision, String reason, long remaining, long openedAt, long changedAt,
            String contentType, boolean filtered, DialogState dialog, boolean told, LastNotify lastNotify) {}

    /**
     * The last NOTIFY of a subscription by its present home.
     *
     * @param cseq   its sequence number; 0 when this home has sent none
     * @param status final status code of its response; 0 when there is none yet, and when there was no NOTIFY
     * @param sentAt milliseconds since the epoch; 0 when this home has sent none
     */
    @Proto
    @ProtoTypeId(101023)
    public record LastNotify(long cseq, int status, long sentAt) {

        public static final LastNotify NONE = new LastNotify(0, 0, 0);
    }
}
