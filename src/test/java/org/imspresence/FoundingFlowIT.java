package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.imspresence.testbed.FoundingFlow;
import org.imspresence.testbed.FoundingFlow.Row;
import org.imspresence.testbed.FoundingFlow.Variant;
import org.imspresence.testbed.ImsNetwork;
import org.imspresence.testbed.ServerUnderTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The golden test: every row of tables 5.5.1-1 to 5.5.1-8 of the founding document, against the real server. */
class FoundingFlowIT {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static ImsNetwork network;
    private static ServerUnderTest server;

    @BeforeAll
    static void start() {
        network = ImsNetwork.open();
        server = ServerUnderTest.startFor(network);
        network.attach(server.sip());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        network.close();
    }

    @TestFactory
    Stream<DynamicContainer> everyRowHoldsInTwoNetworks() {
        return everyRowHolds(Variant.TWO_NETWORKS);
    }

    @TestFactory
    Stream<DynamicContainer> everyRowHoldsInOneNetwork() {
        return everyRowHolds(Variant.ONE_NETWORK);
    }

    private static Stream<DynamicContainer> everyRowHolds(Variant variant) {
        List<Row> rows = FoundingFlow.play(network, variant, PATIENCE).rows();
        Stream<DynamicContainer> tables = rows.stream().map(Row::table).distinct()
                .map(table -> dynamicContainer(table, rows.stream()
                        .filter(row -> row.table().equals(table))
                        .map(row -> dynamicTest(row.field(), () -> assertTrue(row.holds(), row::toString)))));
        DynamicTest hss = dynamicTest("HSS queries", () -> assertEquals(0, network.hss().queries()));
        return Stream.concat(tables, Stream.of(dynamicContainer("Cx", Stream.of(hss))));
    }
}
