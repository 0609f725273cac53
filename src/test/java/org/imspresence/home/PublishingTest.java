package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.home.HomeBench.PIDF;
import static org.imspresence.home.HomeBench.PRESENTITY;
import static org.imspresence.home.HomeBench.expect200;
import static org.imspresence.home.HomeBench.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.imspresence.cluster.GroupedKey;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublishRequest;
import org.imspresence.timer.TimerWheel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a PUBLISH at the home: its reply, its record, and whom it tells. */
class PublishingTest {

    private HomeBench bench = HomeBench.unpaced();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aPublicationTellsEveryWatcher() {
        Watcher one = bench.watcher("1").watches(600);
        Watcher other = bench.watcher("2").watches(600);

        Reply reply = expect200(bench.publish("here"));

        assertEquals(3600, reply.expires());
        assertFalse(reply.entityTag().isEmpty());
        for (Watcher watcher : List.of(one, other)) {
            assertEquals(2, watcher.told().size());
            assertTrue(text(watcher.lastTold()).contains("here"));
        }
    }

    @Test
    void theRecordIsStoredBeforeTheReply() {
        List<List<String>> storedAtReply = new ArrayList<>();

        Reply reply = bench.now(bench.homes().publish(bench.publication("", "here", 600)).whenComplete((answer, problem) ->
                storedAtReply.add(bench.published().values().stream().map(Publication::entityTag).toList())));

        assertEquals(List.of(List.of(reply.entityTag())), storedAtReply);
    }

    @Test
    void aModificationTellsTheWatchersTheNewStateOnly() {
        String entityTag = bench.publish("here").entityTag();
        Watcher watcher = bench.watcher("w").watches(600);

        Reply reply = expect200(bench.publish(entityTag, "away", 600));

        assertNotEquals(entityTag, reply.entityTag());
        assertEquals(2, watcher.told().size());
        assertTrue(text(watcher.lastTold()).contains("away"));
        assertFalse(text(watcher.lastTold()).contains("here"));
    }

    @Test
    void anUnchangedStateSendsNoNotify() {
        String entityTag = bench.publish("here").entityTag();
        Watcher watcher = bench.watcher("w").watches(600);

        expect200(bench.publish(entityTag, "here", 600));

        assertEquals(1, watcher.told().size());
    }

    @Test
    void aRefreshSendsNoNotifyAndHasANewEntityTag() {
        String entityTag = bench.publish("here").entityTag();
        Watcher watcher = bench.watcher("w").watches(600);

        Reply reply = expect200(bench.renew(entityTag, 900));

        assertEquals(1, watcher.told().size());
        assertEquals(900, reply.expires());
        assertNotEquals(entityTag, reply.entityTag());
        assertEquals(412, bench.renew(entityTag, 900).status(), "the old tag is used up");
        assertEquals(200, bench.renew(reply.entityTag(), 900).status());
    }

    @Test
    void aRefreshedPublicationLivesOnPastItsFirstExpiry() {
        String entityTag = bench.publish("", "here", 600).entityTag();
        Watcher watcher = bench.watcher("w").watches(3600);
        bench.advanceSeconds(500);
        bench.renew(entityTag, 600);

        bench.advanceSeconds(599);
        assertEquals(1, watcher.told().size());
        bench.advanceSeconds(2);
        assertEquals(2, watcher.told().size());
    }

    @Test
    void expiryOfAPublicationTellsTheWatchersAndForgetsIt() {
        String entityTag = bench.publish("", "here", 600).entityTag();
        Watcher watcher = bench.watcher("w").watches(3600);
        assertTrue(text(watcher.lastTold()).contains("here"));

        bench.advance(600_000 + TimerWheel.TICK);

        assertEquals(2, watcher.told().size());
        assertFalse(text(watcher.lastTold()).contains("here"));
        assertEquals(Map.of(), bench.published());
        assertEquals(412, bench.renew(entityTag, 600).status());
    }

    @Test
    void aClockThatIsSetBackMakesNoPublicationImmortalAndEndsNoneTooSoon() {
        bench.publish("", "here", 600);
        Watcher watcher = bench.watcher("w").watches(3600);
        bench.clock.advance(600_000 + TimerWheel.TICK);
        bench.homes().tick();
        bench.clock.advance(-10_000);
        bench.settle();
        assertEquals(1, watcher.told().size(), "by the clock it is not over yet");

        bench.advance(10_000 + TimerWheel.TICK);

        assertEquals(2, watcher.told().size());
        assertFalse(text(watcher.lastTold()).contains("here"));
    }

    @Test
    void aRemovalTellsTheWatchersAndForgetsIt() {
        String entityTag = bench.publish("here").entityTag();
        Watcher watcher = bench.watcher("w").watches(600);

        Reply reply = expect200(bench.renew(entityTag, 0));

        assertEquals(0, reply.expires());
        assertFalse(text(watcher.lastTold()).contains("here"));
        assertEquals(Map.of(), bench.published());
    }

    @Test
    void severalPublicationsAddUp() {
        Watcher watcher = bench.watcher("w").watches(3600);
        bench.publish("", "phone", 600);
        String laptop = bench.publish("", "laptop", 3600).entityTag();
        assertTrue(text(watcher.lastTold()).contains("phone") && text(watcher.lastTold()).contains("laptop"));

        bench.advanceSeconds(601);

        assertFalse(text(watcher.lastTold()).contains("phone"));
        assertTrue(text(watcher.lastTold()).contains("laptop"));
        assertEquals(200, bench.renew(laptop, 600).status());
    }

    @Test
    void aFailedPublishChangesNothing() {
        String entityTag = bench.publish("here").entityTag();
        Watcher watcher = bench.watcher("w").watches(600);
        var before = bench.publications.group(PRESENTITY);

        assertEquals(412, bench.publish("unknown", "away", 600).status());
        assertEquals(423, bench.publish(entityTag, "away", 1).status());
        assertEquals(400, publish(entityTag, PIDF, "<not-xml").status());
        assertEquals(415, publish(entityTag, "text/plain", "away").status());
        assertEquals(400, publish(entityTag, PIDF, new String(HomeBench.document("away"), UTF_8).replace(PRESENTITY, "sip:mallory@home1.net")).status());

        assertEquals(1, watcher.told().size());
        assertEquals(before, bench.publications.group(PRESENTITY));
        assertEquals(200, bench.renew(entityTag, 600).status());
    }

    @Test
    void aPresentityIsNotToldOfByThePublicationOfAnother() {
        Watcher watcher = bench.watcher("w").watches(600);
        String other = "sip:another@home2.net";
        byte[] document = new String(HomeBench.document("here"), UTF_8).replace(PRESENTITY, other).getBytes(UTF_8);

        expect200(bench.now(bench.homes().publish(bench.numbered(new PublishRequest(other, "presence", "", 600, PIDF, "", document, "")))));

        assertEquals(1, watcher.told().size());
        assertEquals(2, bench.homes().size());
    }

    @Test
    void pipelinedPublicationsAreServedInTheirOrder() {
        Watcher watcher = bench.watcher("w").watches(600);
        List<Integer> replies = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            bench.homes().publish(bench.publication("", "note" + i + ".", 600)).thenAccept(reply -> replies.add(number));
        }
        bench.settle();

        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), replies);
        assertTrue(text(watcher.lastTold()).contains("note9."));
    }

    private Reply publish(String entityTag, String contentType, String body) {
        return bench.now(bench.homes().publish(bench.numbered(new PublishRequest(PRESENTITY, "presence", entityTag, 600, contentType, "", body.getBytes(UTF_8), ""))));
    }

    @Test
    void whatWouldBeTooMuchTogetherIsRefusedAndChangesNothing() {
        bench.close();
        bench = HomeBench.unpaced("composition.max-bytes", "500");
        Watcher watcher = bench.watcher("w").watches(600);
        String small = expect200(bench.publish("small")).entityTag();

        assertEquals(413, bench.publish("x".repeat(400)).status());

        assertEquals(2, watcher.told().size());
        assertEquals(1, bench.publications.group(PRESENTITY).size());
        expect200(bench.publish(small, "x".repeat(200), 600));
        assertEquals(3, watcher.told().size());
    }

    @Test
    void ofPublicationsThatAnotherNodeHasLetInTheNewestThatCanBeToldAreTold() {
        bench.close();
        bench = HomeBench.unpaced("composition.max-bytes", "600");
        for (int i = 1; i <= 5; i++) {
            Publication publication = new Publication("presence", "p" + i, "tag" + i, PIDF, HomeBench.document("note" + i + "x".repeat(100)), bench.clock.millis() + 600_000, i, false, List.of());
            bench.publications.put(new GroupedKey(PRESENTITY, publication.key()), publication, Duration.ofHours(1));
        }

        Watcher watcher = bench.watcher("w").watches(600);

        assertTrue(text(watcher.lastTold()).contains("note5"));
        assertFalse(text(watcher.lastTold()).contains("note1"));
    }

    @Test
    void aRequestThatComesAgainIsAnsweredAsBeforeAndToldToNobody() {
        Watcher watcher = bench.watcher("w").watches(600);
        PublishRequest initial = bench.publication("", "one", 600);
        Reply first = expect200(bench.now(bench.homes().publish(initial)));
        PublishRequest removal = bench.numbered(new PublishRequest(PRESENTITY, "presence", first.entityTag(), 0, "", "", new byte[0], ""));

        assertEquals(first, expect200(bench.now(bench.homes().publish(initial))));
        assertEquals(1, bench.published().size());
        Reply removed = expect200(bench.now(bench.homes().publish(removal)));
        assertEquals(removed, expect200(bench.now(bench.homes().publish(removal))));

        assertEquals(3, watcher.told().size(), "at the beginning, of the publication and of its removal");
    }

    @Test
    void whatIsPublishedWhileNobodyWatchesIsToldToWhoeverComes() {
        String entityTag = expect200(bench.publish("one")).entityTag();
        bench.publish(entityTag, "two", 600);

        Watcher watcher = bench.watcher("w").watches(600);

        assertTrue(text(watcher.lastTold()).contains("two"));
        assertEquals(1, watcher.told().size());
    }
}
