package org.imspresence.cluster;

import static org.imspresence.cluster.Nodes.complete;
import static org.imspresence.cluster.Nodes.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.imspresence.address.HostPort;
import org.imspresence.cluster.Nodes.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes that know a name only, each at an address of its own and all at one port, as pods are. */
@Timeout(60)
class ClusterByDnsTest {

    private static final String NAME = "presence-nodes.ims.svc.cluster.local";

    @Test
    void nodesFindEachOtherByTheAddressesOfAName() {
        try (Nodes nodes = new Nodes(1); DnsServer dns = new DnsServer()) {
            dns.add("127.0.0.1");
            dns.add("127.0.0.2");
            Node a = nodes.start(settings(nodes, dns, "127.0.0.1")).serve();
            Node b = nodes.start(settings(nodes, dns, "127.0.0.2")).serve();
            assertEquals(2, b.cluster.members().size(), "joined, and founded no cluster of its own");
            until("one home each", () -> complete(a, b));
        }
    }

    @Test
    void aNodeThatTheNameComesToKnowLaterIsFoundThen() {
        try (Nodes nodes = new Nodes(1); DnsServer dns = new DnsServer()) {
            Node a = nodes.start(settings(nodes, dns, "127.0.0.1")).serve();
            Node b = nodes.start(settings(nodes, dns, "127.0.0.2")).serve();
            assertEquals(1, b.cluster.members().size());
            dns.add("127.0.0.1");
            dns.add("127.0.0.2");
            int before = dns.answered();
            until("one home each", () -> complete(a, b));
            assertTrue(dns.answered() > before);
        }
    }

    private static ClusterSettings settings(Nodes nodes, DnsServer dns, String host) {
        HostPort bind = new HostPort(host, nodes.settings(0).bind().orElseThrow().port());
        return ClusterSettings.of(nodes.settings(0).clusterName(), "at-" + host, bind, List.of()).withTimeouts(Nodes.QUICK)
                .withDns(new ClusterSettings.Dns(NAME, Optional.of(dns.address())));
    }
}
