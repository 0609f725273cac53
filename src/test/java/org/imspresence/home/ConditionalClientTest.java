package org.imspresence.home;

import static org.imspresence.home.HomeBench.PIDF;
import static org.imspresence.home.HomeBench.expect200;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.imspresence.dialog.Notify;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.XmlLimits;
import org.imspresence.home.HomeBench.Watcher;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.PartialCopy;
import org.imspresence.testbed.SampleRules;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * RFC 5839: a client that keeps an entity tag and the state it names, and puts the tag into each SUBSCRIBE, over publications, rules, NOTIFYs that are lost or cross its SUBSCRIBE, homes that die and restarts of its own. It is never told
 * bare what it does not have, and comes to know what it may.
 */
class ConditionalClientTest {

    private static final List<String> NOTES = List.of("here", "there", "elsewhere");

    private HomeBench bench;
    private Random random;
    private String published = "";
    private String note = NOTES.get(0);

    /** The client: one who watches, in one dialog after the other. */
    private final class Client {

        private final String format;
        private final Set<Notify> lost = new HashSet<>();
        private PartialCopy copy;
        private Watcher watcher;
        private int dialogs;
        private int taken;
        private boolean isOpen;
        private String tag = "";
        private String state = "";
        private int spared;

        Client(String format) {
            this.format = format;
        }

        void opens() {
            copy = new PartialCopy(new HardenedXml(XmlLimits.DEFAULT));
            watcher = bench.watcher("a" + ++dialogs).of("a").to("presence").accepting(format);
            taken = 0;
            isOpen = true;
            hears(watcher.unless(tag).subscribe(3600));
        }

        /** @return whether the server knew the subscription */
        boolean refreshes() {
            Reply reply = watcher.unless(tag).refresh(3600);
            if (reply.status() == 481) {
                isOpen = false;
                return false;
            }
            hears(reply);
            return true;
        }

        void ends() {
            Reply reply = watcher.unless(tag).unsubscribe();
            isOpen = false;
            if (reply.status() == 200) {
                watcher.hears200();
            }
        }

        private void hears(Reply reply) {
            if (reply.status() == 204) {
                spared++;
            } else {
                expect200(reply);
                watcher.hears200();
            }
        }

        void takes() {
            List<Notify> told = watcher.told();
            told.subList(taken, told.size()).stream().filter(notify -> !lost.contains(notify)).forEach(this::take);
            taken = told.size();
        }

        private void take(Notify notify) {
            if (notify.subscriptionState().startsWith("terminated")) {
                isOpen = false;
            }
            if (notify.entityTag().isEmpty()) {
                return;
            }
            if (notify.body().length == 0) {
                assertEquals(tag, notify.entityTag(), "told bare what it does not have");
                spared++;
                return;
            }
            tag = notify.entityTag();
            if (format.equals(PIDF)) {
                state = CanonicalXml.of(notify.body());
            } else {
                assertEquals(PartialCopy.Verdict.TAKEN, copy.take(notify.body()));
                state = CanonicalXml.of(copy.presence());
            }
        }
    }

    private void publish() {
        publish(NOTES.get(random.nextInt(NOTES.size())));
    }

    private void publish(String what) {
        note = what;
        published = expect200(bench.publish(published, what, 3600)).entityTag();
    }

    private void rules() {
        String rule = switch (random.nextInt(4)) {
            case 0 -> SampleRules.allowPersonsOnly("a");
            case 1 -> SampleRules.politeBlock("a");
            default -> SampleRules.allow("a");
        };
        bench.documents.put("pres-rules", SampleRules.document(rule));
        bench.homes().documentsChanged(HomeBench.PRESENTITY);
        bench.settle();
    }

    /** NOTIFYs that are under way when the client subscribes, and some of which do not arrive. */
    private void crossing(Client client) {
        String before = note;
        bench.dialogs.answerLater();
        publish();
        if (random.nextBoolean()) {
            publish(before);
        }
        if (random.nextBoolean()) {
            client.refreshes();
        }
        bench.dialogs.sent().stream().filter(FakeDialogs.Sent::isUnanswered).toList().forEach(sent -> {
            int status = List.of(200, 200, 500, 408).get(random.nextInt(4));
            if (status == 500 || status == 408 && random.nextBoolean()) {
                client.lost.add(sent.message());
            }
            sent.answer(status);
        });
        bench.dialogs.answerAtOnce();
        bench.settle();
    }

    private void step(Client client) {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> publish();
            case 3 -> rules();
            case 4, 5 -> crossing(client);
            case 6 -> client.refreshes();
            case 7 -> {
                bench.advance(random.nextInt(2_000));
                bench.nextHome(random.nextBoolean());
            }
            case 8 -> client.ends();
            default -> bench.advance(random.nextInt(8_000));
        }
        client.takes();
        if (!client.isOpen) {
            client.opens();
            client.takes();
        }
    }

    /** Whatever was lost is sent again by then; a client whose subscription the server has ended learns of that when it refreshes. */
    private void comesToRest(Client client) {
        for (int i = 0; i < 10; i++) {
            bench.advance(5_000);
        }
        client.takes();
        if (client.watcher.stored().isEmpty()) {
            client.opens();
            client.takes();
        }
        assertEquals(truth(), client.state);
    }

    private String truth() {
        Watcher poller = bench.watcher("truth" + random.nextInt()).of("a").watches(0);
        return CanonicalXml.of(poller.lastTold().body());
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, application/pidf+xml", "2, 0, application/pidf+xml", "3, 5, application/pidf+xml", "4, 5, application/pidf+xml",
        "5, 0, application/pidf-diff+xml", "6, 0, application/pidf-diff+xml", "7, 5, application/pidf-diff+xml", "8, 5, application/pidf-diff+xml"})
    void alwaysComesToKnowWhatItMay(long seed, int pacing, String format) {
        assertTrue(List.of(PIDF, PidfDiff.CONTENT_TYPE).contains(format));
        random = new Random(seed);
        try (HomeBench paced = new HomeBench("notify.pacing", String.valueOf(pacing)).withSuccessors()) {
            bench = paced;
            Client client = new Client(format);
            client.opens();
            for (int i = 0; i < 300; i++) {
                step(client);
                if (i % 3 == 0) {
                    comesToRest(client);
                }
            }
            assertTrue(client.spared > 20, "it was spared " + client.spared + " times");
        }
    }
}
