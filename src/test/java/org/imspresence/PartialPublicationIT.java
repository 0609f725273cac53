package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.imspresence.testbed.Container.notifyNumber;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PartialBodies;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.XmlLimits;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.PartialCopy;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5264 on the wire: publishers that say only what has changed, and watchers who see what it comes to. */
class PartialPublicationIT extends ServerScene {

    private static final String DIFF = PidfDiff.CONTENT_TYPE;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options().set("publication.expires.min", 1));
    }

    private Publisher partialPublisher() {
        return publisher().contentType(DIFF);
    }

    /** As RFC 5264 s6 prints it, about this test's presentity. */
    private String example(String name) {
        try (InputStream in = PartialPublicationIT.class.getResourceAsStream("/partial/" + name + ".xml")) {
            return new String(in.readAllBytes(), UTF_8).replace("pres:someone@example.com", "pres:" + presentity.substring("sip:".length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String changes(String operations) {
        return "<p:pidf-diff xmlns='urn:ietf:params:xml:ns:pidf' xmlns:p='urn:ietf:params:xml:ns:pidf-diff' entity='" + presentity + "'>" + operations + "</p:pidf-diff>";
    }

    private String whole(String document) {
        return new String(PartialBodies.whole(document.getBytes(UTF_8)), UTF_8);
    }

    private static SipMessage assertOk(SipMessage response) {
        assertEquals(200, response.status(), response::toString);
        return response;
    }

    private static String canonical(byte[] document) {
        return CanonicalXml.of(document).replaceAll("[ \n]+", " ");
    }

    /** M1 to M4. */
    @Test
    void rfc5264s6sPublicationIsToldWholeAndThenAsItHasChanged() {
        WatcherUe watcher = subscribed();
        WatcherUe partial = subscribed(described().accept("application/pidf+xml;q=0.3, application/pidf-diff+xml;q=1"));
        Publisher publisher = partialPublisher();

        SipMessage m2 = assertOk(publisher.publish(example("rfc5264-m1"), 3600));
        SipMessage whole = watcher.awaitNotify("the publication", notify -> Pidf.hasNote(notify, "Full state presence document"), PATIENCE);
        SipMessage m4 = assertOk(publisher.publish(example("rfc5264-m3"), 3600));
        SipMessage changed = watcher.awaitNotify("the changes", notify -> notify.bodyText().contains("mailto:pep@example.com"), PATIENCE);

        assertEquals("3600", m4.required("Expires"));
        assertNotEquals(m2.required("SIP-ETag"), m4.required("SIP-ETag"));
        assertEquals(Pidf.TYPE, whole.required("Content-Type"));
        assertEquals(Pidf.TYPE, changed.required("Content-Type"));
        HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
        byte[] first = PidfDiff.parse(xml, example("rfc5264-m1").getBytes(UTF_8)).presence();
        byte[] second = PidfDiff.parse(xml, example("rfc5264-m3").getBytes(UTF_8)).appliedTo(first);
        assertEquals(canonical(first), canonical(whole.body()));
        assertEquals(canonical(second), canonical(changed.body()));
        partial.awaitNotify(3, PATIENCE);
        PartialCopy copy = new PartialCopy(xml);
        partial.notifies().forEach(notify -> assertEquals(PartialCopy.Verdict.TAKEN, copy.take(notify.body())));
        assertEquals(canonical(second), canonical(copy.presence()));
    }

    @Test
    void changesToOneOfSeveralPublicationsAreToldWithAllOfThem() {
        WatcherUe watcher = subscribed();
        Publisher phone = partialPublisher();
        assertOk(phone.publish(whole(document("phone")), 600));
        assertOk(publisher().publish(document("laptop").replace("'t1'", "'t2'"), 600));

        assertOk(phone.publish(changes("<p:replace sel='*/note/text()'>mobile</p:replace>"), 600));

        SipMessage notify = watcher.awaitNotify("both", n -> Pidf.hasNote(n, "mobile"), PATIENCE);
        assertTrue(Pidf.hasNote(notify, "laptop") && !Pidf.hasNote(notify, "phone"), notify::toString);
    }

    /** s4.3.2: whatever type it came by. */
    @Test
    void whatWasPublishedAsAnOrdinaryDocumentCanBeChangedAndReplaced() {
        Publisher publisher = publisher();
        assertOk(publisher.publish(document("one"), 600));
        WatcherUe watcher = subscribed();

        assertOk(publisher.contentType(DIFF).publish(changes("<p:replace sel='*/note/text()'>two</p:replace>"), 600));
        SipMessage changed = watcher.awaitNotify(2, PATIENCE);
        assertOk(publisher.publish(whole(document("three")), 600));
        SipMessage replaced = watcher.awaitNotify(3, PATIENCE);

        assertEquals(canonical(document("two").getBytes(UTF_8)), canonical(changed.body()));
        assertEquals(canonical(document("three").getBytes(UTF_8)), canonical(replaced.body()));
    }

    /** RFC 3903 s6: in a transaction of its own, as a proxy sends it that had no answer. */
    @Test
    void aRepeatIsAnsweredAsBeforeAndChangesNothing() {
        Publisher publisher = partialPublisher();
        assertOk(publisher.publish(whole(document("one")), 600));
        WatcherUe watcher = subscribed();
        SipMessage change = publisher.request(600, changes("<p:add sel='*'><note>more</note></p:add>"));

        String entityTag = assertOk(publisher.exchange(change)).required("SIP-ETag");
        assertEquals(entityTag, assertOk(publisher.exchange(change)).required("SIP-ETag"));
        assertOk(publisher.publish(changes("<p:add sel='*'><note>end</note></p:add>"), 600));

        SipMessage notify = watcher.awaitNotify("the last change", n -> Pidf.hasNote(n, "end"), PATIENCE);
        assertEquals(2, notify.bodyText().split(">more</", -1).length, notify::toString);
    }

    /** s4.3.2: what is left is not what was before the changes. */
    @Test
    void theEndOfAPublicationThatWasChangedIsTheEndOfAllOfIt() {
        Publisher publisher = partialPublisher();
        assertOk(publisher.publish(whole(document("one")), 600));
        assertOk(publisher.publish(changes("<p:replace sel='*/note/text()'>two</p:replace>"), 600));
        WatcherUe watcher = subscribed();
        assertTrue(Pidf.hasNote(watcher.awaitNotify(1, PATIENCE), "two"));

        assertEquals("1", assertOk(publisher.refresh(1)).required("Expires"));

        SipMessage notify = watcher.awaitNotify(2, PATIENCE);
        assertFalse(notify.bodyText().contains("<note"), notify::toString);
        assertEquals(412, publisher.refresh(600).status());
    }

    // ---- What is refused -----------------------------------------------------------------------------------------------------------------

    /** s4.3.2: 400, and what is stored stays. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "<p:remove sel='*/tuple/contact'/>|the selector finds nothing in the document (remove */tuple/contact)",
        "<p:replace sel='*/note/text()'>lost</p:replace><p:remove sel='*/x'/>|the selector finds nothing in the document (remove */x)",
        "<p:add sel='*'><tuple id='t1'><status/></tuple></p:add>|more than one tuple has the id t1",
        "<p:replace sel='*/@entity'>sip:mallory@example.com</p:replace>|another presentity",
        "<p:add sel='*'>|not well-formed"})
    void changesThatCannotBeMadeAreRefusedWithAReasonAndChangeNothing(String operations, String reason) {
        Publisher publisher = partialPublisher();
        assertOk(publisher.publish(whole(document("kept")), 600));
        WatcherUe watcher = subscribed();

        assertRefused(reason, publisher.publish(changes(operations), 600));

        assertKept(publisher, watcher);
    }

    private static void assertRefused(String reason, SipMessage refused) {
        assertEquals(400, refused.status(), refused::startLine);
        assertTrue(refused.startLine().contains(reason), refused::startLine);
        assertEquals(List.of(), refused.all("SIP-ETag"));
    }

    /** No NOTIFY has come, the document is as it was, and its entity tag holds. */
    private void assertKept(Publisher publisher, WatcherUe watcher) {
        assertOk(watcher.subscribe(600));
        SipMessage notify = watcher.awaitNotify(2, PATIENCE);
        assertEquals(notifyNumber(2), notify.cseq());
        assertTrue(Pidf.hasNote(notify, "kept"), notify::toString);
        assertOk(publisher.publish(changes("<p:replace sel='*/note/text()'>after</p:replace>"), 600));
        watcher.awaitNotify("the next change", n -> Pidf.hasNote(n, "after"), PATIENCE);
    }

    @Test
    void whoeverElseTheChangesOrTheDocumentAreAboutTheyAreRefused() {
        Publisher publisher = partialPublisher();
        assertOk(publisher.publish(whole(document("kept")), 600));
        WatcherUe watcher = subscribed();

        assertRefused("another presentity", publisher.publish(changes("").replace(presentity, "sip:mallory@example.com"), 600));
        assertRefused("another presentity", publisher.publish(whole(Pidf.document("sip:mallory@example.com", "x")), 600));

        assertKept(publisher, watcher);
    }

    /** s4.3.1. */
    @Test
    void aFullDocumentThatIsNotAcceptableIsRefusedAndWhatIsStoredStays() {
        Publisher publisher = partialPublisher();
        assertOk(publisher.publish(whole(document("kept")), 600));
        WatcherUe watcher = subscribed();

        assertRefused("a tuple has no id", publisher.publish(whole(document("lost")).replace("<tuple id=\"t1\">", "<tuple>"), 600));
        assertRefused("neither pidf-full nor pidf-diff", publisher.publish(document("lost"), 600));

        assertKept(publisher, watcher);
    }

    @Test
    void anInitialPublicationOfChangesIsRefused() {
        Publisher publisher = partialPublisher();

        assertRefused("Invalid Partial Publication", publisher.publish(example("rfc5264-m3"), 600));

        assertEquals(400, publisher.refresh(600).status(), "nothing is published");
    }

    @Test
    void changesToADocumentOfTheDraftsFormatAreRefused() {
        Publisher publisher = publisher().contentType("application/cpim-pidf+xml");
        assertOk(publisher.publish(Pidf.asDraft(document("kept")), 600));

        assertRefused("is not application/pidf+xml", publisher.contentType(DIFF).publish(changes(""), 600));

        assertOk(publisher.publish(whole(document("now")), 600));
        assertOk(publisher.publish(changes("<p:remove sel='*/note'/>"), 600));
    }

    /** RFC 3903 s6 step 3. */
    @Test
    void changesUnderAnEntityTagThatHoldsNoMoreAreRefused() {
        Publisher publisher = partialPublisher();
        assertOk(publisher.publish(whole(document("one")), 600));
        String used = publisher.entityTag().orElseThrow();
        assertOk(publisher.refresh(600));

        assertEquals(412, publisher.exchange(publisher.request(600, changes("<p:remove sel='*/nothing'/>")).with("SIP-If-Match", used)).status());
        assertOk(publisher.refresh(600));
    }

    @Test
    void aDocumentDoesNotGrowBeyondItsBoundsByChanges() {
        Publisher publisher = partialPublisher();
        SipEndpoint tcp = opened(SipEndpoint.tcp());
        SipMessage initial = publisher.request(600, whole(document("x".repeat(40_000))));
        String entityTag = assertOk(tcp.exchange(initial, server.sip())).required("SIP-ETag");

        SipMessage grow = publisher.request(600, changes("<p:add sel='*'><note>" + "y".repeat(40_000) + "</note></p:add>")).with("SIP-If-Match", entityTag);

        assertRefused("larger than 65536 bytes", tcp.exchange(grow, server.sip()));
        assertOk(publisher.exchange(publisher.request(600, changes("<p:remove sel='*/note'/>")).with("SIP-If-Match", entityTag)));
    }

    /** s4.1: a client learns by either whether it may try. */
    @Test
    void theTypeIsAnnouncedWithTheOthersThatAreTaken() {
        SipEndpoint endpoint = opened(SipEndpoint.udp());
        SipMessage options = SipMessage.request("OPTIONS", presentity)
                .with("Max-Forwards", "70")
                .with("From", "<" + presentity + ">;tag=1")
                .with("To", "<" + presentity + ">")
                .with("Call-ID", "options-" + presentity)
                .with("CSeq", "1 OPTIONS")
                .with("Content-Length", "0");

        SipMessage unsupported = publisher().contentType("text/plain").publish("open", 600);

        assertEquals(415, unsupported.status());
        for (SipMessage answer : List.of(unsupported, assertOk(endpoint.exchange(options, server.sip())))) {
            assertEquals(List.of(Pidf.TYPE, "application/cpim-pidf+xml", DIFF), answer.values("Accept").stream().filter(type -> type.contains("pidf")).toList());
        }
    }
}
