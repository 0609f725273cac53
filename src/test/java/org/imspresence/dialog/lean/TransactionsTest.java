package org.imspresence.dialog.lean;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;

import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.dialog.location.Attempted;
import org.imspresence.dialog.location.Attempted.Failure;
import org.imspresence.timer.TimerWheel;
import org.junit.jupiter.api.Test;

/** RFC 3261 s17.1.2, with a clock that the test moves and a network that is a list. */
class TransactionsTest {

    private static final long BRANCH = 0xABCDEFL;
    private static final String TARGET = "sip:w@10.0.0.1";
    private static final InetSocketAddress PEER = new InetSocketAddress("127.0.0.1", 1);
    private static final NotifyOutcome PARSED = NotifyOutcome.failure(503, OptionalInt.of(7));

    private long now = 1_000_000;
    private boolean isBroken;
    private final List<Long> sentAt = new ArrayList<>();
    private Optional<NotifyOutcome> parsed = Optional.of(PARSED);
    private final Transactions transactions = new Transactions(() -> now, bytes -> parsed, Runnable::run);
    private final ResponseReader reader = new ResponseReader("as:6060");
    private final long begun = now;

    private CompletableFuture<Attempted> begin() {
        return transactions.begin(BRANCH, new Transactions.Request(new byte[10], this::send, PEER, TARGET));
    }

    private void send(byte[] bytes, InetSocketAddress to) throws IOException {
        if (isBroken) {
            throw new IOException("no route to host");
        }
        sentAt.add(now - begun);
    }

    private void until(long millis) {
        while (now < begun + millis) {
            now += TimerWheel.TICK;
            transactions.tick();
        }
    }

    private void answers(int status, long branch, String more) {
        byte[] bytes = ("SIP/2.0 " + status + " As told\r\nVia: SIP/2.0/UDP as:6060;branch=" + Branch.text(branch) + "\r\nCSeq: 1 NOTIFY\r\n" + more + "\r\n").getBytes(ISO_8859_1);
        transactions.received(bytes, bytes.length, reader);
    }

    private void isOver() {
        assertEquals(0, transactions.size());
        int sent = sentAt.size();
        until(60_000);
        assertEquals(sent, sentAt.size(), "nothing is sent after the end");
    }

    @Test
    void withoutAnAnswerTheRequestIsRepeatedByTimerEUntilTimerF() {
        CompletableFuture<Attempted> outcome = begin();

        until(31_950);
        assertFalse(outcome.isDone());
        until(32_050);

        assertEquals(List.of(0L, 500L, 1500L, 3500L, 7500L, 11500L, 15500L, 19500L, 23500L, 27500L, 31500L), sentAt);
        assertEquals(Attempted.timedOut(false), outcome.join());
        isOver();
    }

    @Test
    void afterAProvisionalResponseTheIntervalIsT2() {
        CompletableFuture<Attempted> outcome = begin();
        until(600);
        answers(100, BRANCH, "");

        until(32_100);

        assertEquals(List.of(0L, 500L, 1500L, 5500L, 9500L, 13500L, 17500L, 21500L, 25500L, 29500L), sentAt);
        assertEquals(Attempted.timedOut(true), outcome.join(), "the target is there");
        isOver();
    }

    @Test
    void aFinalResponseEndsItAndItsRepeatsAreAbsorbed() {
        CompletableFuture<Attempted> outcome = begin();
        answers(200, BRANCH, "");
        assertEquals(200, outcome.join().outcome().status());

        answers(200, BRANCH, "");
        answers(500, BRANCH, "");

        assertEquals(200, outcome.join().outcome().status());
        assertEquals(2, transactions.strays());
        isOver();
    }

    @Test
    void aPlainSuccessTellsTheTargetIfItDoes() {
        CompletableFuture<Attempted> silent = begin();
        answers(202, BRANCH, "");
        CompletableFuture<Attempted> telling = begin();
        answers(200, BRANCH, "Contact: <" + TARGET + ">;expires=3\r\n");

        assertEquals(NotifyOutcome.of(202), silent.join().outcome());
        assertEquals(NotifyOutcome.success(200, Optional.of(TARGET), Optional.empty()), telling.join().outcome());
    }

    @Test
    void whatSaysMoreIsReadByTheParser() {
        for (String more : List.of("Contact: <sip:elsewhere@10.0.0.2>\r\n", "Contact: <" + TARGET + ";x>\r\n", "Event: presence;max-rate=1\r\n")) {
            CompletableFuture<Attempted> outcome = begin();
            answers(200, BRANCH, more);
            assertEquals(PARSED, outcome.join().outcome(), more);
        }
    }

    @Test
    void a503IsAFailureOfItsTarget() {
        CompletableFuture<Attempted> outcome = begin();

        answers(503, BRANCH, "Retry-After: 7\r\n");

        assertEquals(new Attempted(PARSED, Failure.UNAVAILABLE), outcome.join());
    }

    @Test
    void aResponseThatTheParserCannotReadIsAsGoodAsNone() {
        CompletableFuture<Attempted> outcome = begin();
        parsed = Optional.empty();

        answers(500, BRANCH, "Retry-After: nonsense\r\n");

        assertFalse(outcome.isDone());
        assertEquals(1, transactions.strays());
        answers(200, BRANCH, "");
        assertTrue(outcome.isDone());
    }

    @Test
    void aGuessedBranchIsNoAnswer() {
        CompletableFuture<Attempted> outcome = begin();

        answers(200, BRANCH + 1, "");
        answers(100, BRANCH - 1, "");

        assertFalse(outcome.isDone());
        assertEquals(2, transactions.strays());
    }

    @Test
    void whatCannotBeSentHasNotReachedItsTarget() {
        isBroken = true;

        assertEquals(Attempted.unreachable(), begin().join());
        isOver();
    }

    @Test
    void aRepeatThatCannotBeSentEndsIt() {
        CompletableFuture<Attempted> outcome = begin();
        isBroken = true;

        until(600);

        assertEquals(Attempted.unreachable(), outcome.join());
        isOver();
    }

    @Test
    void cancellingEndsIt() {
        CompletableFuture<Attempted> outcome = begin();

        outcome.cancel(false);

        answers(200, BRANCH, "");
        assertTrue(outcome.isCancelled());
        isOver();
    }

    @Test
    void whatIsNoResponseToANotifyOfOursIsForOthers() {
        byte[] other = ("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP as:6060;branch=z9hG4bK1_2_3\r\nCSeq: 1 NOTIFY\r\n\r\n").getBytes(ISO_8859_1);

        assertFalse(transactions.received(other, other.length, reader));
        assertEquals(0, transactions.strays());
    }

    @Test
    void aNodeThatWakesAfterTimerFSendsNothing() {
        CompletableFuture<Attempted> outcome = begin();

        now += 100_000;
        transactions.tick();

        assertEquals(List.of(0L), sentAt);
        assertEquals(Attempted.timedOut(false), outcome.join());
    }

    @Test
    void branchesAreNeverTheSame() {
        Branch branches = new Branch();

        assertEquals(10_000, LongStream.generate(branches::next).limit(10_000).distinct().count());
        assertEquals("z9hG4bK0000000000abcdef", Branch.text(BRANCH));
    }
}
