package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.imspresence.testbed.Container.notifyNumber;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an operator's settings change on the wire: a server with a pace, and with other policies than the default. */
class PoliciesIT extends ServerScene {

    private static final int PACING_SECONDS = 2;
    private static final int PER_WATCHER = 2;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options()
                .set("notify.pacing", PACING_SECONDS)
                .set("notify.failure", "patient")
                .set("sip.domains", "example.com, example.org")
                .set("subscription.per-watcher", PER_WATCHER)
                .set("composition.policy", "newest-only"));
    }

    private void publish(Publisher publisher, String note) {
        assertEquals(200, publisher.publish(document(note), 600).status());
    }

    @Test
    void changesInQuickSuccessionAreToldOnceWithTheLatestState() {
        WatcherUe watcher = subscribed();
        Publisher publisher = publisher();
        long begin = System.nanoTime();

        publish(publisher, "one");
        publish(publisher, "two");
        publish(publisher, "three");
        SipMessage notify = watcher.awaitNotify(2, PATIENCE);

        assertTrue(Pidf.hasNote(notify, "three"), notify::toString);
        assertEquals(notifyNumber(2), notify.cseq());
        // The pace runs from the first NOTIFY, which came before this clock was started; the wheel may be a tick late, never early.
        assertTrue(System.nanoTime() - begin > Duration.ofSeconds(PACING_SECONDS).minusSeconds(1).toNanos(), "it has waited");
        publish(publisher, "four");
        assertEquals(notifyNumber(3), watcher.awaitNotify("the next change", n -> Pidf.hasNote(n, "four"), PATIENCE).cseq());
    }

    @Test
    void aRefreshIsNotPaced() {
        WatcherUe watcher = subscribed();
        publish(publisher(), "here");

        assertEquals(200, watcher.subscribe(600).status());

        SipMessage notify = watcher.awaitNotify(2, PATIENCE);
        assertTrue(Pidf.hasNote(notify, "here"), "with the state that had to wait");
        assertEquals("active;expires=600", notify.required("Subscription-State"));
    }

    @Test
    void ofSeveralPublicationsTheNewestIsTold() {
        Publisher phone = publisher();
        Publisher tablet = publisher();
        publish(phone, "phone");
        publish(tablet, "tablet");
        WatcherUe watcher = subscribed();

        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertTrue(Pidf.hasNote(notify, "tablet"), notify::toString);
        assertFalse(Pidf.hasNote(notify, "phone"), notify::toString);
        tablet.remove();

        watcher.awaitNotify("the older one alone", n -> Pidf.hasNote(n, "phone"), PATIENCE);
    }

    @Test
    void usersOfOtherDomainsAreNotServed() {
        String elsewhere = "sip:user@example.net";
        WatcherUe watcher = opened(WatcherUe.of(server.sip(), elsewhere).open());
        Publisher publisher = opened(new Publisher(server.sip(), elsewhere));

        assertEquals(404, watcher.subscribe(600).status());
        assertEquals(404, publisher.publish(Pidf.document(elsewhere, "x"), 600).status());
        assertEquals(404, publisher.exchange(publisher.request(600).with("Event", "unheard-of")).status(), "looked at before the event");
    }

    @Test
    void usersOfTheSecondDomainAndTelephoneNumbersAreServed() {
        subscribed(WatcherUe.of(server.sip(), "sip:user@EXAMPLE.org:5070;transport=udp"));
        subscribed(WatcherUe.of(server.sip(), "tel:+1-201-555-0123"));
    }

    @Test
    void anInstanceThatSubscribesAnewAgainAndAgainKeepsItsNewestSubscriptions() {
        // One route leads to each dialog; the Contact is that of the one device.
        List<WatcherUe> dialogs = IntStream.range(0, PER_WATCHER + 1).mapToObj(i -> {
            WatcherUe dialog = opened(WatcherUe.of(server.sip(), presentity).contact("sip:device@home1.net").open());
            SipMessage subscribe = dialog.request(600).with("Record-Route", "<sip:" + dialog.endpoint().hostPort() + ";lr>");
            assertEquals(200, dialog.exchange(subscribe).status());
            dialog.awaitNotify(1, PATIENCE);
            return dialog;
        }).toList();

        SipMessage last = dialogs.get(0).awaitNotify(2, PATIENCE);

        assertEquals("terminated;reason=rejected", last.required("Subscription-State"));
        assertEquals(481, dialogs.get(0).subscribe(600).status());
        for (WatcherUe dialog : dialogs.subList(1, dialogs.size())) {
            assertEquals(200, dialog.subscribe(600).status());
        }
        assertEquals(480, opened(WatcherUe.of(server.sip(), presentity).open()).subscribe(600).status(), "another device of the same watcher");
    }

    @RestcommOnly("the container ends a dialog whose NOTIFY is answered 480")
    @Test
    void aFailedNotifyDoesNotEndASubscriptionWhenTheServerIsPatient() {
        WatcherUe watcher = subscribed();
        watcher.answerNotifies(notify -> Optional.of(Pidf.hasNote(notify, "refused")
                ? SipMessage.response(notify, 480, "Temporarily Unavailable")
                : SipMessage.response(notify, 200, "OK")));
        Publisher publisher = publisher();
        publish(publisher, "refused");
        watcher.awaitNotify("the refused one", n -> Pidf.hasNote(n, "refused"), PATIENCE);
        publish(publisher, "taken");

        watcher.awaitNotify("one after it", n -> Pidf.hasNote(n, "taken"), PATIENCE);
        assertEquals(200, watcher.subscribe(600).status());
    }
}
