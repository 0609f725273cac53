package org.imspresence.home;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import org.imspresence.authorization.SubHandling;
import org.imspresence.event.Watching;
import org.imspresence.event.Watching.Event;
import org.imspresence.event.Watching.Status;
import org.imspresence.subscription.Subscription;

/**
 * The subscriptions that have ended and that watcher information (RFC 3857) still tells of: those that wait for the presentity's decision, for days and stored on two nodes, and those that have just gone, until its watchers know. Part of a
 * {@link PresentityHome}: it runs in the same mailbox.
 */
final class PastWatchers {

    /** Longer than the pace and the tries of a NOTIFY, milliseconds. */
    private static final long GONE_KEPT = 120_000;
    private static final int MOST_GONE = 256;

    private record Gone(Watching watching, long at) {}

    private final PresentityHome home;
    private final HomeNode node;
    /** By id. */
    private Map<String, Subscription> waiting = Map.of();
    /** The oldest first. */
    private List<Gone> gone = List.of();

    PastWatchers(PresentityHome home, HomeNode node) {
        this.home = home;
        this.node = node;
    }

    /** For onlookers on any thread, too: what is over may still be there. */
    boolean isEmpty() {
        long now = node.now();
        return waiting.values().stream().noneMatch(subscription -> stillWaits(subscription, now)) && gone.stream().noneMatch(one -> stillTold(one, now));
    }

    private boolean stillWaits(Subscription subscription, long now) {
        return subscription.changedAt() >= now - node.watchers().waiting().toMillis();
    }

    private static boolean stillTold(Gone one, long now) {
        return one.at() >= now - GONE_KEPT;
    }

    /** All of them, as they are now. */
    Collection<Watching> all() {
        forget();
        List<Watching> all = new ArrayList<>(waiting.size() + gone.size());
        waiting.values().forEach(subscription -> all.add(new Watching(subscription, Status.WAITING, Event.TIMEOUT)));
        gone.forEach(one -> all.add(one.watching()));
        return all;
    }

    // ---- Waiting ---------------------------------------------------------------------------------------------------------------------------

    /** Whether one that ends undecided is kept: not for a watcher that the presentity is not to know, for about it cannot decide, nor when there is no room. */
    boolean mayWait(Subscription subscription) {
        WatcherSettings limits = node.watchers();
        return !subscription.anonymous() && limits.maxWaiting() > 0 && !limits.waiting().isZero() && node.tallies().waiting() < limits.maxWaitingOfNode();
    }

    /** It is stored so already. Of one watcher, and of all beyond the limit, the last counts. */
    void waits(String id, Subscription subscription) {
        end(other -> isBySame(other, subscription), Event.GIVEUP);
        if (waiting.size() >= node.watchers().maxWaiting()) {
            waiting.entrySet().stream().min(Comparator.comparingLong(entry -> entry.getValue().changedAt())).map(Map.Entry::getKey)
                    .ifPresent(oldest -> end(oldest, Event.GIVEUP));
        }
        keep(id, subscription);
    }

    /** The watcher is here again: it is no longer what it was before that the presentity decides about. */
    void back(Subscription subscription) {
        end(other -> isBySame(other, subscription), Event.GIVEUP);
    }

    private void keep(String id, Subscription subscription) {
        node.tallies().waits(waiting.containsKey(id) ? 0 : 1);
        waiting = Few.with(waiting, id, subscription);
    }

    private void drop(String id) {
        node.tallies().waits(waiting.containsKey(id) ? -1 : 0);
        waiting = Few.without(waiting, id);
    }

    private static boolean isBySame(Subscription one, Subscription other) {
        return one.watcher().equals(other.watcher()) && one.eventPackage().equals(other.eventPackage());
    }

    /**
     * The presentity's rules may have changed: those that they decide about wait no longer.
     *
     * @return whether there were any
     */
    boolean judge(Function<Subscription, SubHandling> handling) {
        int before = waiting.size();
        end(subscription -> handling.apply(subscription) == SubHandling.BLOCK, Event.REJECTED);
        end(subscription -> handling.apply(subscription) != SubHandling.CONFIRM, Event.APPROVED);
        return waiting.size() < before;
    }

    private void end(Predicate<Subscription> which, Event event) {
        List<String> ids = waiting.entrySet().stream().filter(entry -> which.test(entry.getValue())).map(Map.Entry::getKey).toList();
        ids.forEach(id -> end(id, event));
    }

    /** Its end is stored, too: no other node, and no other part of a split cluster, is to bring it back. */
    private void end(String id, Event event) {
        Subscription subscription = waiting.get(id);
        drop(id);
        gone(subscription, event);
        Subscription over = subscription.gone(node.now());
        home.endQuietly(home.write(() -> node.records().store(home.presentity(), id, over)));
    }

    // ---- Gone ------------------------------------------------------------------------------------------------------------------------------

    /** Kept while somebody follows the subscriptions. */
    void gone(Subscription subscription, Event event) {
        if (!home.isFollowed()) {
            return;
        }
        List<Gone> more = new ArrayList<>(gone);
        more.add(new Gone(new Watching(subscription, Status.TERMINATED, event), node.now()));
        gone = more.size() > MOST_GONE ? more.subList(1, more.size()) : more;
    }

    private void forget() {
        long now = node.now();
        if (!gone.isEmpty() && !stillTold(gone.get(0), now)) {
            gone = gone.stream().filter(one -> stillTold(one, now)).toList();
        }
        List.copyOf(waiting.entrySet()).stream().filter(entry -> !stillWaits(entry.getValue(), now)).forEach(entry -> {
            drop(entry.getKey());
            gone(entry.getValue(), Event.GIVEUP);
        });
    }

    // ---- Coming and going --------------------------------------------------------------------------------------------------------------

    void adopt(String id, Subscription subscription) {
        keep(id, subscription);
    }

    void lose() {
        node.tallies().waits(-waiting.size());
        waiting = Map.of();
        gone = List.of();
    }
}
