package org.imspresence.testbed.fleet;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The network around a cluster in one UDP socket: watchers of many presentities, their publishers, and the S-CSCF that has the nodes as targets and is the first hop of every Route. It sends each
 * request to two nodes and checks every answer and every NOTIFY; see {@link Exchanges} and {@link Watcher}.
 *
 * <p>The methods may be called by one thread at a time.
 */
public final class Fleet implements AutoCloseable {

    private static final int WINDOW = 40;
    private static final long STREAM_TICK = 5;
    private static final long POLL_MILLIS = 50;

    private final EventLoop loop;
    private final Findings findings = new Findings();
    private final Random random;
    private final String run;
    private final String hostPort;
    private final List<Target> targets = new ArrayList<>();
    private final Map<InetSocketAddress, Target> byAddress = new HashMap<>();
    private final Exchanges exchanges;
    private final List<Presentity> presentities = new ArrayList<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final Map<String, Watcher> byCallId = new HashMap<>();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Deque<Presentity> turns = new ArrayDeque<>();

    private Rate publishes = new Rate(0);
    private Rate newWatchers = new Rate(0);
    private Optional<Adoptions> adoptions = Optional.empty();
    private Optional<Split> split = Optional.empty();

    /** @param seed of all that is left to chance */
    public Fleet(InetSocketAddress address, long seed) {
        random = new Random(seed);
        run = Long.toString(seed, Character.MAX_RADIX);
        loop = new EventLoop(address, this::received, (what, problem) -> findings.violation("problem with " + what, problem + " at " + problem.getStackTrace()[0]));
        hostPort = loop.address().getAddress().getHostAddress() + ":" + loop.address().getPort();
        exchanges = new Exchanges(loop, targets, findings, random);
        loop.start();
    }

    /** What the nodes are to advertise. */
    public InetSocketAddress address() {
        return loop.address();
    }

    public Target target(String name, InetSocketAddress node) {
        return loop.call(() -> {
            Target target = new Target(name, node);
            targets.add(target);
            byAddress.put(node, target);
            return target;
        });
    }

    public Target targetAt(InetSocketAddress node) {
        return loop.call(() -> byAddress.get(node));
    }

    /** Sends each request to one node only, as long as that one answers. */
    public void withoutRepeats() {
        run(exchanges::withoutRepeats);
    }

    // ---- What the scene asks for

    /** Publishes a first state of each presentity and opens the subscriptions; returns when each watcher knows its presentity's state. */
    public Duration open(int count, int watchersEach, Duration patience) {
        long begin = System.nanoTime();
        run(() -> {
            exchanges.askForOptions(hostPort);
            keepGoing();
            for (int i = 0; i < count; i++) {
                Presentity presentity = new Presentity(presentities.size(), run, hostPort, List.copyOf(targets), findings);
                presentities.add(presentity);
                turns.add(presentity);
                waiting.add(() -> publish(presentity, Optional.empty()));
                for (int each = 0; each < watchersEach; each++) {
                    waiting.add(() -> subscribe(presentity, Optional.empty()));
                }
            }
        });
        awaitQuiet(patience);
        awaitAllTold(patience);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** From now on, states change and new watchers come at these rates, per second. */
    public void stream(double changes, double watchersMore) {
        run(() -> {
            publishes = new Rate(changes);
            newWatchers = new Rate(watchersMore);
        });
    }

    public void stopStream() {
        stream(0, 0);
    }

    /** Sends new SUBSCRIBEs and PUBLISHes to this node first, all at once. */
    public void rush(Target target, int newWatchers, int publishes) {
        run(() -> {
            for (int i = 0; i < newWatchers; i++) {
                subscribe(presentities.get(random.nextInt(presentities.size())), Optional.of(target));
            }
            for (int i = 0; i < publishes; i++) {
                nextToPublish().ifPresent(presentity -> publish(presentity, Optional.of(target)));
            }
        });
    }

    /**
     * A node is lost, from now on: how long until each presentity whose home it was is told of by another? The changes of these come first from now on.
     *
     * @return how many these are
     */
    public int lost(Target target) {
        return loop.call(() -> {
            List<Presentity> its = homedAt(target);
            adoptions = Optional.of(new Adoptions(target, its));
            turns.removeAll(Set.copyOf(its));
            its.forEach(turns::addFirst);
            return its.size();
        });
    }

    /** Milliseconds from the loss to the NOTIFY of another node, by presentity. */
    public Collection<Long> adoptions() {
        return loop.call(this::adopted);
    }

    public void awaitAdoptions(int count, Duration patience) {
        await("adopted presentities are told of by others", () -> adopted().size() >= count, patience, () -> adopted().size() + " of " + count);
    }

    private List<Long> adopted() {
        return adoptions.map(Adoptions::times).orElse(List.of());
    }

    /** The presentities whose last NOTIFY came from this node. */
    public List<Presentity> homes(Target target) {
        return loop.call(() -> homedAt(target));
    }

    /** What is for these presentities goes to these nodes only. */
    public void divide(Collection<Presentity> which, List<Target> only) {
        run(() -> which.forEach(presentity -> presentity.sendTo(List.copyOf(only))));
    }

    /** Nothing is restricted any more. */
    public void unite() {
        run(() -> {
            presentities.forEach(presentity -> presentity.sendTo(List.copyOf(targets)));
            watchers.forEach(Watcher::sendAnywhere);
        });
    }

    /** From now on the node is cut off from the others, and a subscription's end may be unknown to the other side. */
    public void split(Target cutOff) {
        run(() -> split = Optional.of(new Split(cutOff, new HashSet<>(open()))));
    }

    /** From now on the sides may find each other again. */
    public void heals() {
        run(() -> split.ifPresent(Split::heals));
    }

    /** From now on all nodes are one cluster again, and know the same. */
    public void merged() {
        run(() -> {
            split = Optional.empty();
            presentities.forEach(presentity -> presentity.homes().clear());
        });
    }

    /** How many presentities have been told of by several nodes since {@link #merged}. */
    public long severalHomes() {
        return loop.call(() -> presentities.stream().filter(presentity -> presentity.homes().size() > 1).count());
    }

    public List<Presentity> presentities() {
        return loop.call(() -> List.copyOf(presentities));
    }

    /** Ends one open subscription to each of these presentities. */
    public void endOne(Collection<Presentity> which) {
        run(() -> which.forEach(presentity -> presentity.watchers().stream().filter(Watcher::isOpen).filter(Watcher::isAnswered).findFirst().ifPresent(watcher -> {
            watcher.end();
            exchanges.start(watcher);
        })));
    }

    /** Opens one more subscription to each of these presentities, at this node, which has it for itself until all are united. */
    public void openOne(Collection<Presentity> which, Target at) {
        run(() -> which.forEach(presentity -> {
            Watcher watcher = watcher(presentity);
            watcher.sendTo(List.of(at));
            exchanges.start(watcher);
        }));
    }

    /** Publishes a new state of each presentity once. */
    public void publishAll() {
        run(() -> presentities.forEach(presentity -> waiting.add(() -> publish(presentity, Optional.empty()))));
    }

    /** Every watcher refreshes its subscription, at another node than it used last. */
    public Duration refreshAll(Duration patience) {
        long begin = System.nanoTime();
        run(() -> open().forEach(watcher -> waiting.add(() ->
                exchanges.start(watcher, exchanges.choose(watcher.targets(), watcher.lastUsed().stream().toList())))));
        awaitQuiet(patience);
        awaitEach("are notified after their refresh", Watcher::isNotifiedSince, patience);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    // ---- What the scene waits for

    /** Waits until no request is open or waits to be sent. */
    public void awaitQuiet(Duration patience) {
        await("requests are over", () -> waiting.isEmpty() && exchanges.open() == 0, patience, () -> exchanges.open() + " are open and " + waiting.size() + " wait");
    }

    /** Waits until every watcher knows the last acknowledged state of its presentity. */
    public void awaitAllTold(Duration patience) {
        awaitEach("know the last acknowledged state", Watcher::isUpToDate, patience);
    }

    /** Waits until those that have asked for the end have been told of it. */
    public void awaitEnds(Duration patience) {
        await("ended subscriptions have their last NOTIFY", () -> watchers.stream().filter(Watcher::hasEnded).allMatch(Watcher::isTerminated), patience,
                () -> watchers.stream().filter(watcher -> watcher.hasEnded() && !watcher.isTerminated()).count() + " have not");
    }

    private void awaitEach(String what, Predicate<Watcher> condition, Duration patience) {
        await("watchers " + what, () -> open().stream().allMatch(condition), patience, () -> {
            List<Watcher> missing = open().stream().filter(condition.negate()).toList();
            return missing.size() + " do not, of these homes: " + missing.stream().collect(Collectors.groupingBy(watcher -> watcher.presentity().home().toString(), Collectors.counting()))
                    + ", such as " + missing.stream().limit(3).map(watcher -> watcher.callId() + " (" + watcher.story() + "; its presentity: " + watcher.presentity().story() + ")").toList();
        });
    }

    /** What does not come is a violation like any other, so that the scene goes on and all is told in the end. */
    private boolean await(String what, BooleanSupplier condition, Duration patience, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!loop.call(condition::getAsBoolean)) {
            if (System.nanoTime() > deadline) {
                findings.violation("not all " + what + " after " + patience.toSeconds() + " s", loop.call(otherwise));
                return false;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
        }
        return true;
    }

    // ---- On the loop's thread

    private void run(Runnable task) {
        loop.call(() -> {
            task.run();
            return true;
        });
    }

    private List<Watcher> open() {
        return watchers.stream().filter(Watcher::isOpen).toList();
    }

    private List<Presentity> homedAt(Target target) {
        return presentities.stream().filter(presentity -> presentity.home().equals(Optional.of(target))).toList();
    }

    private void keepGoing() {
        for (int i = waiting.size(); i > 0 && exchanges.open() < WINDOW; i--) {
            waiting.poll().run();
        }
        while (publishes.isDue()) {
            nextToPublish().ifPresent(presentity -> publish(presentity, Optional.empty()));
        }
        while (newWatchers.isDue()) {
            subscribe(presentities.get(random.nextInt(presentities.size())), Optional.empty());
        }
        loop.after(STREAM_TICK, this::keepGoing);
    }

    /** The first in turn that has no request open. */
    private Optional<Presentity> nextToPublish() {
        Optional<Presentity> next = turns.stream().filter(presentity -> !presentity.isBusy()).findFirst();
        next.ifPresent(presentity -> {
            turns.remove(presentity);
            turns.addLast(presentity);
        });
        return next;
    }

    private void publish(Presentity presentity, Optional<Target> first) {
        if (presentity.isBusy()) {
            waiting.add(() -> publish(presentity, first));
            return;
        }
        presentity.change();
        start(presentity, first);
    }

    private void subscribe(Presentity presentity, Optional<Target> first) {
        start(watcher(presentity), first);
    }

    private Watcher watcher(Presentity presentity) {
        Watcher watcher = new Watcher(watchers.size(), run, hostPort, presentity, findings);
        watchers.add(watcher);
        byCallId.put(watcher.callId(), watcher);
        presentity.watchers().add(watcher);
        return watcher;
    }

    private void start(Request request, Optional<Target> first) {
        first.ifPresentOrElse(target -> exchanges.start(request, target), () -> exchanges.start(request));
    }

    private void received(WireText message, InetSocketAddress from) {
        if (message.isResponse()) {
            exchanges.answered(message, from);
        } else if (message.isRequest("NOTIFY")) {
            loop.send(EventLoop.bytes(message.ok()), from);
            notified(message, from);
        } else {
            findings.violation("a request that nobody expects", message);
        }
    }

    private void notified(WireText notify, InetSocketAddress from) {
        Watcher watcher = byCallId.get(notify.header("Call-ID"));
        Target node = byAddress.get(from);
        if (watcher == null || node == null) {
            findings.violation("a NOTIFY of an unknown dialog or node", from + "\n" + notify);
            return;
        }
        if (!notify.sentBy().equals(from.getAddress().getHostAddress() + ":" + from.getPort())) {
            findings.violation("a Via that is not the sending node's own", from + " is not in\n" + notify);
        }
        if (watcher.notified(notify, from, split.isPresent())) {
            split.ifPresent(now -> now.notified(watcher, node, notify, findings));
            adoptions.ifPresent(since -> since.notified(watcher.presentity(), node));
            watcher.presentity().notifiedBy(node);
        }
    }

    // ---- What came of it

    public Findings findings() {
        return findings;
    }

    /** How many subscriptions there are that nobody has asked to end. */
    public int subscriptions() {
        return loop.call(() -> open().size());
    }

    @Override
    public void close() {
        loop.close();
    }
}
