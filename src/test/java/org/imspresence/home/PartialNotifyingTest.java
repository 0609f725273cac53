package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.home.HomeBench.expect200;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.XmlLimits;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.Rates;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.PartialCopy;
import org.imspresence.testbed.SampleRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5263: a watcher that asks for it is told only what has changed, and always knows what it may know. */
class PartialNotifyingTest {

    private final HomeBench bench = HomeBench.unpaced().withSuccessors();
    private final HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
    private final PartialCopy copy = new PartialCopy(xml);
    private String entityTag = "";
    private int taken;

    @AfterEach
    void close() {
        bench.close();
    }

    private Watcher partial(String name) {
        return bench.watcher(name).accepting(PidfDiff.CONTENT_TYPE).watches(3600);
    }

    private void publish(String basic, String mood) {
        String document = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='" + HomeBench.PRESENTITY
                + "'><tuple id='phone'><status><basic>" + basic + "</basic></status><contact priority='0.8'>sip:phone@home2.net</contact><note>of the office, for calls and for messages</note></tuple>"
                + "<tuple id='tablet'><status><basic>open</basic></status><contact>sip:tablet@home2.net</contact></tuple>"
                + "<dm:person id='me'><r:mood><r:" + mood + "/></r:mood></dm:person></presence>";
        PublishRequest request = new PublishRequest(HomeBench.PRESENTITY, "presence", entityTag, 3600, HomeBench.PIDF, "", document.getBytes(UTF_8), "");
        entityTag = expect200(bench.now(bench.homes().publish(bench.numbered(request)))).entityTag();
    }

    private static PidfDiff last(Watcher watcher, HardenedXml xml) {
        return PidfDiff.parse(xml, watcher.lastTold().body());
    }

    /** What the watcher holds after all that it has been told. */
    private String held(Watcher watcher) {
        for (var notify : watcher.told().subList(taken, watcher.told().size())) {
            assertEquals(PartialCopy.Verdict.TAKEN, copy.take(notify.body()));
        }
        taken = watcher.told().size();
        return CanonicalXml.of(copy.presence());
    }

    private static String canonical(Watcher plain) {
        return CanonicalXml.of(plain.lastTold().body());
    }

    @Test
    void theFirstBodyIsWholeAndTheNextOnesSayWhatHasChanged() {
        publish("open", "happy");
        Watcher watcher = partial("a");
        assertTrue(last(watcher, xml).isFull());
        assertEquals(1, last(watcher, xml).version().orElseThrow());
        assertEquals(PidfDiff.CONTENT_TYPE, watcher.lastTold().contentType());

        publish("closed", "happy");

        assertFalse(last(watcher, xml).isFull());
        assertEquals(2, last(watcher, xml).version().orElseThrow());
        assertTrue(watcher.lastTold().body().length < watcher.told().get(0).body().length);
    }

    @Test
    void aRefreshIsAnsweredWithTheWhole() {
        publish("open", "happy");
        Watcher watcher = partial("a");
        publish("closed", "happy");
        watcher.refresh(3600);
        watcher.hears200();

        assertTrue(last(watcher, xml).isFull());
        assertEquals(3, last(watcher, xml).version().orElseThrow());
    }

    @Test
    void afterANotifyThatMayBeLostComesTheWhole() {
        publish("open", "happy");
        Watcher watcher = partial("a");
        bench.dialogs.answerLater();
        publish("closed", "happy");
        watcher.lastSent().answer(500);
        bench.settle();
        bench.dialogs.answerAtOnce();

        publish("open", "sad");

        assertTrue(last(watcher, xml).isFull());
    }

    @Test
    void theNextHomeBeginsWithTheWholeAboveTheNumbersOfTheLast() {
        publish("open", "happy");
        Watcher watcher = partial("a");
        bench.advanceSeconds(100);
        bench.nextHome(false);

        publish("closed", "happy");

        assertTrue(last(watcher, xml).isFull());
        assertTrue(last(watcher, xml).version().orElseThrow() > 2);
    }

    /** RFC 6446: those that ask for few NOTIFYs know what others have long forgotten, and each of these states would have to be kept and compared with. */
    @Test
    void whatManyWatchersKnowFromDifferentTimesIsNotKeptForEver() {
        List<Watcher> watchers = IntStream.range(0, 40).mapToObj(i -> {
            publish("open", "m" + i);
            return bench.watcher("w" + i).accepting(PidfDiff.CONTENT_TYPE).wanting(new Rates(0.001, 0, 0)).watches(3600);
        }).toList();

        publish("closed", "m39");
        bench.advanceSeconds(1000);

        watchers.forEach(watcher -> assertEquals(2, watcher.told().size()));
        assertTrue(watchers.subList(0, 17).stream().allMatch(watcher -> last(watcher, xml).isFull()), "of 33 states those that were told first were given up");
        assertFalse(last(watchers.get(17), xml).isFull());
        assertFalse(last(watchers.get(39), xml).isFull());
    }

    /** Publications, rules, lost NOTIFYs, refreshes, homes that die: the watcher holds what one who is told everything each time holds. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whateverHappensTheWatcherHoldsWhatItMayKnow(long seed) {
        Random random = new Random(seed);
        publish("open", "happy");
        Watcher watcher = partial("a");
        Watcher plain = bench.watcher("b").watches(3600);
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> publish(random.nextBoolean() ? "open" : "closed", List.of("happy", "sad", "angry").get(random.nextInt(3)));
                case 3 -> bench.rules(random.nextBoolean() ? SampleRules.allow("a", "b") : random.nextBoolean() ? SampleRules.allowServicesOnly("a", "b") : SampleRules.politeBlock("a", "b"));
                case 4 -> {
                    bench.dialogs.answerLater();
                    publish(random.nextBoolean() ? "open" : "closed", "happy");
                    bench.dialogs.sent().stream().filter(FakeDialogs.Sent::isUnanswered).toList().forEach(sent -> sent.answer(random.nextBoolean() ? 500 : 200));
                    bench.dialogs.answerAtOnce();
                    bench.settle();
                }
                case 5 -> {
                    expect200(watcher.refresh(3600));
                    watcher.hears200();
                }
                case 6 -> {
                    bench.advance(1_100);
                    bench.nextHome(random.nextBoolean());
                }
                default -> bench.advance(random.nextInt(3_000));
            }
        }
        for (int i = 0; i < 50; i++) {
            bench.advance(1_000);
        }

        assertEquals(canonical(plain), held(watcher));
    }
}
