package org.imspresence.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.imspresence.dialog.WireTap;
import org.imspresence.home.inspection.AskMessages;
import org.imspresence.home.inspection.PassedMessages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LadderTest {

    private final AtomicReference<WireTap> tap = new AtomicReference<>();
    private final Traffic traffic = new Traffic(listener -> {
        tap.set(listener);
        return true;
    }, Clock.systemUTC());
    private Ladder ladder = new Ladder("a", new LadderSettings(3, false), traffic);

    @AfterEach
    void close() {
        ladder.close();
    }

    private PassedMessages ask(AskMessages question) throws Exception {
        return ladder.ask(question).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    private static AskMessages after(PassedMessages answer, String callId) {
        return new AskMessages(Messages.ALICE, callId, answer.recording(), answer.next(), answer.dropped());
    }

    private PassedMessages begun(String callId) throws Exception {
        return ask(new AskMessages(Messages.ALICE, callId, 0, 0, 0));
    }

    @Test
    void nothingIsLookedAtUntilSomebodyFollows() throws Exception {
        assertNull(tap.get());
        begun("");
        assertSame(traffic, tap.get());
    }

    @Test
    void messagesAreToldAsTheyPassWithoutTheirBodies() throws Exception {
        CompletableFuture<PassedMessages> waiting = ladder.ask(after(begun(""), "")).toCompletableFuture();
        assertFalse(waiting.isDone());

        Messages.pass(traffic, true, Messages.SUBSCRIBE.replace("alice", "carol"));
        Messages.pass(traffic, false, Messages.notify("c1", 43, Messages.ALICE, "secret"));
        PassedMessages.Passed told = waiting.get(5, TimeUnit.SECONDS).messages().get(0);

        assertTrue(told.text().startsWith("NOTIFY sip:bob@192.0.2.7 SIP/2.0\nFrom:"), told.text());
        assertTrue(told.text().endsWith("Content-Length: 6\n"), told.text());
        assertEquals(List.of("192.0.2.1:5060", "192.0.2.7:5070", false), List.of(told.local(), told.peer(), told.incoming()));
        assertEquals(Messages.bytes(Messages.notify("c1", 43, Messages.ALICE, "secret")).length, told.size());
    }

    @Test
    void whatDoesNotFitIsCounted() throws Exception {
        PassedMessages first = begun("");
        for (int i = 0; i < 10; i++) {
            Messages.pass(traffic, false, Messages.notify("c1", i, Messages.ALICE, ""));
        }
        PassedMessages answer = ask(after(first, ""));
        long told = answer.messages().size();
        long lost = answer.lost();
        while (told + lost < 10) {
            answer = ask(after(answer, ""));
            told += answer.messages().size();
            lost += answer.lost();
        }

        assertEquals(10, told + lost);
        assertEquals(10, answer.next());
    }

    @Test
    void oneDialogIsFollowedByItsCallId() throws Exception {
        PassedMessages first = begun("c2");
        Messages.pass(traffic, false, Messages.notify("c1", 1, Messages.ALICE, ""));
        Messages.pass(traffic, false, Messages.notify("c2", 2, Messages.ALICE, ""));

        List<PassedMessages.Passed> told = ask(after(first, "c2")).messages();
        assertEquals(1, told.size());
        assertTrue(told.get(0).text().contains("CSeq: 2 NOTIFY"));
    }

    @Test
    void anAnswerComesWithinASecondWhenNothingPasses() throws Exception {
        PassedMessages answer = ask(after(begun(""), ""));

        assertEquals(List.of(), answer.messages());
        assertEquals(0, answer.lost());
    }

    @Test
    void aFollowerOfAnotherRecordingIsToldWhatThereIs() throws Exception {
        PassedMessages first = begun("");
        Messages.pass(traffic, false, Messages.notify("c1", 1, Messages.ALICE, ""));
        ask(after(first, ""));

        PassedMessages answer = ask(new AskMessages(Messages.ALICE, "", 7, 100, 0));
        assertNotEquals(7, answer.recording());
        assertEquals(1, answer.messages().size());
    }

    @Test
    void whereNoMessagesAreShownNobodyFollows() {
        ladder.close();
        ladder = new Ladder("a", new LadderSettings(3, true), new Traffic(listener -> false, Clock.systemUTC()));

        assertThrows(ExecutionException.class, () -> begun(""));
    }
}
