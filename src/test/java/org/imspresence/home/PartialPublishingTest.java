package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.home.HomeBench.PIDF;
import static org.imspresence.home.HomeBench.PRESENTITY;
import static org.imspresence.home.HomeBench.expect200;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import org.imspresence.document.PartialBodies;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.PidfFormat;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublishRequest;
import org.imspresence.testbed.CanonicalXml;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5264: a publisher says only what has changed, and the home always has the whole. */
class PartialPublishingTest {

    private static final String DIFF = PidfDiff.CONTENT_TYPE;

    private final HomeBench bench = HomeBench.unpaced();

    @AfterEach
    void close() {
        bench.close();
    }

    private PublishRequest request(String entityTag, String contentType, byte[] body, int expires) {
        return bench.numbered(new PublishRequest(PRESENTITY, "presence", entityTag, expires, contentType, "", body, ""));
    }

    private Reply send(PublishRequest request) {
        return bench.now(bench.homes().publish(request));
    }

    private Reply partial(String entityTag, byte[] body) {
        return send(request(entityTag, DIFF, body, 600));
    }

    private static byte[] changes(String operations) {
        return ("<p:pidf-diff xmlns='urn:ietf:params:xml:ns:pidf' xmlns:p='urn:ietf:params:xml:ns:pidf-diff' entity='" + PRESENTITY + "'>" + operations + "</p:pidf-diff>").getBytes(UTF_8);
    }

    /** A change that makes a difference each time it is made. */
    private static byte[] adding(String note) {
        return changes("<p:add sel='*'><note>" + note + "</note></p:add>");
    }

    private String initial(String contact) {
        return expect200(partial("", PartialBodies.whole(HomeBench.document(contact)))).entityTag();
    }

    private Publication only() {
        assertEquals(1, bench.published().size());
        return bench.published().values().iterator().next();
    }

    private static int count(String part, String text) {
        return (text.length() - text.replace(part, "").length()) / part.length();
    }

    @Test
    void whatIsStoredIsTheWholeDocumentAndWhatIsToldFollowsIt() {
        Watcher watcher = bench.watcher("w").watches(3600);

        String entityTag = initial("phone");
        assertEquals(PIDF, only().contentType());
        assertEquals(CanonicalXml.of(HomeBench.document("phone")), CanonicalXml.of(only().body()));
        Reply changed = expect200(partial(entityTag, changes("<p:replace sel='presence/tuple/contact/text()'>sip:desk@home2.net</p:replace>")));

        assertEquals(600, changed.expires());
        assertEquals(PIDF, only().contentType());
        assertEquals(CanonicalXml.of(HomeBench.document("desk")), CanonicalXml.of(only().body()));
        assertEquals(3, watcher.told().size());
        assertTrue(HomeBench.text(watcher.lastTold()).contains("desk") && !HomeBench.text(watcher.lastTold()).contains("phone"));
    }

    @Test
    void onlyThePublicationOfTheEntityTagIsChanged() {
        String one = initial("one");
        initial("two");

        expect200(partial(one, adding("more")));

        Map<String, Integer> notes = new HashMap<>();
        bench.published().values().forEach(publication -> notes.put(text(publication).contains("sip:one@") ? "one" : "two", count("more", text(publication))));
        assertEquals(Map.of("one", 1, "two", 0), notes);
    }

    private static String text(Publication publication) {
        return new String(publication.body(), UTF_8);
    }

    /** RFC 5264 s4.3: 400, and what is stored stays. */
    @Test
    void whatCannotBeDoneChangesNothing() {
        String entityTag = initial("phone");
        Watcher watcher = bench.watcher("w").watches(3600);
        var before = bench.publications.group(PRESENTITY);

        assertEquals(400, partial("", adding("initial")).status());
        assertEquals(400, partial(entityTag, changes("<p:replace sel='*/tuple/contact/text()'>x</p:replace><p:remove sel='*/note'/>")).status());
        assertEquals(400, partial(entityTag, "<not-xml".getBytes(UTF_8)).status());
        assertEquals(400, partial(entityTag, "<p:pidf-full xmlns:p='urn:ietf:params:xml:ns:pidf-diff' entity='sip:mallory@home1.net'/>".getBytes(UTF_8)).status());

        assertEquals(before, bench.publications.group(PRESENTITY));
        assertEquals(1, watcher.told().size());
        assertEquals(200, partial(entityTag, adding("the tag still holds")).status());
    }

    /** RFC 3903 s6 steps 3 to 5. */
    @Test
    void anUnknownEntityTagAndABriefExpiryAreToldBeforeWhatIsWrongWithTheChanges() {
        String entityTag = initial("phone");
        byte[] wrong = changes("<p:remove sel='*/nothing'/>");

        assertEquals(412, partial("unknown", wrong).status());
        assertEquals(423, send(request(entityTag, DIFF, wrong, 1)).status());
        assertEquals(400, partial(entityTag, wrong).status());
    }

    @Test
    void changesApplyToWhatWasPublishedAsPidfAndNotToTheDraftsFormat() {
        String entityTag = expect200(bench.publish("phone")).entityTag();
        String next = expect200(partial(entityTag, adding("more"))).entityTag();
        byte[] draft = new String(HomeBench.document("phone"), UTF_8).replace("ns:pidf'", "ns:cpim-pidf'").getBytes(UTF_8);
        String drafts = expect200(send(request(next, PidfFormat.CPIM_PIDF.contentType(), draft, 600))).entityTag();

        assertEquals(400, partial(drafts, adding("more")).status());

        String full = expect200(partial(drafts, PartialBodies.whole(HomeBench.document("desk")))).entityTag();
        expect200(partial(full, adding("more")));
        assertEquals(1, count("more", text(only())));
    }

    /** s3.2: the changes live as long as what they changed, and go with it. */
    @Test
    void aRefreshKeepsWhatTheChangesCameToAndAnExpiryTakesAllOfIt() {
        Watcher watcher = bench.watcher("w").watches(3600);
        String entityTag = expect200(partial(initial("phone"), adding("more"))).entityTag();
        bench.advanceSeconds(500);

        expect200(bench.renew(entityTag, 600));

        bench.advanceSeconds(599);
        assertEquals(1, count("more", text(only())));
        bench.advanceSeconds(2);
        assertEquals(Map.of(), bench.published());
        assertFalse(HomeBench.text(watcher.lastTold()).contains("phone"));
    }

    @Test
    void changesWithoutAFutureRemoveThePublication() {
        expect200(send(request(initial("phone"), DIFF, adding("more"), 0)));

        assertEquals(Map.of(), bench.published());
    }

    @Test
    void aRepeatIsAnsweredAsBeforeAndChangesNothing() {
        PublishRequest change = request(initial("phone"), DIFF, adding("more"), 600);
        Reply first = expect200(send(change));

        assertEquals(first, expect200(send(change)));
        String next = expect200(partial(first.entityTag(), adding("most"))).entityTag();
        assertEquals(first, expect200(send(change)), "late, after the next one");

        assertEquals(1, count("more", text(only())));
        bench.advanceSeconds(40);
        assertEquals(412, send(change).status(), "too late for a repeat");
        expect200(partial(next, adding("end")));
        assertEquals(1, count("more", text(only())));
    }

    /** The home has stored it and dies before it can answer; the command is brought to the next home. */
    @Test
    void theNextHomeDoesNotMakeTheChangesOfTheLastOneAgain() {
        PublishRequest change = request(initial("phone"), DIFF, adding("more"), 600);
        Reply unheard = expect200(send(change));

        bench.nextHome(false);
        Reply heard = expect200(send(change));

        assertEquals(unheard, heard);
        assertEquals(1, count("more", text(only())));
        bench.nextHome(true);
        expect200(partial(heard.entityTag(), adding("most")));
        assertEquals(1, count("more", text(only())));
    }

    /**
     * Seeded: whole publications and partial ones, with answers that are lost, requests that are sent again, and homes that die. What is stored is what the publisher has, whenever it has been
     * told so.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void whateverHappensThePublishersDocumentIsStored(long seed) {
        Random random = new Random(seed);
        String address = PRESENTITY.substring("sip:".length());
        byte[] published = PartialBodies.document(random, address);
        String entityTag = expect200(partial("", PartialBodies.whole(published))).entityTag();
        int partial = 0;
        for (int step = 0; step < 60; step++) {
            byte[] another = PartialBodies.document(random, address);
            byte[] wanted = random.nextInt(6) == 0 ? another : PartialBodies.changed(published, another, random);
            PublishRequest request = random.nextInt(6) == 0
                    ? request(entityTag, PIDF, wanted, 600)
                    : request(entityTag, DIFF, switch (random.nextInt(4)) {
                        case 0 -> PartialBodies.whole(wanted);
                        case 1 -> PartialBodies.changes(published, wanted);
                        default -> PartialBodies.shortest(published, wanted);
                    }, 600);
            partial += new String(request.body(), UTF_8).contains("pidf-diff>") ? 1 : 0;
            Reply answer = expect200(send(request));
            for (int lost = random.nextInt(3); lost > 0; lost--) {
                bench.advance(random.nextInt(8_000));
                if (random.nextBoolean()) {
                    bench.nextHome(random.nextBoolean());
                }
                assertEquals(answer, expect200(send(request)), "seed " + seed + " step " + step);
            }
            if (random.nextInt(5) == 0) {
                answer = expect200(bench.renew(answer.entityTag(), 600));
            }
            entityTag = answer.entityTag();
            published = wanted;
            assertEquals(CanonicalXml.of(published), CanonicalXml.of(only().body()), "seed " + seed + " step " + step);
        }
        assertTrue(partial > 15, "partial: " + partial);
    }
}
