package org.imspresence.home;

import static org.imspresence.home.HomeBench.PRESENTITY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.home.inspection.EndSubscription;
import org.imspresence.testbed.SampleRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the journal is told of subscriptions by their home. */
class TellingTest {

    private final HomeBench bench = HomeBench.unpaced();

    @AfterEach
    void close() {
        bench.close();
    }

    private List<String> told() {
        return bench.measured().told();
    }

    private static String of(Watcher watcher) {
        return " presentity=" + PRESENTITY + " watcher=sip:w@home1.net call-id=" + watcher.dialog().callId() + " subscription=" + watcher.dialog().id() + " package=presence";
    }

    @Test
    void aNotifyIsToldWithItsOutcomeAndHowLongItTook() {
        bench.dialogs.answerLater();
        Watcher watcher = bench.watcher("w").watches(600);

        bench.advance(70);
        watcher.lastSent().answer(200);
        bench.settle();

        assertEquals(List.of("DELIVERY event=NOTIFY status=200" + of(watcher) + " cseq=42 outcome=ok why=\"answers a SUBSCRIBE, or tells the subscription's new state\" entity-tag=" + watcher.lastTold().entityTag() + " ms=70"), told());
    }

    @Test
    void aNotifyThatFailsIsAFailureAndSoEndsItsSubscription() {
        bench.dialogs.answerLater();
        Watcher watcher = bench.watcher("w").watches(600);

        watcher.lastSent().answer(404);
        bench.settle();

        assertEquals(List.of(
                "FAILURE event=NOTIFY status=404" + of(watcher) + " cseq=42 outcome=gone why=\"answers a SUBSCRIBE, or tells the subscription's new state\" entity-tag=" + watcher.lastTold().entityTag() + " ms=0",
                "CHANGE event=END" + of(watcher) + " terminated=noresource why=\"a NOTIFY failed\""), told());
    }

    @Test
    void theEndOfASubscriptionIsToldOnceWithItsCause() {
        Watcher unsubscribed = bench.watcher("w1").of("w").watches(600);
        unsubscribed.refresh(0);
        Watcher expired = bench.watcher("w2").of("w").watches(600);
        bench.advanceSeconds(601);
        Watcher ended = bench.watcher("w3").of("w").watches(600);
        bench.homes().operations().end(new EndSubscription(PRESENTITY, ended.dialog().id(), true, "o'hara"));
        bench.settle();
        bench.watcher("w4").of("w").subscribe(0);

        assertEquals(List.of(
                "CHANGE event=END" + of(unsubscribed) + " terminated=timeout why=unsubscribed",
                "CHANGE event=END" + of(expired) + " terminated=timeout why=expired",
                "CHANGE event=END" + of(ended) + " terminated=rejected why=\"operator o'hara\""),
                told().stream().filter(line -> line.contains("event=END")).toList(), "a fetch has no end of its own");
    }

    @Test
    void whatTheRulesComeToIsInTheReplyAndAnotherDecisionIsToldWhenItHolds() {
        Watcher watcher = bench.watcher("w");
        Reply reply = watcher.subscribe(600);
        watcher.hears200();

        assertEquals(List.of("allow", "no rule, so allow by default"), List.of(reply.decision(), reply.rules()));
        bench.rules(SampleRules.block("w"));

        assertEquals(List.of(
                "CHANGE event=DECISION" + of(watcher) + " decision=block reason=\"rule block-w of pres-rules/index\"",
                "CHANGE event=END" + of(watcher) + " terminated=rejected why=\"the rules\""),
                told().stream().filter(line -> line.matches(".* event=(END|DECISION) .*")).toList());
        Reply forbidden = bench.watcher("again").of("w").subscribe(600);
        assertEquals(List.of(403, "block", "rule block-w of pres-rules/index"), List.of(forbidden.status(), forbidden.decision(), forbidden.rules()));
    }
}
