package org.imspresence.dialog.location;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

import org.imspresence.dialog.DaemonThreads;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.dialog.location.Attempted.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RFC 3263 s4.3: sends a NOTIFY to the first target of its destination, and when that fails to the next, as a transaction of its own. A target fails by a 503, by refusing what is sent to it, or by silence until the
 * transaction times out.
 *
 * <p>A target that was silent is tried after the others for a while, by all who have others; one that has answered 503 for as long as its Retry-After says.
 */
public final class Failover implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Failover.class);

    private final Locator locator;
    private final FailedTargets failed;
    private final Duration rest;
    private final Runnable end;

    /**
     * @param rest how long a target that was silent comes last
     * @param end  ends what the locator works with
     */
    Failover(Locator locator, FailedTargets failed, Duration rest, Runnable end) {
        this.locator = locator;
        this.failed = failed;
        this.rest = rest;
        this.end = end;
    }

    /** @param transports that this node has, lower case */
    public static Failover start(LocationSettings settings, Set<String> transports) {
        NameRecords names = settings.source() == LocationSettings.Source.DNS ? new DnsNames(settings.server(), settings.timeout()) : new SystemNames();
        ExecutorService threads = Executors.newFixedThreadPool(settings.lookUps(), DaemonThreads.named("name-look-up"));
        Locator locator = new Locator(names, transports, threads, System::nanoTime, bound -> ThreadLocalRandom.current().nextInt(bound));
        return new Failover(locator, new FailedTargets(System::nanoTime), settings.rest(), threads::shutdownNow);
    }

    /**
     * Never completes exceptionally. Cancelling the future cancels the attempt that is under way.
     *
     * @param what    names the NOTIFY in the log
     * @param attempt sends it to a target, in a new transaction; its future is cancelled when nobody waits for it any more, and never completes exceptionally
     */
    public CompletableFuture<NotifyOutcome> deliver(Destination destination, Supplier<String> what, Function<Target, CompletableFuture<Attempted>> attempt) {
        Delivery delivery = new Delivery(what, attempt);
        locator.locate(destination).whenComplete((targets, problem) -> {
            if (problem != null) {
                delivery.end(problem instanceof CompletionException && problem.getCause() != null ? problem.getCause().getMessage() : problem.toString());
            } else if (targets.isEmpty()) {
                delivery.end("DNS has no server for " + destination);
            } else {
                delivery.start(failed.last(targets));
            }
        });
        return delivery.outcome;
    }

    /** One NOTIFY on its way. Its attempts follow each other; only cancelling comes from elsewhere. */
    private final class Delivery {

        private final Supplier<String> what;
        private final Function<Target, CompletableFuture<Attempted>> attempt;
        private final CompletableFuture<NotifyOutcome> outcome = new CompletableFuture<>();
        private Iterator<Target> targets;

        private Delivery(Supplier<String> what, Function<Target, CompletableFuture<Attempted>> attempt) {
            this.what = what;
            this.attempt = attempt;
        }

        private void start(List<Target> all) {
            targets = all.iterator();
            next();
        }

        private void end(String why) {
            LOG.warn("{} could not be sent: {}", what.get(), why);
            outcome.complete(NotifyOutcome.unreachable());
        }

        private void next() {
            if (outcome.isDone()) {
                return;
            }
            Target target = targets.next();
            CompletableFuture<Attempted> attempted;
            try {
                attempted = attempt.apply(target);
            } catch (RuntimeException bug) {
                LOG.error("bug in sending {} to {}", what.get(), target, bug);
                outcome.complete(NotifyOutcome.unreachable());
                return;
            }
            outcome.whenComplete((result, problem) -> attempted.cancel(false));
            attempted.thenAccept(result -> ended(target, result));
        }

        private void ended(Target target, Attempted result) {
            note(target, result);
            if (result.failure() == Failure.NONE || !targets.hasNext()) {
                outcome.complete(result.outcome());
                return;
            }
            LOG.info("{} goes to the next server: {} {}", what.get(), target, result.failure() == Failure.SILENT ? "cannot be reached" : "answers 503");
            next();
        }

        private void note(Target target, Attempted result) {
            switch (result.failure()) {
                case NONE -> failed.remove(target);
                case SILENT -> failed.add(target, rest);
                case UNAVAILABLE -> result.outcome().retryAfter().ifPresent(seconds -> failed.add(target, Duration.ofSeconds(seconds)));
            }
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
