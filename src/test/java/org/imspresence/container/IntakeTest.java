package org.imspresence.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class IntakeTest {

    private static final int LIMIT = 100_000;
    private static final int ALL = 1_000_000;
    private static final int AT_ONCE = 4_096;
    private static final Duration NEVER = Duration.ofDays(1);
    private static final long MOMENT = 100;

    private final Intakes intakes = new Intakes();
    private final Intake intake = new Intake(LIMIT, NEVER);

    /** As the stack does: what makes the parser, and what reads to the end, is one thread. */
    private CompletableFuture<Integer> readAll(Intake counting) {
        return readAll(counting, new ByteArrayInputStream(new byte[ALL]));
    }

    private CompletableFuture<Integer> readAll(Intake counting, InputStream in) {
        return CompletableFuture.supplyAsync(() -> {
            if (counting != null) {
                intakes.begin(counting);
            }
            return readAll(intakes.bounded(in, () -> false));
        });
    }

    private static int readAll(InputStream in) {
        try {
            int all = 0;
            byte[] buffer = new byte[AT_ONCE];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all += read;
            }
            return all;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aConnectionWithoutParserIsReadToItsEnd() throws Exception {
        assertEquals(ALL, readAll((Intake) null).get());
    }

    @Test
    void aConnectionIsReadOnAsFarAsItsMessagesAreTaken() throws Exception {
        CompletableFuture<Integer> reading = readAll(intake);
        for (int taken = 0; taken + LIMIT + AT_ONCE < ALL; taken += LIMIT) {
            assertThrows(TimeoutException.class, () -> reading.get(MOMENT, TimeUnit.MILLISECONDS));
            intake.take(LIMIT, 0);
        }
        assertEquals(ALL, reading.get());
    }

    @Test
    void aBodyIsReadOnAfterItsHeadersAreTaken() throws Exception {
        CompletableFuture<Integer> reading = readAll(intake);
        assertThrows(TimeoutException.class, () -> reading.get(MOMENT, TimeUnit.MILLISECONDS));
        intake.take(1_000, ALL);
        assertEquals(ALL, reading.get());
    }

    @Test
    void headersThatSeemLongerThanWhatWasReadGiveNoCredit() throws Exception {
        CompletableFuture<Integer> reading = readAll(intake);
        assertThrows(TimeoutException.class, () -> reading.get(MOMENT, TimeUnit.MILLISECONDS));
        intake.take(10L * ALL, 0);
        assertThrows(TimeoutException.class, () -> reading.get(MOMENT, TimeUnit.MILLISECONDS));
        intake.take(0, ALL);
        assertEquals(ALL, reading.get());
    }

    @Test
    void aMessageLongerThanTheLimitIsReadAfterAWhile() throws Exception {
        assertEquals(ALL, readAll(new Intake(LIMIT, Duration.ofMillis(MOMENT))).get());
    }

    @Test
    void whileTheNextMessageHasToWaitNextToNothingIsReadHoweverLongItTakes() throws Exception {
        Intake forgetful = new Intake(LIMIT, Duration.ofMillis(1));
        AtomicBoolean isFull = new AtomicBoolean(true);
        CountDownLatch held = new CountDownLatch(2);
        CompletableFuture<Void> turn = CompletableFuture.runAsync(() -> forgetful.awaitTurn(true, () -> {
            held.countDown();
            return isFull.get();
        }));
        held.await();
        ByteArrayInputStream in = new ByteArrayInputStream(new byte[ALL]);
        CompletableFuture<Integer> reading = readAll(forgetful, in);
        assertThrows(TimeoutException.class, () -> reading.get(MOMENT, TimeUnit.MILLISECONDS));
        assertTrue(ALL - in.available() <= 3 * AT_ONCE, () -> ALL - in.available() + " bytes are read");
        isFull.set(false);
        turn.get();
        assertEquals(ALL, reading.get());
    }

    @Test
    void aPeerThatIsBehindIsHeardWhenItAnswersAndNotWhenItAsks() throws Exception {
        AtomicBoolean isBehind = new AtomicBoolean(true);
        intake.behindWhen(isBehind::get);
        intake.awaitTurn(false, () -> false);
        CompletableFuture<Void> turn = CompletableFuture.runAsync(() -> intake.awaitTurn(true, () -> false));
        assertThrows(TimeoutException.class, () -> turn.get(MOMENT, TimeUnit.MILLISECONDS));
        isBehind.set(false);
        turn.get();
    }
}
