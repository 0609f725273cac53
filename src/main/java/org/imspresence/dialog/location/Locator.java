package org.imspresence.dialog.location;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The targets of a destination. An address is its own; what a name leads to is looked up by threads that do nothing else, so a name server that does not answer holds up those
 * who ask for names that are not known, and nobody else. What was found holds as long as its records say. Where nobody answers then, the last that was known goes on to hold for
 * ten minutes (RFC 8767): a CSCF whose name cannot be looked up for a while has seldom moved.
 */
final class Locator {

    private static final Logger LOG = LoggerFactory.getLogger(Locator.class);
    private static final int REMEMBERED = 10_000;
    private static final long FAILURE_HOLDS_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long STALE_HOLDS_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long LEAST_TTL_SECONDS = 1;

    private final NameRecords names;
    private final Set<String> supported;
    private final Executor threads;
    private final LongSupplier nanos;
    private final IntUnaryOperator random;
    private final Cache<Destination, List<Target>> addresses = Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();
    private final Cache<Destination, Known> known = Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();

    /**
     * @param supported the transports that this node has, lower case
     * @param threads   where names are looked up
     * @param nanos     a clock that never goes back
     * @param random    gives a number from 0 to below the one given
     */
    Locator(NameRecords names, Set<String> supported, Executor threads, LongSupplier nanos, IntUnaryOperator random) {
        this.names = names;
        this.supported = Set.copyOf(supported);
        this.threads = threads;
        this.nanos = nanos;
        this.random = random;
    }

    /**
     * All targets in the order in which they are to be tried; none when DNS says that there is nothing. Is complete on return unless a name has to be looked up; fails when nothing can be found out, or this node
     * does not have the transport.
     */
    CompletableFuture<List<Target>> locate(Destination destination) {
        if (!supported.contains(destination.transportOrPreferred())) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("there is no transport for " + destination));
        }
        List<Target> itself = addresses.get(destination, Locator::itself);
        return itself.isEmpty() ? known.get(destination, Known::new).candidates().thenApply(candidates -> candidates.inOrder(random)) : CompletableFuture.completedFuture(itself);
    }

    /** The target that a destination with an address is; none for a name. */
    private static List<Target> itself(Destination destination) {
        String transport = destination.transportOrPreferred();
        return destination.address().map(address -> List.of(new Target(address, destination.portFor(transport), transport))).orElse(List.of());
    }

    /** What is known of a destination. */
    private final class Known {

        private final Destination destination;
        private CompletableFuture<Candidates> lookUp = CompletableFuture.completedFuture(null);
        private long until = nanos.getAsLong();
        private Candidates last;
        private long lastUntil;

        private Known(Destination destination) {
            this.destination = destination;
        }

        /** One look-up at a time: who comes while it is under way waits for it, too. */
        private synchronized CompletableFuture<Candidates> candidates() {
            if (lookUp.isDone() && nanos.getAsLong() - until >= 0) {
                lookUp = CompletableFuture.supplyAsync(() -> new Procedures(names, supported).find(destination), threads).handle(this::found);
            }
            return lookUp;
        }

        private synchronized Candidates found(Candidates candidates, Throwable problem) {
            long now = nanos.getAsLong();
            if (problem == null) {
                until = now + TimeUnit.SECONDS.toNanos(Math.max(LEAST_TTL_SECONDS, candidates.ttlSeconds()));
                last = candidates;
                lastUntil = now + STALE_HOLDS_NANOS;
                return candidates;
            }
            until = now + FAILURE_HOLDS_NANOS;
            if (last == null || lastUntil - now < 0) {
                throw problem instanceof CompletionException wrapped ? wrapped : new CompletionException(problem);
            }
            LOG.warn("{} leads for now to where it did, as it cannot be looked up: {}", destination, problem.toString());
            return last;
        }
    }
}
