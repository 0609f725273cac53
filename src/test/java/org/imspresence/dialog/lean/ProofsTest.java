package org.imspresence.dialog.lean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.RouteSet;
import org.imspresence.dialog.SampleDialogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProofsTest {

    private static final DialogState DIALOG = SampleDialogs.dialog("call-1@home1.net");
    private static final Notify FIRST = notify(42, "active;expires=3600", "tag-1", "application/pidf+xml", "<presence/>");
    private static final Notify NEXT = notify(43, "active;expires=55", "tag-22", "application/pidf+xml", "<presence>more</presence>");
    private static final String OF_THE_CONTAINER = """
            NOTIFY sip:[5555::aaa:bbb:ccc:ddd]:1357;comp=sigcomp SIP/2.0
            CSeq: 42 NOTIFY
            From: <sip:user2_public1@home2.net>;tag=ours
            To: <sip:user1_public1@home1.net>;tag=theirs
            Call-ID: call-1@home1.net
            Max-Forwards: 70
            Via: SIP/2.0/UDP as:5060;branch=z9hG4bKcontainers
            Route: <sip:scscf2.home2.net;lr>
            Route: <sip:scscf1.home1.net;lr>
            Route: <sip:pcscf1.home1.net;lr>
            Event: presence
            Subscription-State: active;expires=3600
            SIP-ETag: tag-1
            Content-Type: application/pidf+xml
            Contact: <sip:p-user@as.home2.net:5060>
            Content-Length: 11

            <presence/>""".replace("\n", "\r\n");

    private final InetAddress from = InetAddress.getLoopbackAddress();
    private final Proofs proofs = new Proofs(10_000);

    private static Notify notify(long cseq, String state, String entityTag, String contentType, String body) {
        return new Notify(cseq, "presence", state, "p-user", entityTag, contentType, "", body.getBytes(UTF_8));
    }

    private void learn(DialogState dialog, Notify notify, String request) {
        proofs.learn(dialog, notify, from, Map.of(), request.getBytes(UTF_8));
    }

    private String written(DialogState dialog, Notify notify) {
        return new String(proofs.find(dialog, notify).orElseThrow().form().write(new Draft(dialog, notify, "SIP/2.0/UDP as:6060;branch=z9hG4bKours", Map.of())), UTF_8);
    }

    @Test
    void theNextNotifyIsWrittenAsTheContainerWroteTheFirst() {
        learn(DIALOG, FIRST, OF_THE_CONTAINER);

        assertEquals(OF_THE_CONTAINER.replace("42 NOTIFY", "43 NOTIFY").replace("as:5060;branch=z9hG4bKcontainers", "as:6060;branch=z9hG4bKours").replace("3600", "55")
                .replace("tag-1", "tag-22").replace("Content-Length: 11", "Content-Length: 25").replace("<presence/>", "<presence>more</presence>"), written(DIALOG, NEXT));
    }

    @Test
    void aDialogThatTheContainerHasWrittenNothingInIsNotKnown() {
        learn(DIALOG, FIRST, OF_THE_CONTAINER);

        assertTrue(proofs.find(SampleDialogs.dialog("c2@home1.net"), FIRST).isEmpty());
    }

    @Test
    void whateverDecidesWhatANotifyLooksLikeMakesItAnother() {
        learn(DIALOG, FIRST, OF_THE_CONTAINER);
        List<DialogState> changed = List.of(
                DIALOG.movedTo("sip:elsewhere@home1.net"), SampleDialogs.withTags(DIALOG, "other", "theirs"), SampleDialogs.withTags(DIALOG, "ours", "other"),
                SampleDialogs.withTags(DIALOG, "oursthe", "irs"), SampleDialogs.withRoutes(DIALOG, new RouteSet(List.of())),
                SampleDialogs.withRoutes(DIALOG, new RouteSet(List.of("<sip:scscf2.home2.net;lr>", "<sip:pcscf1.home1.net;lr>", "<sip:scscf1.home1.net;lr>"))));
        List<Notify> differing = List.of(
                notify(43, "terminated;reason=timeout", "tag-1", "application/pidf+xml", "<presence/>"), notify(43, "active;expires=1", "", "application/pidf+xml", "<presence/>"),
                notify(43, "active;expires=1", "tag-1", "application/cpim-pidf+xml", "<presence/>"), notify(43, "active;expires=1", "tag-1", "application/pidf+xml", ""));

        changed.forEach(dialog -> assertTrue(proofs.find(dialog, FIRST).isEmpty(), dialog::toString));
        differing.forEach(notify -> assertTrue(proofs.find(DIALOG, notify).isEmpty(), notify::toString));
    }

    @Test
    void aRefreshChangesNothing() {
        learn(DIALOG, FIRST, OF_THE_CONTAINER);

        assertTrue(proofs.find(DIALOG.refreshed(DIALOG.remoteTarget(), 99), NEXT).isPresent());
    }

    /** What the container might write otherwise than it is known. */
    @ParameterizedTest
    @CsvSource({
        "NOTIFY sip:[5555::aaa:bbb:ccc:ddd]:1357;comp=sigcomp, NOTIFY sip:scscf2.home2.net",
        "<sip:scscf1.home1.net;lr>, <sip:SCSCF1.home1.net;lr>",
        "Route: <sip:pcscf1.home1.net;lr>, X-Other: 1",
        "Max-Forwards: 70, User-Agent: x",
        ";tag=theirs, ;tag=Theirs",
        "Event: presence, Event: presence;id=1",
        "Content-Length: 11, Content-Length: 12",
        "<presence/>, <presence />",
        "Contact: <sip:p-user@, Contact: <sip:other@",
        "CSeq: 42, CSeq: 41"})
    void whatTheContainerWritesInAWayOfItsOwnStaysTheContainers(String as, String otherwise) {
        learn(DIALOG, FIRST, OF_THE_CONTAINER.replace(as, otherwise));

        assertTrue(proofs.find(DIALOG, NEXT).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "60", "400", "900"})
    void whatIsNoNotifyTeachesNothing(int length) {
        learn(DIALOG, FIRST, OF_THE_CONTAINER.substring(0, Math.min(length, OF_THE_CONTAINER.length())).replace("\r\n\r\n", ""));

        assertTrue(proofs.find(DIALOG, FIRST).isEmpty());
    }

    @Test
    void namesBeyondAsciiAreWrittenInUtf8() {
        DialogState named = new DialogState("call-1@home1.net", "ours", "theirs", "\"Zoë\" <sip:user2_public1@home2.net>", DIALOG.remoteParty(), DIALOG.remoteTarget(), DIALOG.routeSet(), "udp", 1, "");
        String request = OF_THE_CONTAINER.replace("From: <", "From: \"Zoë\" <");

        learn(named, FIRST, request);

        assertEquals(request.replace("as:5060;branch=z9hG4bKcontainers", "as:6060;branch=z9hG4bKours"), written(named, FIRST));
    }

    @Test
    void nearlyAllDialogsOfAFullTableAreRemembered() {
        List<DialogState> dialogs = new ArrayList<>();
        IntStream.range(0, 4_000).mapToObj(i -> SampleDialogs.dialog("c" + i)).forEach(dialogs::add);
        dialogs.forEach(dialog -> learn(dialog, FIRST, OF_THE_CONTAINER.replace("call-1@home1.net", dialog.callId())));

        long known = dialogs.stream().filter(dialog -> proofs.find(dialog, NEXT).isPresent()).count();

        assertTrue(known > 3_900, known + " of 4,000 in 8,192 places");
        assertTrue(dialogs.stream().filter(dialog -> proofs.find(dialog, NEXT).isPresent()).allMatch(dialog -> written(dialog, NEXT).contains("Call-ID: " + dialog.callId() + "\r\n")));
    }

    @Test
    void aSmallTableForgetsAndNeverMistakes() {
        Proofs small = new Proofs(1);
        for (int i = 0; i < 20_000; i++) {
            DialogState dialog = SampleDialogs.dialog("c" + i);
            assertTrue(small.find(dialog, FIRST).isEmpty());
            small.learn(dialog, FIRST, from, Map.of(), OF_THE_CONTAINER.replace("call-1@home1.net", dialog.callId()).getBytes(UTF_8));
            assertTrue(small.find(dialog, FIRST).isPresent());
        }
    }
}
