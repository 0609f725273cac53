package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.SampleRules;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherFleet;
import org.imspresence.testbed.WatcherInfoTable;
import org.imspresence.testbed.WatcherUe;
import org.imspresence.testbed.Xcap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who watches is for the presentity to see and to decide: a server as it is in a network, with one trusted peer and one authentication proxy. */
class AuthorizationIT extends ServerScene {

    private static final Pattern TAG = Pattern.compile(";tag=[^;]*");
    private static final String PENDING = "pending;expires=600";
    private static final String ACTIVE = "active;expires=";
    private static final String WINFO = "application/watcherinfo+xml";

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options().arguments("--production")
                .set("identity.trusted-peers", "127.0.0.1")
                .set("xcap.trusted-proxies", "127.0.0.1"));
    }

    private WatcherUe watching(String name) {
        return subscribed(described().watcher("sip:" + name + "@home1.net"));
    }

    private void decide(String... rules) {
        var answer = new Xcap(server, presentity).putRules(SampleRules.document(rules));
        assertTrue(answer.statusCode() < 300, answer::body);
    }

    private static boolean isIn(SipMessage notify, String state) {
        return notify.required("Subscription-State").startsWith(state);
    }

    // ---- The whole story -------------------------------------------------------------------------------------------------------------------

    /** RFC 3857 s3.1: a watcher waits, the presentity learns of it, decides, and the watcher is told. */
    @Test
    void aWatcherWaitsUntilThePresentityHasSeenItAndLetsItIn() {
        assertEquals(200, publisher().publish(document("here"), 600).status());
        WatcherInfoTable table = new WatcherInfoTable();
        WatcherUe itself = subscribed(described().watcher(presentity).event("presence.winfo").accept(WINFO));
        table.apply(itself.awaitNotify(1, PATIENCE).body());
        assertEquals(List.of(), table.rows());

        WatcherUe watcher = watching("joe");
        SipMessage pending = watcher.awaitNotify(1, PATIENCE);
        assertEquals(PENDING, pending.required("Subscription-State"));
        assertTrue(Pidf.hasNote(pending, "The subscription waits for approval"), pending::toString);
        assertFalse(pending.bodyText().contains("<tuple"), pending::toString);
        table.apply(itself.awaitNotify(2, PATIENCE).body());
        assertEquals(List.of("sip:joe@home1.net pending subscribe"), told(table));

        long put = System.nanoTime();
        decide(SampleRules.allow("joe"));
        SipMessage active = watcher.awaitNotify("it is let in", notify -> isIn(notify, ACTIVE), PATIENCE);
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - put);
        System.out.printf("from the PUT of a rule to the NOTIFY with the state: %d ms%n", milliseconds);

        assertTrue(Pidf.hasNote(active, "here"), active::toString);
        assertEquals(2, watcher.notifies().size());
        table.apply(itself.awaitNotify(3, PATIENCE).body());
        assertEquals(List.of("sip:joe@home1.net active approved"), told(table));

        decide(SampleRules.block("joe"));
        SipMessage last = watcher.awaitNotify("it is thrown out", notify -> isIn(notify, "terminated"), PATIENCE);
        assertEquals("terminated;reason=rejected", last.required("Subscription-State"));
        assertEquals("", last.bodyText());
        table.apply(itself.awaitNotify(4, PATIENCE).body());
        assertEquals(List.of(), table.rows());
        assertFalse(table.isStale());
        assertEquals(403, opened(described().watcher("sip:joe@home1.net").open()).subscribe(600).status());
    }

    private static List<String> told(WatcherInfoTable table) {
        return table.rows().stream().map(row -> row.uri() + ' ' + row.status() + ' ' + row.event()).toList();
    }

    @Test
    void aWatcherThatIsHiddenFromIsToldOfNothingAndShownAgain() {
        decide(SampleRules.allow("joe"));
        Publisher publisher = publisher();
        publisher.publish(document("here"), 600);
        WatcherUe watcher = watching("joe");

        decide(SampleRules.politeBlock("joe"));
        SipMessage hidden = watcher.awaitNotify(2, PATIENCE);
        assertTrue(isIn(hidden, ACTIVE));
        assertFalse(hidden.bodyText().contains("<tuple"), hidden::toString);
        publisher.publish(document("there"), 600);
        decide(SampleRules.allow("joe"));

        SipMessage shown = watcher.awaitNotify(3, PATIENCE);
        assertTrue(Pidf.hasNote(shown, "there"), "nothing was told in between");
    }

    /** RFC 4827 s3. */
    @Test
    void thePermanentStateIsToldWhileNothingElseIsPublished() {
        decide(SampleRules.allow("joe"));
        WatcherUe watcher = watching("joe");

        var answer = new Xcap(server, presentity).put("pidf-manipulation/users/" + Xcap.encoded(presentity) + "/index", Pidf.TYPE, document("on holiday"));

        assertEquals(201, answer.statusCode(), answer::body);
        assertTrue(Pidf.hasNote(watcher.awaitNotify(2, PATIENCE), "on holiday"));
    }

    /** RFC 3857 s4.7.1. */
    @Test
    void aFetcherThatMustWaitIsSeenAfterwards() {
        WatcherUe fetcher = opened(described().watcher("sip:joe@home1.net").open());
        assertEquals(200, fetcher.subscribe(0).status());
        assertEquals("terminated;reason=timeout", fetcher.awaitNotify(1, PATIENCE).required("Subscription-State"));

        WatcherInfoTable table = new WatcherInfoTable();
        table.apply(subscribed(described().watcher(presentity).event("presence.winfo").accept(WINFO)).awaitNotify(1, PATIENCE).body());

        assertEquals(List.of("sip:joe@home1.net waiting timeout"), told(table));
    }

    @Test
    void watcherInformationIsForThePresentityAlone() {
        assertEquals(403, opened(described().watcher("sip:joe@home1.net").event("presence.winfo").accept(WINFO).open()).subscribe(600).status());
        assertEquals(403, opened(described().watcher(presentity).event("presence.winfo.winfo").accept(WINFO).open()).subscribe(600).status());
    }

    // ---- What it costs ---------------------------------------------------------------------------------------------------------------------

    @Test
    void aThousandWatchersOfThreeOutcomesCostThreeBodies() {
        int watchers = 1000;
        decide(SampleRules.allow(names(0, 300)), SampleRules.allowServicesOnly(names(300, 600)), SampleRules.allowPersonsOnly(names(600, watchers)));
        Publisher publisher = publisher();
        assertEquals(200, publisher.publish(pidf("happy"), 600).status());
        WatcherFleet fleet = opened(new WatcherFleet(server.sip(), presentity, watchers));
        fleet.subscribe(PATIENCE);
        AtomicIntegerArray told = new AtomicIntegerArray(watchers);
        fleet.onNotify((watcher, notify) -> {
            if (watcher >= 300 && watcher < 600 == notify.bodyText().contains("<dm:person")) {
                throw new AssertionError("watcher " + watcher + " was told " + notify.bodyText());
            }
            told.set(watcher, notify.bodyText().contains("closed") || notify.bodyText().contains("sad") ? 1 : 0);
        });
        Metrics metrics = Metrics.of(server);
        long compositions = metrics.value("presence_compositions_total");
        long views = metrics.value("presence_views_total");

        assertEquals(200, publisher.publish(pidf("sad").replace("open", "closed"), 600).status());
        fleet.awaitAll("are told", watcher -> told.get(watcher) == 1, PATIENCE);

        assertEquals(1, metrics.value("presence_compositions_total") - compositions);
        assertEquals(3, metrics.value("presence_views_total") - views);
        assertEquals(List.of(), fleet.problems());
    }

    private static String[] names(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "watcher" + i).toArray(String[]::new);
    }

    private String pidf(String mood) {
        return new String(SampleRules.pidf(presentity, mood, "work"), UTF_8);
    }

    // ---- Who is believed -------------------------------------------------------------------------------------------------------------------

    @Test
    void aForgedPublishIsForbiddenAndCounted() {
        Metrics metrics = Metrics.of(server);
        long before = metrics.value("presence_publish_forbidden_total");
        Publisher forger = publisher();

        SipMessage publish = forger.request(600, document("forged")).with("P-Asserted-Identity", "<sip:mallory@home1.net>");
        assertEquals(403, forger.exchange(publish).status(), "From is no identity");
        assertEquals(403, forger.exchange(forger.request(600, document("forged")).without("P-Asserted-Identity")).status());

        assertEquals(2, metrics.value("presence_publish_forbidden_total") - before);
        assertTrue(server.awaitOutput("event=PUBLISH status=403 uri=" + presentity + " publisher=sip:mallory@home1.net", PATIENCE));
    }

    @Test
    void anIdentityThatAnUntrustedPeerAssertsCountsForNothing() {
        Metrics metrics = Metrics.of(server);
        long before = metrics.value("presence_identity_untrusted_total");
        decide(SampleRules.allow("joe"));
        publisher().publish(document("secret"), 600);

        WatcherUe stranger = subscribed(described().watcher("sip:joe@home1.net").endpoint(SipEndpoint.udp(new InetSocketAddress("127.0.0.2", 0))));

        assertEquals(PENDING, stranger.awaitNotify(1, PATIENCE).required("Subscription-State"));
        assertFalse(stranger.awaitNotify(1, PATIENCE).bodyText().contains("secret"));
        assertEquals(1, metrics.value("presence_identity_untrusted_total") - before);
    }

    /** TS 24.229 s5.2.6.3: the P-CSCF asserts an identity in initial requests, and checks those in dialogs against the dialog. */
    @Test
    void aRefreshMayComeWithoutAnIdentityFromATrustedPeerAndFromNobodyElse() {
        WatcherUe watcher = watching("joe");
        SipEndpoint stranger = opened(SipEndpoint.udp(new InetSocketAddress("127.0.0.2", 0)));

        assertEquals(481, stranger.exchange(watcher.request(600).without("P-Asserted-Identity"), server.sip()).status());
        assertEquals(200, watcher.exchange(watcher.request(600).without("P-Asserted-Identity")).status());
    }

    @Test
    void theDocumentsOfAnotherUserAreOutOfReachAndTheTryIsCounted() {
        decide(SampleRules.allow("joe"));
        Metrics metrics = Metrics.of(server);
        long before = metrics.value("presence_xcap_requests_total{outcome=\"forbidden\"}");
        Xcap mallory = new Xcap(server, "sip:mallory@home1.net");
        String path = "pres-rules/users/" + Xcap.encoded(presentity) + "/index";

        assertEquals(403, mallory.get(path).statusCode());
        assertEquals(403, mallory.put(path, Xcap.RULES, SampleRules.document(SampleRules.allow("mallory"))).statusCode());
        assertEquals(403, mallory.delete(path).statusCode());

        assertEquals(3, metrics.value("presence_xcap_requests_total{outcome=\"forbidden\"}") - before);
        assertEquals(200, new Xcap(server, presentity).get(path).statusCode());
    }

    // ---- What does not leak ----------------------------------------------------------------------------------------------------------------

    @RestcommOnly("the container's tags have no fixed length, and lengths are compared")
    @Test
    void aWatcherThatWaitsCannotTellAUserFromOneWhoIsNone() {
        Publisher publisher = publisher();
        publisher.publish(document("here"), 600);
        decide(SampleRules.allow("joe"), SampleRules.block("mallory"));
        String nobody = "sip:" + UUID.randomUUID() + "@example.com";

        WatcherUe ofUser = watching("ann");
        WatcherUe ofNobody = subscribed(WatcherUe.of(server.sip(), nobody).watcher("sip:ann@home1.net"));
        publisher.publish(document("there"), 600);
        ofUser.subscribe(600);
        ofNobody.subscribe(600);

        for (int i = 1; i <= 2; i++) {
            assertEquals(shape(ofNobody.awaitNotify(i, PATIENCE)), shape(ofUser.awaitNotify(i, PATIENCE)));
        }
        assertEquals(2, ofUser.notifies().size(), "no NOTIFY tells that something has changed");
    }

    @Test
    void aWatcherThatIsHiddenFromSeesWhatOneWhoIsLetInSeesOfAUserWhoIsNotThere() {
        publisher().publish(document("here"), 600);
        decide(SampleRules.politeBlock("ann"));
        WatcherUe hiddenFrom = watching("ann");
        String idle = "sip:" + UUID.randomUUID() + "@example.com";
        assertEquals(201, new Xcap(server, idle).putRules(SampleRules.document(SampleRules.allow("ann"))).statusCode());

        WatcherUe letIn = subscribed(WatcherUe.of(server.sip(), idle).watcher("sip:ann@home1.net"));

        assertEquals(shape(letIn.awaitNotify(1, PATIENCE)), shape(hiddenFrom.awaitNotify(1, PATIENCE)));
        assertEquals(letIn.awaitNotify(1, PATIENCE).bodyText().replace(idle, presentity), hiddenFrom.awaitNotify(1, PATIENCE).bodyText());
    }

    /** The headers of a message, each with the length of its value: what is left of it when all that names one dialog is left out, tags too, as not all containers' are of one length. */
    private static Map<String, Integer> shape(SipMessage message) {
        Map<String, Integer> shape = new TreeMap<>();
        for (String name : List.of("Subscription-State", "Event", "Content-Type", "Content-Length", "Contact", "From", "Allow-Events", "Expires", "Max-Forwards", "User-Agent", "Server")) {
            shape.put(name, message.header(name).map(value -> TAG.matcher(value).replaceFirst("").length()).orElse(-1));
        }
        shape.put("lines", message.toString().split("\r?\n").length);
        return shape;
    }
}
