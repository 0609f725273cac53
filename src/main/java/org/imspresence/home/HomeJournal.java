package org.imspresence.home;

import java.util.Locale;

import org.imspresence.authorization.Decision;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.journal.Entry;
import org.imspresence.journal.Journal;
import org.imspresence.journal.Kind;
import org.imspresence.subscription.SubscriptionState.Reason;

/** What the homes of a node have to tell of subscriptions. */
record HomeJournal(Journal journal) {

    /**
     * A NOTIFY was answered, or not.
     *
     * @param now by {@link HomeNode#elapsed}
     */
    void notified(String presentity, Watch watch, Notifier.Sent what, NotifyOutcome outcome, NotifyResult result, long now) {
        journal.tell(outcome.isSuccess() ? Kind.DELIVERY : Kind.FAILURE, () -> of(Entry.of("NOTIFY").with("status", outcome.status()), presentity, watch)
                .with("cseq", watch.nextCSeq - 1)
                .with("outcome", result.name().toLowerCase(Locale.ROOT))
                .with("why", what.notice().why())
                .with("entity-tag", what.entityTag())
                .with("ms", now - watch.lastSentAt)
                .with("icid", dialog(watch).icid()));
    }

    /** A live subscription has ended. */
    void ended(String presentity, Watch watch, Reason reason, String why) {
        journal.tell(Kind.CHANGE, () -> of(Entry.of("END"), presentity, watch)
                .with("terminated", reason.toString())
                .with("why", why)
                .with("icid", dialog(watch).icid()));
    }

    /** Another decision holds for a live subscription. */
    void decidedAnew(String presentity, Watch watch, Decision decision) {
        journal.tell(Kind.CHANGE, () -> of(Entry.of("DECISION"), presentity, watch)
                .with("decision", decision.handling().toString())
                .with("reason", decision.reason())
                .with("icid", dialog(watch).icid()));
    }

    private static Entry of(Entry entry, String presentity, Watch watch) {
        return entry.with("presentity", presentity)
                .with("watcher", watch.subscription.watcher())
                .with("anonymous", watch.subscription.anonymous() ? "yes" : "")
                .with("call-id", dialog(watch).callId())
                .with("subscription", watch.id)
                .with("package", watch.topic.eventPackage().name());
    }

    private static DialogState dialog(Watch watch) {
        return watch.subscription.dialog();
    }
}
