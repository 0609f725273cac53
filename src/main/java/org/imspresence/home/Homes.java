package org.imspresence.home;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.imspresence.cluster.Cluster;
import org.imspresence.cluster.CommandHandler;
import org.imspresence.cluster.NotHomeException;
import org.imspresence.cluster.OwnershipListener;
import org.imspresence.cluster.Standing;
import org.imspresence.dialog.Dialogs;
import org.imspresence.documents.Documents;
import org.imspresence.event.EventPackages;
import org.imspresence.home.inspection.AskMessages;
import org.imspresence.home.inspection.OperatorCommand;
import org.imspresence.home.inspection.PassedMessages;
import org.imspresence.journal.Journal;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.timer.TimerWheel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The homes of the presentities of this node, and the way to those of others: a command goes to the home of its presentity, wherever in the
 * cluster that is.
 */
public final class Homes implements AutoCloseable {

    /** Names of the caches, to be opened with the cluster. */
    public static final String SUBSCRIPTIONS = "subscriptions";
    public static final String PUBLICATIONS = "publications";
    public static final String DELIVERIES = "deliveries";

    private static final Logger LOG = LoggerFactory.getLogger(Homes.class);
    private static final long SWEEP_SECONDS = 10;
    private static final int RETRY_AFTER_SECONDS = 2;

    private final Cluster cluster;
    private final HomeNode node;
    private final List<ExecutorService> executors;
    private final ConcurrentHashMap<String, PresentityHome> homes = new ConcurrentHashMap<>();
    private final OperatorDesk desk;

    /** Commands go to their homes under the read lock; homes are taken away under the write lock, so that no command makes a new one behind that. */
    private final ReadWriteLock handOver = new ReentrantReadWriteLock();
    private final Ownership ownership = new Ownership();
    private CompletableFuture<Void> opened;

    private Homes(Cluster cluster, HomeSettings settings, EventPackages packages, Documents documents, Dialogs dialogs, Clock clock, LongSupplier elapsed, Executor threads,
            Supplier<Standing> standing, BooleanSupplier hasSuccessors, Recorders recorders, Journal journal, List<ExecutorService> executors) {
        this.cluster = cluster;
        this.executors = executors;
        long now = elapsed.getAsLong();
        Tallies tallies = new Tallies(packages.names(), recorders);
        node = new HomeNode(threads, new TimerWheel(now), new Pace(settings.expiryRate(), now), new Pace(settings.repeatRate(), now), clock, elapsed, packages,
                Records.of(cluster, clock, settings.grace(), settings.remembered(), settings.watchers().waiting()), dialogs, new SendWindow(settings.window(), settings.windowPerHop()), settings.failurePolicy(),
                standing, hasSuccessors, cluster::isHome, documents, WatcherSettings.of(settings.watchers()), tallies, new NotifyWriter(new Gzip(settings.gzipFrom()), tallies), new HomeJournal(journal), settings.queue());
        desk = new OperatorDesk(cluster, this, homes, threads, clock.millis());
    }

    /**
     * Begins to be home: takes over what this node owns and answers commands.
     *
     * @param recorders told what is measured
     * @param journal   told what becomes of subscriptions
     */
    public static Homes start(Cluster cluster, HomeSettings settings, EventPackages packages, Documents documents, Dialogs dialogs, Clock clock, Recorders recorders, Journal journal) {
        int wanted = settings.threads() > 0 ? settings.threads() : Math.max(2, Runtime.getRuntime().availableProcessors());
        ExecutorService threads = new HomeThreads(wanted, named("home"));
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(named("home-timer"));
        Homes homes = new Homes(cluster, settings, packages, documents, dialogs, clock, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), threads,
                cluster::standing, () -> !cluster.isAlone(), recorders, journal, List.of(ticker, threads));
        cluster.onStanding(homes::standingChanged);
        homes.open();
        ticker.scheduleWithFixedDelay(reporting(homes::tick), TimerWheel.TICK, TimerWheel.TICK, TimeUnit.MILLISECONDS);
        ticker.scheduleWithFixedDelay(reporting(homes::sweep), SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
        return homes;
    }

    /** As {@link #start}, on the caller's threads and with the caller's word for its standing; whoever calls this also calls {@link #tick}, {@link #sweep} and {@link #standingChanged}. */
    static Homes start(Cluster cluster, HomeSettings settings, EventPackages packages, Documents documents, Dialogs dialogs, Clock clock, Executor threads, Supplier<Standing> standing, BooleanSupplier hasSuccessors, Recorders recorders, Journal journal) {
        Homes homes = new Homes(cluster, settings, packages, documents, dialogs, clock, clock::millis, threads, standing, hasSuccessors, recorders, journal, List.of());
        homes.open();
        return homes;
    }

    private void open() {
        opened = cluster.serve(new Commands(), ownership).toCompletableFuture();
    }

    /** What is told which segments this node becomes and ceases to be the home of. */
    OwnershipListener ownership() {
        return ownership;
    }

    /** What this node may send has changed. */
    void standingChanged() {
        homes.values().forEach(PresentityHome::standingChanged);
    }

    /** Fires the timers that are due, and carries out the expiries whose turn has come. */
    void tick() {
        long now = node.elapsed().getAsLong();
        node.wheel().advance(now);
        node.expiries().advance(now);
        node.repeats().advance(now);
    }

    /** Brings a SUBSCRIBE to the home of its presentity. A stage that never fails: what cannot be done is a reply, too. */
    public CompletionStage<Reply> subscribe(SubscribeRequest request) {
        return call(request.presentity(), request);
    }

    /** Brings a PUBLISH to the home of its presentity. A stage that never fails: what cannot be done is a reply, too. */
    public CompletionStage<Reply> publish(PublishRequest request) {
        return call(request.presentity(), request);
    }

    /**
     * Tells the home that what its presentity has stored in {@link Documents} has changed.
     *
     * @return complete when what follows from it for its watchers is on its way; fails when the home cannot be reached
     */
    public CompletionStage<Void> documentsChanged(String presentity) {
        return cluster.<Reply>call(presentity, new DocumentsChanged(presentity)).thenApply(reply -> null);
    }

    /** Tells the home that the 200 of a SUBSCRIBE is on its way, so that the NOTIFY may follow. */
    public void answered(String presentity, String localTag) {
        cluster.tell(presentity, new Answered(presentity, localTag));
    }

    /** What an operator may ask and do. */
    public Operations operations() {
        return new Operations(cluster);
    }

    /** Says what an operator may see of this node, and do to it, from now on. */
    public void control(NodeControl control) {
        desk.control(control);
    }

    /** Says who is asked for the messages that pass this node, from now on. */
    public void messages(Function<AskMessages, CompletionStage<PassedMessages>> passed) {
        desk.messages(passed);
    }

    /** True once this node has taken over all that it owned at its start. */
    public boolean isOpen() {
        return opened.isDone() && !opened.isCompletedExceptionally();
    }

    /** What the homes of this node have counted since its start. */
    public Tallies tallies() {
        return node.tallies();
    }

    /** Presentities with at least one subscription or publication that this node is home of. */
    public int size() {
        return homes.size();
    }

    /** Live subscriptions to the presentities that this node is home of. */
    public long subscriptions() {
        Tallies tallies = tallies();
        return tallies.packages().stream().mapToLong(eventPackage -> tallies.active(eventPackage) + tallies.pending(eventPackage)).sum();
    }

    /** Live publications of the presentities that this node is home of. Counts them one home after the other. */
    public long publications() {
        return homes.values().stream().mapToLong(PresentityHome::publicationCount).sum();
    }

    /** NOTIFYs that have been sent and not been answered. */
    public int notifiesUnderWay() {
        return node.window().unanswered();
    }

    /** NOTIFYs that wait for a place in the send window. */
    public int notifiesWaiting() {
        return node.window().waiting();
    }

    /** NOTIFYs that are to be repeated after a take-over and wait for their turn. */
    public int repeatsWaiting() {
        return node.repeats().waiting();
    }

    /** Milliseconds that the oldest task has been waiting for one of the homes' threads. */
    public long waiting() {
        return node.threads() instanceof HomeThreads threads ? threads.waiting() : 0;
    }

    /** Tasks that wait for one of the homes' threads. */
    public int backlog() {
        return node.threads() instanceof HomeThreads threads ? threads.getQueue().size() : 0;
    }

    private CompletionStage<Reply> call(String presentity, Object command) {
        return cluster.<Reply>call(presentity, command).exceptionally(problem -> {
            LOG.warn("{} for {} did not reach its home: {}", command.getClass().getSimpleName(), presentity, problem.toString());
            return Reply.busy("The presentity's home cannot be reached", RETRY_AFTER_SECONDS);
        });
    }

    private final class Commands implements CommandHandler {

        @Override
        public CompletionStage<?> handle(Object command) {
            if (command instanceof SubscribeRequest request) {
                return atHome(request.presentity(), home -> home.subscribe(request));
            }
            if (command instanceof PublishRequest request) {
                return atHome(request.presentity(), home -> home.publish(request));
            }
            if (command instanceof DocumentsChanged word) {
                return atHome(word.presentity(), PresentityHome::documentsChanged);
            }
            if (command instanceof Answered word) {
                return atHome(word.presentity(), home -> {
                    home.answered(word.localTag());
                    return CompletableFuture.completedFuture(null);
                });
            }
            if (command instanceof OperatorCommand wish) {
                return desk.handle(wish);
            }
            return CompletableFuture.failedFuture(new IllegalArgumentException("unknown command " + command.getClass().getName()));
        }
    }

    /** Hands a command to its home, unless this node has ceased to be that home since the command was let in. */
    private <T> CompletionStage<T> atHome(String presentity, Function<PresentityHome, CompletionStage<T>> command) {
        return here(presentity, () -> withHome(presentity, command));
    }

    /** As {@link #atHome}, but no home is made for a question: of a presentity without one there is nothing to say. */
    <T> CompletionStage<T> askHome(String presentity, T nothing, Function<PresentityHome, CompletionStage<T>> question) {
        return here(presentity, () -> {
            List<CompletionStage<T>> answer = new ArrayList<>(1);
            homes.computeIfPresent(presentity, (name, home) -> {
                answer.add(question.apply(home));
                return home;
            });
            return answer.isEmpty() ? CompletableFuture.completedFuture(nothing) : answer.get(0);
        });
    }

    private <T> CompletionStage<T> here(String presentity, Supplier<CompletionStage<T>> task) {
        handOver.readLock().lock();
        try {
            return cluster.isHome(presentity)
                    ? task.get()
                    : CompletableFuture.failedFuture(new NotHomeException("no longer the home of " + presentity));
        } finally {
            handOver.readLock().unlock();
        }
    }

    /** Queues a task at a home; a home is made for it when there is none. The map's lock keeps {@link #sweep} from taking it away in between. */
    private <T> T withHome(String presentity, Function<PresentityHome, T> task) {
        List<T> result = new ArrayList<>(1);
        homes.compute(presentity, (name, home) -> {
            PresentityHome found = home == null ? new PresentityHome(name, node) : home;
            result.add(task.apply(found));
            return found;
        });
        return result.get(0);
    }

    /** Lets go of the homes that have nothing to be home of. */
    void sweep() {
        for (String presentity : homes.keySet()) {
            homes.computeIfPresent(presentity, (name, home) -> {
                if (!home.isVacant()) {
                    return home;
                }
                home.vacate();
                return null;
            });
        }
    }

    private final class Ownership implements OwnershipListener {

        @Override
        public void gained(Set<Integer> gained) {
            long begun = node.elapsed().getAsLong();
            Set<PresentityHome> adopting = new HashSet<>();
            Records records = node.records();
            records.deliveries().scan(gained, (key, delivered) -> adopting.add(withHome(key.group(), home -> adopt(home, adopted -> adopted.adopt(key.id(), delivered)))));
            records.subscriptions().scan(gained, (key, subscription) -> adopting.add(withHome(key.group(), home -> adopt(home, adopted -> adopted.adopt(key.id(), subscription)))));
            records.publications().scan(gained, (key, publication) -> adopting.add(withHome(key.group(), home -> adopt(home, adopted -> adopted.adopt(publication)))));
            AtomicInteger undecided = new AtomicInteger(adopting.size());
            adopting.forEach(home -> home.adopted(() -> {
                if (undecided.decrementAndGet() == 0) {
                    node.tallies().recorders().takeover().accept(node.elapsed().getAsLong() - begun);
                }
            }));
        }

        private static PresentityHome adopt(PresentityHome home, Consumer<PresentityHome> record) {
            record.accept(home);
            return home;
        }

        @Override
        public CompletionStage<?> lost(Set<Integer> lost) {
            return lose(lost, PresentityHome::lose);
        }

        @Override
        public CompletionStage<?> lostToMerge(Set<Integer> lost) {
            return lose(lost, PresentityHome::loseToMerge);
        }

        private CompletionStage<?> lose(Set<Integer> lost, Function<PresentityHome, CompletionStage<Void>> how) {
            List<CompletableFuture<?>> drained = new ArrayList<>();
            handOver.writeLock().lock();
            try {
                for (String presentity : homes.keySet()) {
                    if (lost.contains(cluster.segmentOf(presentity))) {
                        PresentityHome home = homes.remove(presentity);
                        if (home != null) {
                            drained.add(how.apply(home).toCompletableFuture());
                        }
                    }
                }
            } finally {
                handOver.writeLock().unlock();
            }
            return CompletableFuture.allOf(drained.toArray(CompletableFuture[]::new));
        }
    }

    @Override
    public void close() {
        executors.forEach(ExecutorService::shutdown);
    }

    /** A repeated task that throws would not be repeated, and nobody would learn why. */
    private static Runnable reporting(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error bug) {
                LOG.error("bug in a timer", bug);
            }
        };
    }

    private static ThreadFactory named(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((t, bug) -> LOG.error("bug in {}", t.getName(), bug));
            return thread;
        };
    }
}
