package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.home.HomeBench.PRESENTITY;
import static org.imspresence.home.HomeBench.expect200;
import static org.imspresence.testbed.SampleFilters.body;
import static org.imspresence.testbed.SampleFilters.including;
import static org.imspresence.testbed.SampleFilters.triggers;
import static org.imspresence.testbed.SampleFilters.what;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.imspresence.address.PresenceAddress;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.Composition;
import org.imspresence.document.CompositionPolicy;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.imspresence.document.XmlLimits;
import org.imspresence.filter.FilterSet;
import org.imspresence.filter.Filters;
import org.imspresence.filter.Triggers;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.publication.PublishRequest;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.PartialCopy;
import org.imspresence.testbed.SampleRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4660 over long runs: what watchers end on is what their filters leave of what rules let through, and triggers tell of each change that they name and of no other. */
class FilteringRunsTest {

    private static final HardenedXml XML = new HardenedXml(XmlLimits.DEFAULT);
    private static final PresenceAddress ADDRESS = PresenceAddress.parse(PRESENTITY);
    private static final List<String> FILTERS = List.of(
            including("//pidf:basic"),
            including("//rpid:mood"),
            body("<filter id='1'><what><exclude>//pidf:note</exclude></what></filter>"),
            including("//pidf:tuple[pidf:status/pidf:basic=\"open\"]"),
            body("<filter id='1' enabled='false'/>"),
            body("<filter id='1' remove='true'/>"),
            body("<filter id='1' remove='true'/>", "<filter id='2' domain='home2.net'>" + what("//pidf:contact") + "</filter>"));
    private static final List<String> BASICS = List.of("open", "closed");
    private static final List<String> MOODS = List.of("happy", "sad", "angry");

    private final HomeBench bench = HomeBench.unpaced().withSuccessors();
    private String entityTag = "";

    @AfterEach
    void close() {
        bench.close();
    }

    private static <T> T any(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }

    private void publish(Random random) {
        String document = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='" + PRESENTITY
                + "'><tuple id='phone'><status><basic>" + any(BASICS, random) + "</basic></status><contact>sip:phone@home2.net</contact></tuple>"
                + (random.nextBoolean() ? "<tuple id='tablet'><status><basic>" + any(BASICS, random) + "</basic></status></tuple>" : "")
                + "<note>" + random.nextInt(3) + "</note><dm:person id='me'><r:mood><r:" + any(MOODS, random) + "/></r:mood></dm:person></presence>";
        PublishRequest request = new PublishRequest(PRESENTITY, "presence", entityTag, 3600, HomeBench.PIDF, "", document.getBytes(UTF_8), "");
        entityTag = expect200(bench.now(bench.homes().publish(bench.numbered(request)))).entityTag();
    }

    private static FilterSet read(String filters) {
        return FilterSet.read(XML, ADDRESS, filters.getBytes(UTF_8));
    }

    /** What a watcher without a filter was told last. */
    private static ComposedDocument document(Watcher plain) {
        PresenceDocument told = PresenceDocument.parse(XML, PidfFormat.PIDF, plain.lastTold().body());
        return new Composition(XML).compose(ADDRESS, List.of(new Composition.Source(told, 1, "1")), CompositionPolicy.MERGE, Optional.empty());
    }

    private static String canonical(ComposedDocument document) {
        return CanonicalXml.of(document.bytes(PidfFormat.PIDF));
    }

    /** A watcher with filters, and what holds of them. */
    private final class Filtered {

        private final Watcher watcher;
        private Filters filters = Filters.NONE;

        Filtered(Watcher watcher) {
            this.watcher = watcher;
        }

        void refresh(Random random) {
            String asked = any(FILTERS, random);
            boolean isRefused = false;
            try {
                filters = filters.refreshed(read(asked));
            } catch (RuntimeException refused) {
                isRefused = true;
            }
            assertEquals(isRefused ? 488 : 200, watcher.asking(asked).refresh(3600).status());
            watcher.hears200();
        }

        String expected(Watcher plain) {
            return canonical(filters.filter(ADDRESS).of(document(plain)));
        }
    }

    /** Publications, rules, lost NOTIFYs, refreshes that change filters, homes that die. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverHappensWatchersEndOnWhatTheirFilterLeavesOfWhatTheyMayKnow(long seed) {
        Random random = new Random(seed);
        publish(random);
        Filtered whole = new Filtered(bench.watcher("a").watches(3600));
        Filtered partial = new Filtered(bench.watcher("b").accepting(PidfDiff.CONTENT_TYPE).watches(3600));
        Watcher plain = bench.watcher("c").watches(3600);
        String[] all = {"a", "b", "c"};
        for (int step = 0; step < 120; step++) {
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> publish(random);
                case 3 -> bench.rules(any(List.of(SampleRules.allow(all), SampleRules.allowServicesOnly(all), SampleRules.allowPersonsOnly(all), SampleRules.politeBlock(all)), random));
                case 4 -> {
                    bench.dialogs.answerLater();
                    publish(random);
                    bench.dialogs.sent().stream().filter(FakeDialogs.Sent::isUnanswered).toList().forEach(sent -> sent.answer(random.nextBoolean() ? 500 : 200));
                    bench.dialogs.answerAtOnce();
                    bench.settle();
                }
                case 5 -> whole.refresh(random);
                case 6 -> partial.refresh(random);
                case 7 -> {
                    bench.advance(1_100);
                    bench.nextHome(random.nextBoolean());
                }
                default -> bench.advance(random.nextInt(3_000));
            }
        }
        for (int i = 0; i < 50; i++) {
            bench.advance(1_000);
        }

        assertEquals(whole.expected(plain), CanonicalXml.of(whole.watcher.lastTold().body()));
        PartialCopy copy = new PartialCopy(XML);
        partial.watcher.told().forEach(notify -> copy.take(notify.body()));
        assertEquals(partial.expected(plain), CanonicalXml.of(copy.presence()));
    }

    /** RFC 4661 s3.6.1, against an account of what was told last. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void triggersTellOfEachChangeThatTheyNameAndOfNoOther(long seed) {
        Random random = new Random(seed);
        String filter = body("<filter id='1'>" + what("//rpid:mood", "//pidf:basic")
                + triggers("<changed from='closed' to='open'>//pidf:tuple/pidf:status/pidf:basic</changed>", "<added>//pidf:tuple</added><removed>//rpid:mood/rpid:sad</removed>") + "</filter>");
        Triggers triggers = Filters.NONE.refreshed(read(filter)).filter(ADDRESS).triggers();
        publish(random);
        Watcher plain = bench.watcher("plain").watches(3600);
        Watcher watcher = bench.watcher("a").asking(filter).watches(3600);
        ComposedDocument last = document(plain);
        int told = 1;
        for (int step = 0; step < 60; step++) {
            if (random.nextInt(6) == 0) {
                expect200(watcher.refresh(3600));
                watcher.hears200();
                last = document(plain);
                told++;
            } else {
                publish(random);
                ComposedDocument now = document(plain);
                if (triggers.fire(last, now)) {
                    last = now;
                    told++;
                }
            }
            assertEquals(told, watcher.told().size(), "step " + step);
        }
    }
}
