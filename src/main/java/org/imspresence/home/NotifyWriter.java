package org.imspresence.home;

import java.util.Optional;

import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.Notify;
import org.imspresence.event.EventState;
import org.imspresence.notification.Notice;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.Terms;

/** Writes the NOTIFYs of a node. */
final class NotifyWriter {

    private static final byte[] NO_BODY = {};

    private final Gzip gzip;
    private final Tallies tallies;

    NotifyWriter(Gzip gzip, Tallies tallies) {
        this.gzip = gzip;
        this.tallies = tallies;
    }

    /**
     * The next NOTIFY of a subscription.
     *
     * @param told what there is to tell its watcher; empty for one that is not let in
     * @param bare whether the state is named and not told (RFC 5839 s6.2)
     */
    Notify next(String presentity, Watch watch, Notice notice, Optional<EventState> told, boolean bare) {
        Terms terms = watch.subscription.terms();
        byte[] plain = bare ? NO_BODY : told.map(state -> body(watch, state)).orElse(NO_BODY);
        byte[] body = terms.gzip() ? gzip.of(plain, !isNumbered(watch)) : plain;
        String entityTag = told.map(state -> Conditions.entityTag(state, terms, watch.subscription.event())).orElse("");
        return new Notify(watch.nextCSeq, watch.subscription.event(), notice.subscriptionState(), ContactUser.of(presentity), entityTag, terms.contentType(), body == plain ? "" : Gzip.NAME, body);
    }

    /** The number of a body follows from that of its NOTIFY, so that it rises by one with each, and another home goes on above: a body after a gap is whole. */
    private byte[] body(Watch watch, EventState state) {
        String format = watch.subscription.terms().contentType();
        if (!isNumbered(watch)) {
            return state.body(format);
        }
        Optional<EventState> known = watch.answerOwed || watch.ending != null ? Optional.empty() : Optional.ofNullable(watch.known);
        tallies.numberedBody(known.isPresent());
        return state.body(format, known, watch.nextCSeq - Subscription.FIRST_CSEQ);
    }

    private static boolean isNumbered(Watch watch) {
        return watch.topic.eventPackage().isNumbered(watch.subscription.terms().contentType());
    }
}
