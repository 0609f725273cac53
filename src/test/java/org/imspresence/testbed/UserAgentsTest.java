package org.imspresence.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Watcher and publisher against a stand-in for the server, without hops. */
class UserAgentsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Names names = new Names();
    private final FakeAs as = new FakeAs(names, "presence.test");
    private final WatcherUe watcher = WatcherUe.of(as.endpoint().address(), "sip:a@home2.net").open();
    private final Publisher publisher = new Publisher(as.endpoint().address(), "sip:a@home2.net");

    UserAgentsTest() {
        as.fault(notify -> notify.with("Via", as.endpoint().newVia()));
    }

    @AfterEach
    void close() {
        watcher.close();
        publisher.close();
        as.close();
    }

    private SipMessage answer() {
        return as.endpoint().log().await("the answer to the NOTIFY",
                entry -> entry.received() && !entry.message().isRequest(), PATIENCE).message();
    }

    @Test
    void everySubscribeOfTheDialogIsAnsweredByANotify() {
        watcher.subscribe(600);
        assertEquals("active;expires=600", watcher.awaitNotify(1, PATIENCE).required("Subscription-State"));
        watcher.subscribe(300);
        assertEquals("active;expires=300", watcher.awaitNotify(2, PATIENCE).required("Subscription-State"));
        watcher.unsubscribe();
        assertEquals("terminated;reason=timeout", watcher.awaitNotify(3, PATIENCE).required("Subscription-State"));

        List<SipMessage> subscribes = as.endpoint().log().received(SipMessage::isRequest);
        assertEquals(List.of(1L, 2L, 3L), subscribes.stream().map(SipMessage::cseq).toList());
        assertEquals(Optional.of(FakeAs.TAG), subscribes.get(1).toTag());
        assertEquals("sip:" + as.endpoint().hostPort(), subscribes.get(1).requestUri());
        assertEquals(3, watcher.notifies().size());
    }

    @Test
    void aNotifyOfAnotherDialogIsAnswered481() {
        as.fault(notify -> notify.with("Via", as.endpoint().newVia()).with("To", "<sip:watcher@home1.net>;tag=other"));

        watcher.subscribe(600);

        assertEquals(481, answer().status());
        assertEquals(List.of(), watcher.notifies());
    }

    @Test
    void theAnswerToANotifyCanBeChosen() {
        watcher.answerNotifies(503, "Service Unavailable");

        watcher.subscribe(600);

        assertEquals(503, answer().status());
    }

    @Test
    void thePublisherSendsTheEntityTagItGotLast() {
        publisher.publish("<presence/>", 600);
        assertEquals(Optional.of("etag1"), publisher.entityTag());
        publisher.refresh(600);
        publisher.remove();

        List<SipMessage> publishes = as.endpoint().log().received(SipMessage::isRequest);
        assertEquals(List.of(Optional.empty(), Optional.of("etag1"), Optional.of("etag2")),
                publishes.stream().map(publish -> publish.header("SIP-If-Match")).toList());
        assertTrue(publisher.entityTag().isEmpty());
    }
}
