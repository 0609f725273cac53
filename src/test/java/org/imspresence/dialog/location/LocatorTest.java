package org.imspresence.dialog.location;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

class LocatorTest {

    private final FakeNames names = new FakeNames();
    private final Queue<Runnable> lookUps = new ArrayDeque<>();
    private long nanos;
    private final Locator locator = new Locator(names, Set.of("udp", "tcp"), lookUps::add, () -> nanos, new Random(1)::nextInt);

    private static Destination to(String host) {
        return new Destination(host, Destination.NO_PORT, "", "udp");
    }

    private List<String> targets(Destination destination) {
        CompletableFuture<List<Target>> located = locator.locate(destination);
        while (!lookUps.isEmpty()) {
            lookUps.remove().run();
        }
        return located.join().stream().map(Target::toString).toList();
    }

    private void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void anAddressIsItsOwnTargetAtOnce() {
        assertEquals(List.of("10.0.0.1:5060/udp"), targets(to("10.0.0.1")));
        assertEquals(List.of("10.0.0.1:5070/tcp"), targets(new Destination("10.0.0.1", 5070, "tcp", "udp")));
        assertEquals(List.of("[2001:db8:0:0:0:0:0:1]:5060/udp"), targets(to("[2001:db8::1]")));
        assertEquals(List.of(), names.questions);
    }

    @Test
    void whereNothingNamesATransportItIsThatOfThePeer() {
        assertEquals(List.of("10.0.0.1:5060/tcp"), targets(new Destination("10.0.0.1", Destination.NO_PORT, "", "tcp")));
        names.host("a", "10.0.0.1");
        assertEquals(List.of("10.0.0.1:5060/tcp"), targets(new Destination("a", Destination.NO_PORT, "", "tcp")));
    }

    @Test
    void naptrIsTakenByOrderThenPreferenceAndOnlyForTransportsThatThereAre() {
        names.naptr("p", 1, 1, "SIPS+D2T", "_sips._tcp.p").naptr("p", 1, 2, "SIP+D2S", "_sip._sctp.p").naptr("p", 2, 2, "SIP+D2U", "_sip._udp.p").naptr("p", 2, 1, "sip+d2t", "t.p")
                .srv("_sips._tcp.p", 0, 0, "a", 1).srv("t.p", 0, 0, "a", 2).srv("_sip._udp.p", 0, 0, "a", 3).host("a", "10.0.0.1");

        assertEquals(List.of("10.0.0.1:2/tcp"), targets(to("p")));
    }

    @Test
    void withoutNaptrTheTransportOfThePeerComesFirst() {
        names.srv("_sip._udp.p", 0, 0, "a", 1).srv("_sip._tcp.p", 0, 0, "a", 2).host("a", "10.0.0.1");

        assertEquals(List.of("10.0.0.1:1/udp"), targets(to("p")));
        assertEquals(List.of("10.0.0.1:2/tcp"), targets(new Destination("p", Destination.NO_PORT, "", "tcp")));
    }

    @Test
    void withATransportThereIsNoNaptrAndWithAPortNoSrv() {
        names.srv("_sip._tcp.p", 0, 0, "a", 2).host("a", "10.0.0.1").host("p", "10.0.0.9");

        assertEquals(List.of("10.0.0.1:2/tcp"), targets(new Destination("p", Destination.NO_PORT, "tcp", "udp")));
        assertEquals(List.of("10.0.0.9:5062/udp"), targets(new Destination("p", 5062, "", "udp")));
        assertEquals(List.of("SRV _sip._tcp.p", "A a", "A p"), names.questions);
    }

    @Test
    void allAddressesOfAServerComeBeforeTheNextServer() {
        names.srv("_sip._udp.p", 1, 0, "a", 1).srv("_sip._udp.p", 2, 0, "b", 2).host("a", "10.0.0.1", "10.0.0.2").host("b", "10.0.0.3");

        assertEquals(List.of("10.0.0.1:1/udp", "10.0.0.2:1/udp", "10.0.0.3:2/udp"), targets(to("p")));
    }

    @Test
    void aTargetThatIsADotSaysThatThereIsNoService() {
        names.srv("_sip._udp.p", 0, 0, ".", 0).host("p", "10.0.0.1");

        assertEquals(List.of(), targets(to("p")));
    }

    @Test
    void eachComesFirstAsOftenAsItsWeightSays() {
        names.srv("_sip._udp.p", 1, 60, "a", 1).srv("_sip._udp.p", 1, 30, "a", 2).srv("_sip._udp.p", 1, 10, "a", 3).srv("_sip._udp.p", 1, 0, "a", 4).host("a", "10.0.0.1");
        Map<Integer, Integer> first = new HashMap<>();

        targets(to("p"));
        for (int i = 0; i < 10_000; i++) {
            List<Target> targets = locator.locate(to("p")).join();
            assertEquals(4, Set.copyOf(targets).size());
            first.merge(targets.get(0).port(), 1, Integer::sum);
        }

        assertEquals(6_000, first.get(1), 300);
        assertEquals(3_000, first.get(2), 300);
        assertEquals(1_000, first.get(3), 200);
        assertEquals(100, first.get(4), 60);
    }

    @Test
    void whatWasFoundHoldsAsLongAsItsRecordsSayAndIsLookedUpOnceForAll() {
        names.host("p", "10.0.0.1");
        locator.locate(to("p"));
        locator.locate(to("p"));
        assertEquals(1, lookUps.size());
        targets(to("p"));
        names.host("p", "10.0.0.2");
        pass(FakeNames.TTL_SECONDS - 1);
        assertEquals(List.of("10.0.0.1:5060/udp"), targets(to("p")));
        pass(1);
        assertEquals(List.of("10.0.0.2:5060/udp"), targets(to("p")));
    }

    @Test
    void whoAsksForANameThatIsKnownNeedsNoThread() {
        names.host("p", "10.0.0.1");
        targets(to("p"));
        names.silent(true);

        assertFalse(locator.locate(to("other")).isDone());
        assertEquals(1, locator.locate(to("p")).join().size());
    }

    @Test
    void whereNobodyAnswersTheLastAnswerHoldsForTenMinutes() {
        names.host("p", "10.0.0.1");
        targets(to("p"));
        names.silent(true);
        pass(600 - 1);
        assertEquals(List.of("10.0.0.1:5060/udp"), targets(to("p")));
        pass(5);

        CompletionException unknown = assertThrows(CompletionException.class, () -> targets(to("p")));
        assertEquals("silence about p", unknown.getCause().getMessage());
    }

    @Test
    void aFailureIsNotRepeatedForFiveSeconds() {
        names.silent(true);
        assertThrows(CompletionException.class, () -> targets(to("p")));
        names.silent(false);
        names.host("p", "10.0.0.1");
        pass(4);
        assertThrows(CompletionException.class, () -> targets(to("p")));
        pass(1);
        assertEquals(List.of("10.0.0.1:5060/udp"), targets(to("p")));
    }

    @Test
    void aTransportThatIsNotThereIsRefused() {
        assertThrows(CompletionException.class, () -> targets(new Destination("10.0.0.1", Destination.NO_PORT, "sctp", "udp")));
    }
}
