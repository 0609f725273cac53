package org.imspresence.subscription;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.imspresence.dialog.DialogState;
import org.imspresence.subscription.SubscribeDecision.Close;
import org.imspresence.subscription.SubscribeDecision.Fetch;
import org.imspresence.subscription.SubscribeDecision.Open;
import org.imspresence.subscription.SubscribeDecision.Refresh;
import org.imspresence.subscription.SubscribeDecision.Refuse;
import org.imspresence.subscription.SubscribeDecision.Repeat;
import org.imspresence.subscription.SubscriptionState.Reason;

/**
 * RFC 6665 s4.2.1: what a notifier does with a SUBSCRIBE, as a pure function of the stored subscription, the request and the time.
 *
 * <p>Sequence numbers (RFC 3261 s12.2.2): lower than the last one is 500; equal is the same request again and gets the same answer; gaps are legal.
 */
public final class SubscriptionRules {

    /** The subscriptions that a presentity has, in one event package. */
    public interface Siblings {

        int count();

        /** Those of one watcher, by canonical address. */
        List<Subscription> of(String watcher);
    }

    private static final String NO_FILTERS = "";
    private static final Refuse TOO_MANY_OF_WATCHER = new Refuse(480, "Too many subscriptions of this watcher to this presentity");

    private final SubscriptionLimits limits;
    private final FilterRules filters;

    /** For a package whose watchers have no filters. */
    public SubscriptionRules(SubscriptionLimits limits) {
        this(limits, FilterRules.NONE);
    }

    public SubscriptionRules(SubscriptionLimits limits, FilterRules filters) {
        this.limits = limits;
        this.filters = filters;
    }

    /**
     * @param stored   the subscription of the request's dialog, by {@link DialogState#id()}: one that lives, or one that has ended and is still remembered
     * @param all      the presentity's subscriptions of the request's package
     * @param now      milliseconds since the epoch
     */
    public SubscribeDecision decide(Optional<Subscription> stored, Siblings all, SubscribeRequest request, long now) {
        if (request.inDialog()) {
            return inDialog(stored, request, now);
        }
        return stored.filter(known -> !isOverFor(known, request)).map(known -> again(known, request, now)).orElseGet(() -> initial(all, request, now));
    }

    private SubscribeDecision initial(Siblings all, SubscribeRequest request, long now) {
        return onTerms(request, NO_FILTERS, terms -> opened(all, request, terms, now));
    }

    private SubscribeDecision opened(Siblings all, SubscribeRequest request, Terms terms, long now) {
        int expires = limits.granted(request.expires());
        Subscription subscription = Subscription.opened(request, agreed(terms, expires), now + expires * 1000L, now);
        if (expires == 0) {
            return new Fetch(subscription.ended(Reason.TIMEOUT, now));
        }
        List<Subscription> ofWatcher = all.count() < limits.perWatcher() ? List.of() : all.of(request.watcher());
        if (ofWatcher.size() < limits.perWatcher()) {
            return all.count() < limits.watchersPerPresentity()
                    ? new Open(subscription, expires, Optional.empty())
                    : new Refuse(480, "Too many watchers of this presentity");
        }
        if (request.watcher().equals(SubscribeRequest.ANONYMOUS)) {
            return TOO_MANY_OF_WATCHER; // they are several, and one must not end what another has by naming its Contact
        }
        return oldestFrom(request.dialog().remoteTarget(), ofWatcher)
                .<SubscribeDecision>map(old -> new Open(subscription, expires, Optional.of(old)))
                .orElse(TOO_MANY_OF_WATCHER);
    }

    /** Of several from one instance all but the newest are dead, most likely, and the one that has not been refreshed for longest is the first to expire. */
    private static Optional<Subscription> oldestFrom(String contact, List<Subscription> subscriptions) {
        return subscriptions.stream()
                .filter(s -> s.dialog().remoteTarget().equals(contact))
                .min(Comparator.comparingLong(Subscription::expiresAt));
    }

    /** Some agents go on with Call-ID, From tag and CSeq when they subscribe anew. */
    private static boolean isOverFor(Subscription known, SubscribeRequest request) {
        return known.isEnded() && request.dialog().remoteCSeq() > known.dialog().remoteCSeq();
    }

    /**
     * An initial SUBSCRIBE whose Call-ID and From tag are known already: repeated, or merged from two ways (RFC 3261 s8.2.2.2). With a higher sequence number it comes from a watcher that has not had our 200, which it was
     * answered after all was stored and before that was known, or not at all (s8.1.3.5: the next try has the same Call-ID and tag): it is told the dialog that it has.
     */
    private SubscribeDecision again(Subscription known, SubscribeRequest request, long now) {
        boolean same = isOfWatcher(known, request) && EventId.of(known.event()).equals(EventId.of(request.event()));
        if (same && request.dialog().remoteCSeq() == known.dialog().remoteCSeq()) {
            return new Repeat(known, (int) known.remainingSeconds(now));
        }
        if (!same || request.dialog().remoteCSeq() < known.dialog().remoteCSeq()) {
            return new Refuse(481, "This Call-ID and From tag have a subscription under another To tag");
        }
        return refreshed(known, request, now);
    }

    /**
     * True when one of its identities is the subscription's: a network may assert two today and one of them tomorrow. Of watchers whom nobody knows the dialog's tags are the only proof, as they are for whoever subscribes
     * without authentication.
     */
    private static boolean isOfWatcher(Subscription known, SubscribeRequest request) {
        return request.inDialog() && request.watcher().equals(SubscribeRequest.OF_THE_DIALOG)
                || isKnownAs(known, request.watcher()) || !request.alias().isEmpty() && isKnownAs(known, request.alias());
    }

    private static boolean isKnownAs(Subscription known, String address) {
        return known.watcher().equals(address) || known.alias().equals(address);
    }

    private SubscribeDecision inDialog(Optional<Subscription> stored, SubscribeRequest request, long now) {
        DialogState asked = request.dialog();
        Optional<Subscription> found = stored
                .filter(s -> s.dialog().isSameDialogAs(asked))
                .filter(s -> isOfWatcher(s, request));
        if (found.isEmpty()) {
            return new Refuse(481, "Subscription does not exist");
        }
        Subscription known = found.get();
        if (!EventId.of(known.event()).equals(EventId.of(request.event()))) {
            return new Refuse(481, "This dialog has no subscription to that event");
        }
        if (asked.remoteCSeq() == known.dialog().remoteCSeq()) {
            return new Repeat(known, (int) known.remainingSeconds(now));
        }
        if (known.isEnded()) {
            return new Refuse(481, "Subscription has ended");
        }
        if (asked.remoteCSeq() < known.dialog().remoteCSeq()) {
            return new Refuse(500, "CSeq out of order");
        }
        return refreshed(known, request, now);
    }

    private SubscribeDecision refreshed(Subscription known, SubscribeRequest request, long now) {
        // A watcher that does not know of its dialog yet says all that it wants.
        return onTerms(request, request.inDialog() ? known.terms().filters() : NO_FILTERS, terms -> refreshed(known, request, terms, now));
    }

    private SubscribeDecision refreshed(Subscription known, SubscribeRequest request, Terms terms, long now) {
        DialogState asked = request.dialog();
        int expires = limits.granted(request.expires());
        DialogState dialog = known.dialog().refreshed(asked.remoteTarget(), asked.remoteCSeq());
        Subscription refreshed = known.refreshed(dialog, agreed(terms, expires), now + expires * 1000L, now);
        return expires == 0 ? new Close(refreshed.ended(Reason.TIMEOUT, now)) : new Refresh(refreshed, expires);
    }

    /** RFC 6446 s4.1: each SUBSCRIBE says anew at what rates, too. */
    private Terms agreed(Terms asked, int expires) {
        return asked.at(limits.rates().agree(asked.rates(), expires * 1000L));
    }

    /**
     * What the 2xx to a NOTIFY makes of a subscription. RFC 3261 s12.2.1.2: a NOTIFY refreshes the target (RFC 6665 s4.4.1), so the Contact of its 2xx is where the watcher is from now on. RFC 6446 s9.3: its Event, if it is of the
     * same type, says all rates anew, and nothing else.
     *
     * @param contact the URI of the response's Contact, if it has one
     * @param event   its Event, if it has one
     * @return the same subscription when that is nothing new
     */
    public Subscription answered(Subscription known, Optional<String> contact, Optional<String> event, long now) {
        Subscription moved = contact.filter(target -> !target.equals(known.dialog().remoteTarget())).map(known::movedTo).orElse(known);
        return event.filter(header -> EventId.of(header).type().equals(known.eventPackage()))
                .map(header -> limits.rates().agree(RateParameters.of(header), known.expiresAt() - now))
                .filter(agreed -> !agreed.equals(known.terms().rates()))
                .map(moved::at)
                .orElse(moved);
    }

    /** RFC 3856 s6.7: each SUBSCRIBE says anew what it accepts. Filters stay unless it says otherwise (RFC 4660 s5.2.2). */
    private SubscribeDecision onTerms(SubscribeRequest request, String heldFilters, Function<Terms, SubscribeDecision> accepted) {
        if (limits.tooBrief(request.expires())) {
            return new Refuse(423, "Interval Too Brief", limits.minExpires());
        }
        if (request.terms().contentType().isEmpty()) {
            return new Refuse(406, "Accept has no format of this event package");
        }
        FilterRules.Verdict verdict = filters.after(request, heldFilters);
        return verdict instanceof FilterRules.Hold hold ? accepted.apply(request.terms().filteredBy(hold.filters())) : new Refuse(488, ((FilterRules.Reject) verdict).reason());
    }
}
