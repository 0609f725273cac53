package org.imspresence.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.imspresence.address.HostPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator should know about a node that has just joined, or founded, a cluster. */
final class Warnings {

    private static final Logger LOG = LoggerFactory.getLogger(Warnings.class);

    private Warnings() {
    }

    static void log(ClusterSettings settings, int members) {
        ofANode(settings, members).forEach(warning -> LOG.warn("{}: {}", settings.nodeName(), warning));
    }

    static List<String> ofANode(ClusterSettings settings, int members) {
        List<String> warnings = new ArrayList<>();
        settings.bind().ifPresent(bind -> {
            if (settings.key().isEmpty() && !isLoopback(bind)) {
                warnings.add("the traffic between nodes on " + bind + " is neither encrypted nor authenticated: whoever reaches "
                        + "that address can read, change and join; cluster.keystore secures it");
            }
            if (members == 1 && looksForOthers(settings, bind)) {
                warnings.add("no member answered at " + looksAt(settings, bind) + "; this node founded a cluster of its own, "
                        + "and joins as soon as one answers. If others run there, compare cluster.name and cluster.keystore");
            }
        });
        settings.key().flatMap(NodeKey::complaint).ifPresent(warnings::add);
        return warnings;
    }

    private static boolean looksForOthers(ClusterSettings settings, HostPort bind) {
        return settings.dns().isPresent() || settings.join().stream().anyMatch(peer -> !peer.equals(bind));
    }

    private static String looksAt(ClusterSettings settings, HostPort bind) {
        return settings.dns().map(dns -> "the addresses of " + dns.query() + ", port " + bind.port())
                .orElseGet(() -> settings.join().stream().filter(peer -> !peer.equals(bind)).map(HostPort::toString)
                        .collect(Collectors.joining(", ")));
    }

    private static boolean isLoopback(HostPort bind) {
        try {
            return InetAddress.getByName(bind.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
