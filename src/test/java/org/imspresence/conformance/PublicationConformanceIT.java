package org.imspresence.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 3903 s6 asks of an event state compositor, where no other test shows it; docs/conformance.md has the whole list. */
class PublicationConformanceIT extends ServerScene {

    private static final int QUEUE = 8;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options().set("home.queue", QUEUE));
    }

    private Publisher published(String note) {
        Publisher publisher = publisher();
        assertEquals(200, publisher.publish(document(note), 600).status());
        return publisher;
    }

    // ---- What is ignored -----------------------------------------------------------------------------------------------------------------

    @RestcommOnly("the container copies Record-Route into every answer, and refuses one that it cannot read")
    @ParameterizedTest
    @CsvSource({
        "<sip:scscf1.home1.net;lr>, <sip:me@home2.net>",
        "<tel:+12015550123>,        *",
        "<<>,                       <mailto:me@home2.net>",
        "unreadable <,              unreadable <"})
    void recordRouteAndContactOfAPublishAreIgnored(String recordRoute, String contact) {
        Publisher publisher = publisher();

        for (int expected : new int[] {200, 200, 412}) {
            SipMessage publish = publisher.request(600, document("ignored"))
                    .with("Record-Route", recordRoute)
                    .with("Contact", contact);
            SipMessage answer = publisher.exchange(expected == 412 ? publish.with("SIP-If-Match", "unknown") : publish);
            assertEquals(expected, answer.status());
            assertEquals(List.of(), answer.all("Record-Route"));
            assertEquals(List.of(), answer.all("Contact"));
        }
    }

    // ---- Order and atomicity -------------------------------------------------------------------------------------------------------------

    @RestcommOnly("the container gives requests outside of dialogs to whatever thread is free")
    @Test
    void publishesOfOneClientInOneConnectionAreCarriedOutInTheirOrder() {
        assertInOrder(opened(SipEndpoint.tcp()), 50);
    }

    @RestcommOnly("the container gives requests outside of dialogs to whatever thread is free")
    @Test
    void publishesOfOneClientOverUdpAreCarriedOutInTheirOrder() {
        assertInOrder(opened(SipEndpoint.udp()), 200);
    }

    /** A refresh that overtook the removal sent before it would succeed, and the removal would not. */
    private void assertInOrder(SipEndpoint connection, int rounds) {
        for (int i = 0; i < rounds; i++) {
            Publisher publisher = published("round " + i);
            SipMessage removal = publisher.request(0);
            SipMessage refresh = publisher.request(600);

            CompletableFuture<SipMessage> first = connection.send(removal, server.sip());
            CompletableFuture<SipMessage> second = connection.send(refresh, server.sip());

            assertEquals(List.of(200, 412), List.of(first.join().status(), second.join().status()), "round " + i);
        }
    }

    @Test
    void aPublishThatThereIsNoRoomForFailsAndLeavesNothingBehind() {
        Metrics metrics = Metrics.of(server);
        SipEndpoint endpoint = opened(SipEndpoint.udp());
        long before = metrics.publications();
        long stored = 0;
        boolean refused = false;

        for (int round = 0; round < 20 && !refused; round++) {
            String another = "sip:" + UUID.randomUUID() + "@example.com";
            String document = Pidf.document(another, "x").replace("<note>", "<x xmlns='urn:x'/>".repeat(1000) + "<note>");
            Publisher publisher = opened(new Publisher(server.sip(), another));
            List<CompletableFuture<SipMessage>> answers = new ArrayList<>();
            for (int i = 0; i < 6 * QUEUE; i++) {
                answers.add(endpoint.send(publisher.request(600, document).with("Call-ID", UUID.randomUUID().toString()), server.sip()));
            }
            for (CompletableFuture<SipMessage> answer : answers) {
                SipMessage response = answer.join();
                if (response.status() == 200) {
                    stored++;
                } else {
                    assertEquals(500, response.status(), response.startLine());
                    assertTrue(Integer.parseInt(response.required("Retry-After")) > 0);
                    assertEquals(List.of(), response.all("SIP-ETag"));
                    refused = true;
                }
            }
        }

        assertTrue(refused, "a queue of " + QUEUE + " took everything");
        assertEquals(before + stored, metrics.publications());
    }

    @ParameterizedTest
    @CsvSource({
        "dialog,   unknown, 1,   text/plain, 489",
        "presence, unknown, 1,   text/plain, 412",
        "presence, '',      1,   text/plain, 423",
        "presence, '',      600, text/plain, 415"})
    void theFirstCheckThatFailsAnswers(String event, String entityTag, int expires, String contentType, int status) {
        Publisher publisher = published("kept");
        SipMessage publish = publisher.request(expires).withBody(contentType, new byte[] {'x'}).with("Event", event);

        SipMessage refused = publisher.exchange(entityTag.isEmpty() ? publish : publish.with("SIP-If-Match", entityTag));

        assertEquals(status, refused.status(), refused.startLine());
        assertEquals(200, publisher.refresh(600).status());
    }

    // ---- Entity tags ---------------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"TAG, another", "another,TAG", "TAG another", ""})
    void anythingButOneEntityTagIsABadRequest(String value) {
        Publisher publisher = published("kept");

        SipMessage refused = publisher.exchange(publisher.request(600).with("SIP-If-Match", value.replace("TAG", publisher.entityTag().orElseThrow())));

        assertEquals(400, refused.status(), refused.startLine());
        assertTrue(refused.startLine().contains("SIP-If-Match"), refused.startLine());
        assertEquals(200, publisher.refresh(600).status());
    }

    @Test
    void twoHeadersWithAnEntityTagEachAreABadRequest() {
        Publisher publisher = published("kept");

        SipMessage refused = publisher.exchange(publisher.request(600).adding("SIP-If-Match", publisher.entityTag().orElseThrow()));

        assertEquals(400, refused.status(), refused.startLine());
        assertEquals(200, publisher.refresh(600).status());
    }

    @Test
    void noEntityTagIsEverGivenTwice() {
        List<String> given = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Publisher publisher = publisher();
            for (SipMessage publish : List.of(publisher.request(600, document("initial")), publisher.request(600), publisher.request(600, document("modified")))) {
                SipMessage ok = publisher.exchange(publisher.entityTag().map(tag -> publish.with("SIP-If-Match", tag)).orElse(publish));
                assertEquals(1, ok.values("SIP-ETag").size(), ok::toString);
                given.add(ok.required("SIP-ETag"));
            }
            given.add(publisher.remove().required("SIP-ETag"));
        }

        assertEquals(40, new HashSet<>(given).size());
    }

    // ---- How long ------------------------------------------------------------------------------------------------------------------------

    @Test
    void withoutExpiresAPublicationIsGrantedTheDefault() {
        Publisher publisher = publisher();

        SipMessage ok = publisher.exchange(publisher.request(1, document("default")).without("Expires"));

        assertEquals(200, ok.status());
        assertEquals("3600", ok.required("Expires"));
    }

    @Test
    void aPublicationThatIsModifiedToEndAtOnceIsRemoved() {
        Publisher publisher = published("before");
        WatcherUe watcher = subscribed();

        SipMessage ok = publisher.exchange(publisher.request(0, document("after")));

        assertEquals(200, ok.status());
        assertEquals("0", ok.required("Expires"));
        SipMessage notify = watcher.awaitNotify(2, PATIENCE);
        assertFalse(Pidf.hasNote(notify, "before"), notify::toString);
        assertFalse(Pidf.hasNote(notify, "after"), notify::toString);
        assertEquals(412, publisher.exchange(publisher.request(600).with("SIP-If-Match", ok.required("SIP-ETag"))).status());
    }
}
