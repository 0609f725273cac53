package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

import org.imspresence.event.EventState;
import org.imspresence.event.StateDigest;
import org.imspresence.notification.Delivery;
import org.imspresence.notification.Suppression;
import org.imspresence.subscription.EventId;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Terms;

/**
 * RFC 5839: whether the condition of a SUBSCRIBE holds.
 *
 * <p>An entity tag is made from what there is to tell, so every node makes the same of the same, in whatever dialog. A watcher's word that it has a state is believed, unless this home has told it another one since: then its SUBSCRIBE has
 * crossed a NOTIFY, and it is told.
 */
final class Conditions {

    private Conditions() {}

    /**
     * Names what a watcher is told: the state, and what s4 counts in, the media type, the coding and the Event.
     *
     * @param event the Event header
     */
    static String entityTag(EventState state, Terms terms, String event) {
        String tag = state.digest() + '-' + Integer.toHexString(terms.contentType().hashCode()) + (terms.gzip() ? "z" : "");
        return EventId.of(event).id().map(id -> StateDigest.of((tag + ' ' + id).getBytes(UTF_8))).orElse(tag);
    }

    /**
     * What a SUBSCRIBE leaves out. Nothing is changed.
     *
     * @param watch    the subscription that it opens, refreshes or ends
     * @param outcome  what it is told from now on
     * @param underWay the NOTIFY that has not been answered yet
     */
    static Suppression of(SubscribeRequest request, Watch watch, Outcome outcome, Optional<Notifier.Sent> underWay) {
        boolean isEnd = request.expires() == 0;
        return Suppression.of(isTrue(request, watch, outcome, underWay), request.inDialog(), !isEnd && isOwedItsState(watch, underWay));
    }

    private static boolean isTrue(SubscribeRequest request, Watch watch, Outcome outcome, Optional<Notifier.Sent> underWay) {
        if (request.terms().quenched()) {
            return true;
        }
        return !request.suppress().isEmpty()
                && outcome.told().filter(state -> entityTag(state, request.terms(), request.event()).equals(request.suppress())).isPresent()
                && !hasBeenToldAnother(watch, outcome, underWay);
    }

    private static boolean hasBeenToldAnother(Watch watch, Outcome outcome, Optional<Notifier.Sent> underWay) {
        if (watch.known != null) {
            return !watch.known.isSameAs(outcome.state());
        }
        long last = underWay.map(Notifier.Sent::version).orElse(watch.toldVersion);
        return last != Delivery.NOTHING && last != outcome.version();
    }

    /** Whether it may not have been told yet in which state its subscription is. */
    private static boolean isOwedItsState(Watch watch, Optional<Notifier.Sent> underWay) {
        if (watch.answerOwed) {
            return true;
        }
        return underWay.map(sent -> sent.pending() != watch.outcome.isPending()).orElse(watch.failures > 0 || watch.toldVersion == Delivery.NOTHING);
    }
}
