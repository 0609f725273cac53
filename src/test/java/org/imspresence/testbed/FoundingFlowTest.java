package org.imspresence.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imspresence.testbed.FoundingFlow.Result;
import org.imspresence.testbed.FoundingFlow.Row;
import org.imspresence.testbed.FoundingFlow.Variant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The judge judged: a stand-in for the server that does everything right holds every row, each fault fails its row. */
class FoundingFlowTest {

    private final ImsNetwork network = ImsNetwork.open();
    private final FakeAs as = new FakeAs(network.names(), ImsNetwork.AS);

    FoundingFlowTest() {
        network.attach(as.endpoint().address());
    }

    @AfterEach
    void close() {
        as.close();
        network.close();
    }

    @ParameterizedTest
    @EnumSource
    void aCorrectServerHoldsEveryRow(Variant variant) {
        Result result = play(variant);

        assertEquals(List.of(), failed(result));
    }

    @Test
    void theTablesAreCoveredRowByRow() {
        Result result = play(Variant.TWO_NETWORKS);

        assertEquals(List.of("before", "5.5.1-1", "5.5.1-2", "5.5.1-3", "5.5.1-4", "5.5.1-5", "5.5.1-6", "5.5.1-7", "5.5.1-8"),
                result.rows().stream().map(Row::table).distinct().toList());
        assertEquals("sip:scscf1.home1.net;lr, sip:pcscf1.home1.net;lr", actual(result, "5.5.1-2", "Route"));
        assertEquals("UDP scscf1.home1.net, UDP scscf2.home2.net, UDP presence.home2.net", actual(result, "5.5.1-3", "Via"));
        assertEquals("UDP pcscf1.home1.net", actual(result, "5.5.1-4", "Via"));
        assertEquals("67", actual(result, "5.5.1-4", "Max-Forwards"));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("5.5.1-1 Max-Forwards", notify -> notify.with("Max-Forwards", "69")),
                fault("5.5.1-1 Route", notify -> notify.with("Route", String.join(",", notify.values("Route").get(0),
                        notify.values("Route").get(2)))),
                fault("5.5.1-1 CSeq", notify -> notify.with("CSeq", notify.cseq() + 1 + " NOTIFY")),
                fault("5.5.1-1 From", notify -> notify.with("From", "<sip:someone@example.com>;tag=" + FakeAs.TAG)),
                fault("5.5.1-1 Via", notify -> notify.with("Via", notify.required("Via").replace("presence", "other"))),
                fault("5.5.1-1 Subscription-State", notify -> notify.with("Subscription-State", "active;expires=4000")),
                fault("5.5.1-1 Event", notify -> notify.with("Event", "presence.winfo")),
                fault("5.5.1-1 Content-Type", notify -> notify.with("Content-Type", "application/pidf+xml")),
                fault("5.5.1-1 Content-Length", notify -> notify.with("Content-Length", "1")),
                fault("5.5.1-1 body", notify -> notify.withBody(FoundingFlow.CPIM_PIDF, "<presence/>".getBytes())),
                fault("5.5.1-1 Request-URI", notify -> notify.withRequestUri("sip:[5555::aaa:bbb:ccc:ddd];comp=sigcomp")));
    }

    private static Arguments fault(String row, UnaryOperator<SipMessage> change) {
        return Arguments.of(row, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultFailsItsRow(String row, UnaryOperator<SipMessage> change) {
        as.fault(change);

        Result result = play(Variant.TWO_NETWORKS);

        assertTrue(failed(result).contains(row), () -> row + " is not among " + failed(result));
    }

    @Test
    void aNotifyThatBypassesTheNetworkIsNotSeen() {
        as.fault(notify -> notify.without("Route"));

        Result result = FoundingFlow.play(network, Variant.TWO_NETWORKS, Duration.ofMillis(300));

        assertTrue(failed(result).contains("5.5.1-1 message"), () -> "" + failed(result));
    }

    @Test
    void theDemoDrawsWhatItSawAndCountsTheHss() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        boolean holds = new Demo(new PrintStream(out, true, StandardCharsets.UTF_8), true, false).run(other -> {
            FakeAs server = new FakeAs(other.names(), ImsNetwork.AS);
            return new ServerUnderTest(server.endpoint().address(), server::close);
        });

        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(holds, text);
        assertTrue(text.contains("│── (1) NOTIFY 43"), text);
        assertTrue(text.endsWith("HSS queries: 0\n"), text);
        assertFalse(text.lines().anyMatch(line -> line.length() > 100), text);
    }

    private Result play(Variant variant) {
        return FoundingFlow.play(network, variant, Duration.ofSeconds(5));
    }

    private static String actual(Result result, String table, String field) {
        return result.rows().stream().filter(row -> row.table().equals(table) && row.field().equals(field))
                .findFirst().orElseThrow().actual();
    }

    private static List<String> failed(Result result) {
        return result.rows().stream().filter(row -> !row.holds()).map(row -> row.table() + " " + row.field()).toList();
    }
}
