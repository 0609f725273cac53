package org.imspresence.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalInt;

import org.imspresence.dialog.NotifyOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailurePolicyTest {

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604})
    void theResponsesThatRfc6665ListsEndTheSubscription(int status) {
        assertEquals(FailedNotify.REMOVE, FailurePolicy.STANDARD.on(outcome(status)));
    }

    @ParameterizedTest
    @ValueSource(ints = {
        300, 301, 302, 305, 380, 400, 401, 402, 403, 406, 407, 413, 414, 415, 420, 421, 422, 423, 429, 486, 487, 488, 491, 493, 494,
        500, 502, 503, 504, 505, 513, 580, 600, 603, 606})
    void anyOtherResponseKeepsTheSubscription(int status) {
        assertEquals(FailedNotify.KEEP, FailurePolicy.STANDARD.on(outcome(status)));
    }

    @Test
    void aNotifyWithoutAnyResponseEndsTheSubscription() {
        assertEquals(FailedNotify.REMOVE, FailurePolicy.STANDARD.on(NotifyOutcome.timedOut()));
    }

    @Test
    void aHopThatCannotBeReachedKeepsTheSubscription() {
        assertEquals(FailedNotify.KEEP, FailurePolicy.STANDARD.on(NotifyOutcome.unreachable()));
    }

    @ParameterizedTest
    @CsvSource({"404, REMOVE", "408, REMOVE", "480, REMOVE", "481, REMOVE", "604, REMOVE", "486, RETRY_LATER", "500, RETRY_LATER", "503, RETRY_LATER", "600, RETRY_LATER"})
    void retryAfterMeansTryAgainUnlessTheResponseEndsTheSubscription(int status, FailedNotify expected) {
        assertEquals(expected, FailurePolicy.STANDARD.on(NotifyOutcome.failure(status, OptionalInt.of(30))));
    }

    @ParameterizedTest
    @CsvSource({"404, KEEP", "408, KEEP", "480, KEEP", "481, REMOVE", "489, KEEP", "500, KEEP", "604, KEEP"})
    void aPatientServerEndsASubscriptionOnTheWatchersOwnWordOnly(int status, FailedNotify expected) {
        assertEquals(expected, FailurePolicy.PATIENT.on(outcome(status)));
        assertEquals(status == 481 ? FailedNotify.REMOVE : FailedNotify.RETRY_LATER, FailurePolicy.PATIENT.on(NotifyOutcome.failure(status, OptionalInt.of(1))));
    }

    private static NotifyOutcome outcome(int status) {
        return NotifyOutcome.of(status);
    }
}
