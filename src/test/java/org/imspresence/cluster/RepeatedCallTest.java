package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.await;
import static org.imspresence.cluster.Nodes.complete;
import static org.imspresence.cluster.Nodes.groupAt;
import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.imspresence.cluster.Nodes.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls from one node to another whose answers are in the hand of the test. */
@Timeout(60)
class RepeatedCallTest {

    private final Nodes nodes = new Nodes(2);
    private final List<CompletableFuture<String>> answers = new CopyOnWriteArrayList<>();
    private Node a;
    private Node b;

    @BeforeEach
    void start() {
        a = nodes.start().serve();
        b = nodes.start().serve(command -> {
            CompletableFuture<String> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        });
        until("one home each", () -> complete(a, b));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @Test
    void aCallThatIsNotAnsweredIsMadeAgain() {
        CompletionStage<String> call = a.cluster.call(groupAt(b), "command");
        until("it was made again", () -> answers.size() == 2);
        assertFalse(call.toCompletableFuture().isDone());
        answers.get(1).complete("to the second");
        assertEquals("to the second", await(call));
        answers.get(0).complete("to the first");
        until("nothing waits", () -> a.cluster.pendingCalls() == 0);
    }

    @Test
    void aLateReplyToAnEarlierTryCounts() {
        CompletionStage<String> call = a.cluster.call(groupAt(b), "command");
        until("it was made again", () -> answers.size() == 2);
        answers.get(0).complete("to the first");
        assertEquals("to the first", await(call));
    }

    @Test
    void aHomeThatRefusesAnEarlierTryIsStillWaitedForAtTheLater() {
        CompletionStage<String> call = a.cluster.call(groupAt(b), "command");
        until("it was made again", () -> answers.size() == 2);
        answers.get(0).completeExceptionally(new NotHomeException("not any more"));
        answers.get(1).complete("to the second");
        assertEquals("to the second", await(call));
        assertEquals(2, answers.size());
    }

    @Test
    void aCallThatIsNeverAnsweredFailsInBoundedTime() {
        long since = System.nanoTime();
        CompletionStage<String> call = a.cluster.call(groupAt(b), "command");
        assertThrows(CallTimeoutException.class, () -> await(call));
        assertTrue(System.nanoTime() - since < Nodes.QUICK.home().plus(Nodes.QUICK.call()).plusSeconds(1).toNanos());
        assertTrue(answers.size() >= 3, answers.size() + " tries");
        assertEquals(0, a.cluster.pendingCalls());
    }

    @Test
    void aCallToANodeIsMadeOnce() {
        CompletionStage<String> call = a.cluster.call(b.cluster.self(), "command");
        assertThrows(CallTimeoutException.class, () -> await(call));
        assertEquals(1, answers.size());
    }
}
