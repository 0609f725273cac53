package org.imspresence.dialog.standard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.dialog.RouteSet;
import org.imspresence.dialog.SampleDialogs;
import org.imspresence.dialog.TrustDomain;
import org.junit.jupiter.api.Test;

class StandardDialogsTest {

    private static final DialogState DIALOG = SampleDialogs.dialog("c");
    private static final String USER = ContactUser.of("sip:user2_public1@home2.net");

    private final SessionsByTag sessions = new SessionsByTag();
    private final StandardDialogs dialogs = new StandardDialogs(sessions, Optional.empty());
    private final FakeNotify notify = new FakeNotify();
    private final FakeSession session = new FakeSession().creates(notify.servletRequest());

    private static Notify told(String body) {
        return new Notify(43, "presence;id=1", "active;expires=600", USER, "tag", "application/pidf+xml", "", body.getBytes());
    }

    private CompletableFuture<NotifyOutcome> send() {
        sessions.bind(DIALOG.localTag(), session.servletSession(), 600);
        return dialogs.send(DIALOG, told("<presence/>"));
    }

    @Test
    void aNotifyLeavesInTheSessionOfItsDialog() {
        assertFalse(send().isDone());

        assertEquals("presence;id=1", notify.header("Event"));
        assertEquals("active;expires=600", notify.header("Subscription-State"));
        assertEquals("tag", notify.header("SIP-ETag"));
        assertEquals("<presence/>", notify.content());
        assertEquals("application/pidf+xml", notify.contentType());
        assertEquals(USER, notify.contactUser());
        assertEquals(1, notify.sent());
    }

    @Test
    void itsFinalResponseIsItsOutcome() {
        CompletableFuture<NotifyOutcome> outcome = send();

        StandardDialogs.received(notify.answered(100));
        assertFalse(outcome.isDone());
        notify.answerHas("Retry-After", "120 (in a meeting)");
        StandardDialogs.received(notify.answered(503));

        assertEquals(NotifyOutcome.failure(503, OptionalInt.of(120)), outcome.join());
    }

    @Test
    void a2xxTellsWhereTheWatcherIsAndAtWhatRatesItWantsToBeTold() {
        CompletableFuture<NotifyOutcome> outcome = send();

        notify.answerHas("Event", "presence;min-rate=0.1");
        notify.answerHas("Contact", "<sip:moved@10.0.0.9?Subject=x>");
        StandardDialogs.received(notify.answered(200));

        assertEquals(NotifyOutcome.success(200, Optional.of("sip:moved@10.0.0.9"), Optional.of("presence;min-rate=0.1")), outcome.join());
    }

    @Test
    void aDialogThatThisProcessDoesNotHaveIsGone() {
        assertEquals(481, dialogs.send(DIALOG, told("")).join().status());
    }

    @Test
    void aDialogThatIsOverIsGone() {
        sessions.bind(DIALOG.localTag(), session.servletSession(), 600);

        dialogs.over(DIALOG);

        assertEquals(481, dialogs.send(DIALOG, told("")).join().status());
    }

    @Test
    void aNotifyThatTheContainerDoesNotSendIsNotDelivered() {
        notify.refuses();

        assertEquals(NotifyOutcome.unreachable(), send().join());
    }

    @Test
    void withinTheTrustDomainTheNextHopIsToldMore() {
        sessions.bind(DIALOG.localTag(), session.servletSession(), 600);
        DialogState near = SampleDialogs.withRoutes(DIALOG, new RouteSet(List.of("<sip:route@10.0.0.4;lr>")));

        new StandardDialogs(sessions, Optional.of(TrustDomain.of(peer -> peer.getHostAddress().equals("10.0.0.5"), ""))).send(near, told(""));
        assertNull(notify.header("P-Asserted-Identity"));

        new StandardDialogs(sessions, Optional.of(TrustDomain.of(peer -> peer.getHostAddress().equals("10.0.0.4"), ""))).send(near, told(""));
        assertEquals("<sip:user2_public1@home2.net>", notify.header("P-Asserted-Identity"));
    }
}
