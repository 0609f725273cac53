package org.imspresence.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.imspresence.address.HostPort;
import org.junit.jupiter.api.Test;

class WarningsTest {

    private static final HostPort LOOPBACK = new HostPort("127.0.0.1", 7800);
    private static final HostPort PEER = new HostPort("127.0.0.1", 7801);

    @Test
    void clearTextIsWarnedOfWhereOthersCanReachIt() {
        List<String> warnings = Warnings.ofANode(settings(new HostPort("192.0.2.1", 7800), List.of()), 2);
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).startsWith("the traffic between nodes on 192.0.2.1:7800 is neither encrypted nor authenticated"));
        assertEquals(List.of(), Warnings.ofANode(settings(LOOPBACK, List.of()), 2));
        assertEquals(List.of(), Warnings.ofANode(ClusterSettings.alone("n"), 1));
    }

    @Test
    void aNodeThatLookedForOthersAndFoundNobodySaysWhere() {
        List<String> warnings = Warnings.ofANode(settings(LOOPBACK, List.of(LOOPBACK, PEER)), 1);
        assertEquals(1, warnings.size());
        assertTrue(warnings.get(0).startsWith("no member answered at 127.0.0.1:7801;"), warnings.get(0));
        assertEquals(List.of(), Warnings.ofANode(settings(LOOPBACK, List.of(LOOPBACK, PEER)), 2));
        assertEquals(List.of(), Warnings.ofANode(settings(LOOPBACK, List.of(LOOPBACK)), 1), "it looked for nobody");

        ClusterSettings dns = settings(LOOPBACK, List.of()).withDns(new ClusterSettings.Dns("nodes.example", Optional.empty()));
        assertTrue(Warnings.ofANode(dns, 1).get(0).startsWith("no member answered at the addresses of nodes.example, port 7800;"));
    }

    @Test
    void aPeerThatIsRefusedAgainAndAgainIsToldOfOnceAMinute() throws IOException {
        List<String> log = new ArrayList<>();
        AtomicLong clock = new AtomicLong();
        Refusals refusals = new Refusals("n", log::add, clock::get);
        for (int second = 0; second < 121; second++) {
            clock.set(Duration.ofSeconds(second).toNanos());
            refusals.refused(InetAddress.getByName("192.0.2.7"), new IOException("why"));
        }
        assertEquals(3, log.size());
        assertEquals("n: refused a connection from 192.0.2.7, which does not show a key that cluster.keystore trusts (why)", log.get(0));
        assertEquals(log.get(0) + "; and 59 before it", log.get(2));
    }

    private static ClusterSettings settings(HostPort bind, List<HostPort> join) {
        return ClusterSettings.of("cluster", "n", bind, join);
    }
}
