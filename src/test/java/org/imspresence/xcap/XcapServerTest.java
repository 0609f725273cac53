package org.imspresence.xcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.imspresence.documents.DocumentKey;
import org.imspresence.documents.NoDocuments;
import org.imspresence.documents.StoredDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may, what there is room for, and what happens when several change one document. */
class XcapServerTest {

    private static final String TYPE = "application/resource-lists+xml";
    private static final String BODY = "<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\"/>";
    private static final String ALICE = "resource-lists/users/sip:alice@home1.net/index";
    private static final String IDENTITY = "X-3GPP-Asserted-Identity";

    @ParameterizedTest
    @ValueSource(strings = {"\"sip:alice@home1.net\"", "sip:alice@home1.net", "\"tel:+12015550123\", \"sip:alice@home1.net\"", " tel:+12015550123 , sip:alice@HOME1.net "})
    void ts24109_theIdentityThatATrustedProxyAssertsReachesItsOwnTree(String asserted) {
        Xcap xcap = new Xcap(Xcap.PROXIED);

        assertEquals(201, xcap.put(ALICE, TYPE, BODY, IDENTITY, asserted).status());
        assertEquals(403, xcap.get("resource-lists/users/sip:bob@home1.net/index", IDENTITY, asserted).status());
        assertEquals(404, xcap.get("resource-lists/users/sip:alice@home1.net/other", IDENTITY, asserted).status());
        assertEquals(200, xcap.get("xcap-caps/global/index", IDENTITY, asserted).status());
        assertEquals(1, xcap.server.counts().get("presence_xcap_requests_total{outcome=\"forbidden\"}").getAsLong());
        assertEquals(2, xcap.server.counts().get("presence_xcap_requests_total{outcome=\"succeeded\"}").getAsLong());
    }

    @Test
    void rfc4825_s8_anUnknownUsageIsNotThereWhoeverAsks() {
        Xcap xcap = new Xcap(Xcap.PROXIED);

        assertEquals(404, xcap.get("unknown/users/sip:bob@home1.net/index", IDENTITY, "sip:alice@home1.net").status());
        assertEquals(404, xcap.put("unknown/users/sip:bob@home1.net/index", TYPE, BODY).status());
        assertEquals(404, xcap.get("unknown/global/index").status());
    }

    @Test
    void whatAnUntrustedPeerAssertsIsIgnoredAndCounted() {
        Xcap xcap = new Xcap(Xcap.PROXIED);

        assertEquals(403, xcap.put(ALICE, TYPE, BODY, IDENTITY, "sip:alice@home1.net", "Peer", "198.51.100.1").status());
        assertEquals(1, xcap.server.counts().get("presence_xcap_untrusted_assertions_ignored_total").getAsLong());
        assertEquals(403, xcap.put(ALICE, TYPE, BODY).status());
        assertEquals(403, xcap.put(ALICE, TYPE, BODY, IDENTITY, "\"\"").status());
        assertTrue(xcap.documents.all().isEmpty());
    }

    @Test
    void withoutAnyWayToBeKnownEverybodyIsRefused() {
        Xcap xcap = new Xcap(Xcap.settings());

        assertEquals(403, xcap.get(ALICE, IDENTITY, "sip:alice@home1.net").status());
        assertEquals(403, xcap.get("xcap-caps/global/index").status());
    }

    @Test
    void anUnconditionalChangeIsMadeOnWhatSomebodyElseHasJustStored() {
        Xcap xcap = new Xcap(Xcap.OPEN);
        xcap.put(ALICE, TYPE, BODY);
        xcap.documents.meanwhile = once(() -> plant(xcap, "other", BODY.replace("/>", "><list name=\"other\"/></resource-lists>")));

        assertEquals(201, xcap.put(ALICE + "/~~/resource-lists/list%5b@name=%22mine%22%5d", "application/xcap-el+xml", "<list name=\"mine\"/>").status());

        assertTrue(Xcap.text(xcap.get(ALICE)).contains("<list name=\"other\"/><list name=\"mine\"/>"));
    }

    @Test
    void aConditionalChangeIsNotMadeOnWhatSomebodyElseHasJustStored() {
        Xcap xcap = new Xcap(Xcap.OPEN);
        String tag = Xcap.header(xcap.put(ALICE, TYPE, BODY), "ETag");
        xcap.documents.meanwhile = once(() -> plant(xcap, "other", BODY));

        assertEquals(412, xcap.put(ALICE, TYPE, BODY, "If-Match", tag).status());
    }

    @Test
    void whoIsNeverFastEnoughIsToldToComeBack() {
        Xcap xcap = new Xcap(Xcap.OPEN);
        AtomicInteger others = new AtomicInteger();
        xcap.documents.meanwhile = () -> plant(xcap, "other" + others.incrementAndGet(), BODY);

        XcapResponse refused = xcap.put(ALICE, TYPE, BODY);

        assertEquals(503, refused.status());
        assertEquals("5", Xcap.header(refused, "Retry-After"));
        assertEquals(5, others.get());
        assertTrue(xcap.changed.isEmpty());
    }

    private static Runnable once(Runnable action) {
        AtomicInteger left = new AtomicInteger(1);
        return () -> {
            if (left.getAndDecrement() > 0) {
                action.run();
            }
        };
    }

    private static void plant(Xcap xcap, String tag, String body) {
        xcap.documents.plant(new StoredDocument(new DocumentKey("resource-lists", "sip:alice@home1.net", "index"), tag, body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aChangeThatTheHomeFailsToHearOfIsStoredAllTheSame() {
        Xcap xcap = new Xcap(Xcap.OPEN);
        XcapServer server = xcap.server(Xcap.OPEN, xcap.documents, owner -> CompletableFuture.failedFuture(new IllegalStateException("gone")));

        assertEquals(201, server.handle(Xcap.of("PUT", ALICE, BODY.getBytes(StandardCharsets.UTF_8), "Content-Type", TYPE)).status());
        assertEquals(1, server.counts().get("presence_xcap_changes_not_told_in_time_total").getAsLong());
    }

    @Test
    void withoutDocumentsTheReasonIsTold() {
        Xcap xcap = new Xcap(Xcap.OPEN);
        XcapServer server = xcap.server(Xcap.OPEN, new NoDocuments("each node would have its own"), owner -> CompletableFuture.completedFuture(null));

        XcapResponse refused = server.handle(Xcap.of("GET", ALICE, new byte[0]));

        assertEquals(503, refused.status());
        assertEquals("each node would have its own\n", Xcap.text(refused));
        assertEquals("5", Xcap.header(refused, "Retry-After"));
        assertEquals(200, server.handle(Xcap.of("GET", "xcap-caps/global/index", new byte[0])).status());
    }

    @Test
    void documentsAreBoundedInSizeAndNumber() {
        Xcap xcap = new Xcap(Xcap.settings("xcap.open", "yes", "xcap.max-bytes", "1024", "xcap.documents-per-user", "2"));
        String user = "resource-lists/users/sip:alice@home1.net/";

        assertEquals(413, xcap.put(user + "a", TYPE, BODY + " ".repeat(1024)).status());
        assertEquals(201, xcap.put(user + "a", TYPE, BODY + " ".repeat(900)).status());
        assertEquals(413, xcap.put(user + "a/~~/resource-lists/list", "application/xcap-el+xml", "<list name='" + "x".repeat(100) + "'/>").status());
        assertEquals(201, xcap.put(user + "b", TYPE, BODY).status());
        assertEquals(507, xcap.put(user + "c", TYPE, BODY).status());
        assertEquals(200, xcap.put(user + "b", TYPE, BODY).status());
        assertEquals(201, xcap.put("resource-lists/users/sip:bob@home1.net/a", TYPE, BODY).status());
    }

    @Test
    void theLongestDocumentTakesLittleTime() {
        Xcap xcap = new Xcap(Xcap.OPEN);
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < 1500; i++) {
            entries.append("<entry uri=\"sip:user").append(i).append("@home1.net\"/>");
        }

        assertEquals(201, xcap.put(ALICE, TYPE, BODY.replace("/>", "><list>" + entries + "</list></resource-lists>")).status());
        assertEquals(201, xcap.put(ALICE + "/~~/resource-lists/list/entry%5b@uri=%22sip:new@home1.net%22%5d", "application/xcap-el+xml", "<entry uri=\"sip:new@home1.net\"/>").status());
    }
}
