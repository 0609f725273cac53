package org.imspresence.dialog.location;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.imspresence.dialog.NotifyOutcome;
import org.junit.jupiter.api.Test;

/** RFC 3263 s4.3. */
class FailoverTest {

    private static final Destination POOL = new Destination("pool", Destination.NO_PORT, "", "udp");
    private static final NotifyOutcome OK = NotifyOutcome.of(200);

    private final FakeNames names = new FakeNames().srv("_sip._udp.pool", 1, 0, "a", 1).srv("_sip._udp.pool", 2, 0, "a", 2).srv("_sip._udp.pool", 3, 0, "a", 3).host("a", "10.0.0.1");
    private long nanos;
    private final Failover failover =
            new Failover(new Locator(names, Set.of("udp"), Runnable::run, () -> nanos, bound -> 0), new FailedTargets(() -> nanos), Duration.ofSeconds(60), () -> { });
    private final List<Integer> tried = new ArrayList<>();
    private final List<CompletableFuture<Attempted>> attempts = new ArrayList<>();

    private CompletableFuture<NotifyOutcome> deliver() {
        tried.clear();
        attempts.clear();
        return failover.deliver(POOL, () -> "NOTIFY", target -> {
            tried.add(target.port());
            CompletableFuture<Attempted> attempt = new CompletableFuture<>();
            attempts.add(attempt);
            return attempt;
        });
    }

    private void ends(Attempted result) {
        attempts.get(attempts.size() - 1).complete(result);
    }

    @Test
    void anAnswerIsTheOutcomeWhateverItSays() {
        CompletableFuture<NotifyOutcome> outcome = deliver();
        ends(Attempted.answered(NotifyOutcome.of(481)));

        assertEquals(481, outcome.join().status());
        assertEquals(List.of(1), tried);
    }

    @Test
    void silenceRefusalAnd503LeadToTheNext() {
        CompletableFuture<NotifyOutcome> outcome = deliver();
        ends(Attempted.timedOut(false));
        ends(Attempted.unreachable());
        assertFalse(outcome.isDone());
        ends(Attempted.answered(OK));

        assertEquals(OK, outcome.join());
        assertEquals(List.of(1, 2, 3), tried);
    }

    @Test
    void whoHasAnsweredProvisionallyIsNotPassedOver() {
        CompletableFuture<NotifyOutcome> outcome = deliver();
        ends(Attempted.timedOut(true));

        assertEquals(NotifyOutcome.timedOut(), outcome.join());
        assertEquals(List.of(1), tried);
    }

    @Test
    void theLastFailureIsTheOutcome() {
        CompletableFuture<NotifyOutcome> outcome = deliver();
        ends(Attempted.unreachable());
        ends(Attempted.timedOut(false));
        ends(Attempted.answered(NotifyOutcome.failure(503, OptionalInt.of(7))));

        assertEquals(OptionalInt.of(7), outcome.join().retryAfter());
    }

    @Test
    void whoWasSilentComesLastForAWhile() {
        deliver();
        ends(Attempted.timedOut(false));
        ends(Attempted.answered(OK));

        deliver();
        assertEquals(List.of(2), tried);
        nanos += Duration.ofSeconds(60).toNanos();
        deliver();
        assertEquals(List.of(1), tried);
    }

    @Test
    void a503RestsAsLongAsItsRetryAfterSays() {
        deliver();
        ends(Attempted.answered(NotifyOutcome.of(503)));
        deliver();
        assertEquals(List.of(1), tried, "no Retry-After");
        ends(Attempted.answered(NotifyOutcome.failure(503, OptionalInt.of(7))));

        deliver();
        assertEquals(List.of(2), tried);
        nanos += Duration.ofSeconds(7).toNanos();
        deliver();
        assertEquals(List.of(1), tried);
    }

    @Test
    void whoAnswersAgainIsAtItsPlace() {
        deliver();
        ends(Attempted.unreachable());
        ends(Attempted.unreachable());
        ends(Attempted.unreachable());
        deliver();
        ends(Attempted.answered(OK));
        deliver();

        assertEquals(List.of(1), tried);
    }

    @Test
    void cancellingEndsTheAttemptAndAllThatWouldFollow() {
        CompletableFuture<NotifyOutcome> outcome = deliver();
        ends(Attempted.timedOut(false));
        outcome.cancel(false);

        assertTrue(attempts.get(1).isCancelled());
        assertEquals(List.of(1, 2), tried);
    }

    @Test
    void aNameThatLeadsNowhereCountsAsUnreachable() {
        names.silent(true);

        assertEquals(NotifyOutcome.unreachable(), deliver().join());
        assertEquals(List.of(), tried);
    }

    @Test
    void aBugInSendingDoesNotLeaveTheNotifyWaiting() {
        CompletableFuture<NotifyOutcome> outcome = failover.deliver(POOL, () -> "NOTIFY", target -> {
            throw new IllegalStateException("bug");
        });

        assertEquals(NotifyOutcome.unreachable(), outcome.join());
    }
}
