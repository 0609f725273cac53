package org.imspresence.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.SampleRules;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherInfoTable;
import org.imspresence.testbed.WatcherUe;
import org.imspresence.testbed.Xcap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What RFC 3857 s4 asks of a notifier and RFC 3858 s3 of its documents, where no other test shows it; docs/conformance.md has the whole list. */
class WatcherInfoConformanceIT extends ServerScene {

    private static final String WINFO = "application/watcherinfo+xml";
    /** RFC 3261 s25.1. */
    private static final String TOKEN = "[A-Za-z0-9.!%*_+`'~-]+";

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options().arguments("--production")
                .set("notify.pacing", "5")
                .set("identity.trusted-peers", "127.0.0.1")
                .set("xcap.trusted-proxies", "127.0.0.1"));
    }

    private WatcherUe.Builder itself() {
        return described().watcher(presentity).event("presence.winfo").accept(WINFO);
    }

    private WatcherUe.Builder named(String name) {
        return described().watcher("sip:" + name + "@home1.net");
    }

    private static List<String> uris(SipMessage notify) {
        return WatcherInfoTable.read(notify.body()).rows().stream().map(WatcherInfoTable.Row::uri).sorted().toList();
    }

    @Test
    void aDocumentSaysWhoWatchesWhatAndInWhichState() {
        subscribed(named("joe"));
        subscribed(named("kim"));

        SipMessage notify = subscribed(itself()).awaitNotify(1, PATIENCE);

        assertEquals(WINFO, notify.required("Content-Type"));
        assertTrue(notify.bodyText().startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), notify::bodyText);
        WatcherInfoTable.Content content = WatcherInfoTable.read(notify.body());
        assertEquals(0, content.version());
        assertTrue(content.full());
        assertEquals(presentity, content.resource());
        assertEquals("presence", content.watched());
        assertEquals(List.of("sip:joe@home1.net", "sip:kim@home1.net"), uris(notify));
        Set<String> ids = content.rows().stream().map(WatcherInfoTable.Row::id).collect(Collectors.toSet());
        assertEquals(2, ids.size());
        assertTrue(ids.stream().allMatch(id -> id.matches(TOKEN)), ids::toString);
        content.rows().forEach(row -> assertEquals("pending subscribe", row.status() + " " + row.event()));
    }

    @Test
    void aChangeIsToldAloneAndNotBeforeFiveSecondsHaveGone() {
        subscribed(named("joe"));
        long before = System.nanoTime();
        WatcherUe itself = subscribed(itself());

        subscribed(named("kim"));
        SipMessage change = itself.awaitNotify(2, PATIENCE);

        assertTrue(System.nanoTime() - before >= Duration.ofSeconds(5).toNanos());
        assertEquals(1, WatcherInfoTable.read(change.body()).version());
        assertFalse(WatcherInfoTable.read(change.body()).full());
        assertEquals(List.of("sip:kim@home1.net"), uris(change));
    }

    @Test
    void aFetchIsAnsweredWithAllOfThem() {
        subscribed(named("joe"));
        subscribed(named("kim"));
        WatcherUe itself = opened(itself().open());

        assertEquals(200, itself.subscribe(0).status());

        SipMessage notify = itself.awaitNotify(1, PATIENCE);
        assertTrue(WatcherInfoTable.read(notify.body()).full());
        assertEquals(List.of("sip:joe@home1.net", "sip:kim@home1.net"), uris(notify));
    }

    @Test
    void whoIsLetInAndFetchesIsNoNews() {
        assertEquals(201, new Xcap(server, presentity).putRules(SampleRules.document(SampleRules.allow("joe"))).statusCode());
        WatcherUe itself = subscribed(itself());

        WatcherUe fetcher = opened(named("joe").open());
        assertEquals(200, fetcher.subscribe(0).status());
        fetcher.awaitNotify(1, PATIENCE);
        subscribed(named("kim"));

        SipMessage next = itself.awaitNotify(2, PATIENCE);
        assertEquals(1, WatcherInfoTable.read(next.body()).version());
        assertEquals(List.of("sip:kim@home1.net"), uris(next));
    }

    @Test
    void theFormatIsOneThatTheSubscriberAccepts() {
        WatcherUe silent = opened(itself().open());
        assertEquals(200, silent.exchange(silent.request(600).without("Accept")).status());
        assertEquals(WINFO, silent.awaitNotify(1, PATIENCE).required("Content-Type"));

        WatcherUe other = opened(itself().open());
        assertEquals(406, other.exchange(other.request(600).with("Accept", Pidf.TYPE)).status());
    }

    /** RFC 3325 s8: the presentity is outside of those who may learn it. */
    @Test
    void whoWantsItsIdentityKeptIsNotNamedToThePresentity() {
        WatcherUe hidden = opened(named("joe").open());
        assertEquals(200, hidden.exchange(hidden.request(600).with("Privacy", "id")).status());
        WatcherUe open = opened(named("kim").open());
        assertEquals(200, open.exchange(open.request(600).with("Privacy", "none")).status());

        SipMessage notify = subscribed(itself()).awaitNotify(1, PATIENCE);

        assertFalse(notify.bodyText().contains("joe"), notify::bodyText);
        assertEquals(List.of("sip:anonymous@anonymous.invalid", "sip:kim@home1.net"), uris(notify));
    }

    @Test
    void whoWatchesWhoWatchesTheWatchersIsToldToNobody() {
        WatcherUe itself = opened(itself().open());

        assertEquals(403, itself.exchange(itself.request(600).with("Event", "presence.winfo.winfo")).status());
        assertEquals(489, itself.exchange(itself.request(600).with("Event", "presence.winfo.winfo.winfo")).status());
    }
}
