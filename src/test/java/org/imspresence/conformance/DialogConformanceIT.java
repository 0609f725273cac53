package org.imspresence.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.imspresence.testbed.Container.notifyNumber;

import java.util.List;
import java.util.Optional;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What RFC 3261 s12 asks of the two sides of a dialog, where no other test shows it; docs/conformance.md has the whole list. */
class DialogConformanceIT extends ServerScene {

    @BeforeAll
    static void start() {
        server = ServerProcess.start();
    }

    private static SipMessage numbered(SipMessage subscribe, long cseq) {
        return subscribe.with("CSeq", cseq + " SUBSCRIBE");
    }

    // ---- Sequence numbers ----------------------------------------------------------------------------------------------------------------

    @Test
    void theWatchersSequenceNumbersRiseFromTheFirstOneAndMayLeaveGaps() {
        WatcherUe watcher = watcher();

        assertEquals(200, watcher.exchange(numbered(watcher.request(600), 100)).status());
        watcher.awaitNotify(1, PATIENCE);
        assertEquals(500, watcher.exchange(numbered(watcher.request(600), 99)).status());
        assertEquals(200, watcher.exchange(numbered(watcher.request(600), 2000)).status());
        watcher.awaitNotify(2, PATIENCE);
        assertEquals(500, watcher.exchange(numbered(watcher.request(0), 1999)).status());
        assertEquals(200, watcher.exchange(numbered(watcher.request(600), 2001)).status());

        assertEquals(notifyNumber(3), watcher.awaitNotify(3, PATIENCE).cseq());
    }

    @Test
    void theServersSequenceNumbersAreItsOwn() {
        WatcherUe watcher = watcher();

        watcher.exchange(numbered(watcher.request(600), 2_000_000_000));

        assertEquals(notifyNumber(1) + " NOTIFY", watcher.awaitNotify(1, PATIENCE).required("CSeq"));
    }

    // ---- Routes --------------------------------------------------------------------------------------------------------------------------

    @RestcommOnly("the container treats every router as a loose one")
    @Test
    void aStrictRouterGetsTheRequestInItsOwnName() {
        WatcherUe watcher = opened(described().contact("sip:ue@ue.invalid;x=y").open());
        String strict = "sip:" + watcher.endpoint().hostPort() + ";p=1";

        watcher.exchange(watcher.request(600).with("Record-Route", List.of("<" + strict + ">", "<sip:loose.home1.net;lr;q=2>")));

        SipMessage notify = watcher.awaitNotify(1, PATIENCE);
        assertEquals(strict, notify.requestUri());
        assertEquals(List.of("<sip:loose.home1.net;lr;q=2>", "<sip:ue@ue.invalid;x=y>"), notify.values("Route"));
    }

    @Test
    void whatDoesNotBelongIntoARequestUriIsTakenOffAStrictRoutersUri() {
        WatcherUe watcher = watcher();
        String strict = "sip:" + watcher.endpoint().hostPort();

        watcher.exchange(watcher.request(600).with("Record-Route", "<" + strict + ";method=SUBSCRIBE?Subject=x>"));

        assertEquals(strict, watcher.awaitNotify(1, PATIENCE).requestUri());
    }

    // ---- A target refresh by a response --------------------------------------------------------------------------------------------------

    @RestcommOnly("the container leaves the header fields of a Contact in the Request-URI")
    @Test
    void theContactOfTheAnswerToANotifyIsWhereTheNextOneGoes() {
        WatcherUe watcher = watcher();
        String route = "<sip:" + watcher.endpoint().hostPort() + ";lr>";
        String moved = "sip:moved@[2001:db8::1]:5062;transport=udp;x=y";
        watcher.answerNotifies(notify -> {
            SipMessage ok = SipMessage.response(notify, 200, "OK");
            return Optional.of(notify.cseq() == notifyNumber(1) ? ok.with("Contact", "<" + moved + "?Subject=x>") : ok);
        });
        watcher.exchange(watcher.request(600).with("Record-Route", route));
        watcher.awaitNotify(1, PATIENCE);

        publisher().publish(document("moved"), 600);

        SipMessage notify = watcher.awaitNotify(2, PATIENCE);
        assertEquals(moved, notify.requestUri());
        assertEquals(List.of(route), notify.values("Route"));
        publisher().publish(document("stays"), 600);
        assertEquals(moved, watcher.awaitNotify(3, PATIENCE).requestUri(), "an answer without Contact changes nothing");
    }

    // ---- Contact -------------------------------------------------------------------------------------------------------------------------

    @Test
    void theContactOfADialogNamesThePresentityOutsideTheDialogToo() {
        String contact = subscribed().subscribe(600).uris("Contact").get(0);
        WatcherUe another = opened(WatcherUe.of(server.sip(), contact).open());

        assertEquals(200, another.subscribe(600).status());

        another.awaitNotify(1, PATIENCE);
        publisher().publish(document("by its contact"), 600);
        assertTrue(Pidf.hasNote(another.awaitNotify(2, PATIENCE), "by its contact"));
    }
}
