package org.imspresence.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.imspresence.address.HostPort;

/**
 * How a node takes part in the cluster. All nodes of a cluster need the same {@code clusterName}, {@code segments} and
 * {@code owners}; a node that differs is refused or, with another name, stays alone.
 *
 * @param clusterName      nodes with another name ignore this one
 * @param nodeName         for people and logs; unique in the cluster
 * @param bind             the one address this node listens on for its peers. Empty: no socket is opened and the node is
 *                         alone, home of everything
 * @param join             where peers may be found, this node included or not. Two nodes that do not list each other, even
 *                         through a third, are two clusters. Empty when {@code dns} finds them
 * @param segments         1..65536: the number of parts the groups are spread over, the unit in which they move. More
 *                         segments are more even and make the scan for one group shorter, and cost some memory each
 * @param owners           1..: copies of each entry. With 2, an acknowledged entry survives the loss of any one node; two
 *                         losses within the seconds that the copies take to be made again lose some
 * @param maxPendingCalls  1..: calls of this node that may wait for a reply; more are refused at once
 * @param dns              the name whose addresses are those of the peers, instead of {@code join}
 * @param key              what the nodes prove to each other that they belong together with, and encrypt by. Empty: whoever
 *                         reaches the port of a node reads, writes and joins
 * @param kept             where entries are kept while the whole cluster is down; empty: in memory only
 */
public record ClusterSettings(
        String clusterName, String nodeName, Optional<HostPort> bind, List<HostPort> join,
        int segments, int owners, Timeouts timeouts, int maxPendingCalls, Optional<Dns> dns, Optional<NodeKey> key, Optional<Kept> kept) {

    public ClusterSettings {
        join = List.copyOf(join);
        require(!clusterName.isBlank(), "clusterName is empty");
        require(!nodeName.isBlank(), "nodeName is empty");
        require(segments >= 1 && segments <= 65536, "segments is not in 1..65536");
        require(owners >= 1, "owners is less than 1");
        require(maxPendingCalls >= 1, "maxPendingCalls is less than 1");
        require(join.isEmpty() || dns.isEmpty(), "peers are found by join or by dns, not by both");
    }

    /** A node without network. */
    public static ClusterSettings alone(String nodeName) {
        return new ClusterSettings("alone", nodeName, Optional.empty(), List.of(), 256, 2, Timeouts.DEFAULT, 10_000,
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A node that finds its peers at the given addresses. */
    public static ClusterSettings of(String clusterName, String nodeName, HostPort bind, List<HostPort> join) {
        return new ClusterSettings(clusterName, nodeName, Optional.of(bind), join, 256, 2, Timeouts.DEFAULT, 10_000,
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same node, but its peers are found by DNS. */
    public ClusterSettings withDns(Dns other) {
        return new ClusterSettings(clusterName, nodeName, bind, List.of(), segments, owners, timeouts, maxPendingCalls,
                Optional.of(other), key, kept);
    }

    public ClusterSettings withKey(NodeKey other) {
        return new ClusterSettings(clusterName, nodeName, bind, join, segments, owners, timeouts, maxPendingCalls, dns,
                Optional.of(other), kept);
    }

    public ClusterSettings withTimeouts(Timeouts other) {
        return new ClusterSettings(clusterName, nodeName, bind, join, segments, owners, other, maxPendingCalls, dns,
                key, kept);
    }

    public ClusterSettings withMaxPendingCalls(int other) {
        return new ClusterSettings(clusterName, nodeName, bind, join, segments, owners, timeouts, other, dns,
                key, kept);
    }

    public ClusterSettings withKept(Kept files) {
        return new ClusterSettings(clusterName, nodeName, bind, join, segments, owners, timeouts, maxPendingCalls, dns, key, Optional.of(files));
    }

    /**
     * Peers are at all addresses of a name, each at the port that this node has itself: the headless service of a Kubernetes
     * set. They are looked up again while the node runs, so the name may come to know them later.
     *
     * @param query   the name, fully qualified if a server is given
     * @param server  the DNS server to ask. Empty: as the system looks up names
     */
    public record Dns(String query, Optional<HostPort> server) {

        public Dns {
            require(!query.isBlank(), "dns: no name given");
        }
    }

    /**
     * That entries are to outlive an orderly stop of the whole cluster.
     *
     * @param directory this node's own, made if it is missing
     * @param patience  how long a starting node with such entries waits for the other nodes that had some
     */
    public record Kept(Path directory, Duration patience) {
    }

    /**
     * @param join      how long a starting node looks for peers. A first node waits this long; two nodes that start within
     *                  it may each found a cluster, which merge within seconds
     * @param failure   a peer that stays silent this long (hung, or cut off) is taken for dead; a peer whose process ends is
     *                  noticed at once. Longer than the longest pause of the garbage collector
     * @param verify    how long a peer taken for dead has to prove the contrary
     * @param remote    how long a read or write waits for another node. More than {@code failure + verify}, so that it
     *                  outlives the loss of that node instead of failing
     * @param transfer  how long a joining node may take to receive its share of the entries before its start fails
     * @param call      how long a call waits for the reply of a home before it is made again
     * @param home      how long a call is made again, and waits for its group to have a home. More than {@code failure + verify}
     * @param handOver  how long the next home waits for the last one to finish its writes when both are alive
     * @param splitHold how long a side of a split that is no quorum waits for the others before it acts nevertheless. Too short, and
     *                  two sides send in one dialog; too long, and after the loss of most nodes watchers are told nothing for as long
     */
    public record Timeouts(Duration join, Duration failure, Duration verify, Duration remote, Duration transfer,
                           Duration call, Duration home, Duration handOver, Duration splitHold) {

        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofMillis(1000), Duration.ofMillis(4000), Duration.ofMillis(500), Duration.ofMillis(8000),
                Duration.ofMillis(60_000), Duration.ofMillis(2000), Duration.ofMillis(10_000), Duration.ofMillis(2000),
                Duration.ofSeconds(30));

        public Timeouts {
            for (Duration each : List.of(join, failure, verify, remote, transfer, call, home, handOver, splitHold)) {
                require(each.toMillis() > 0, "a timeout is not at least one millisecond");
            }
            Duration noticed = failure.plus(verify);
            require(remote.compareTo(noticed) > 0, "the remote timeout is not longer than failure + verify");
            require(home.compareTo(noticed) > 0, "the home timeout is not longer than failure + verify");
        }

        public Timeouts withSplitHold(Duration other) {
            return new Timeouts(join, failure, verify, remote, transfer, call, home, handOver, other);
        }

        /**
         * How long a node acts without a new confirmation of the others. Shorter than the soonest notice of a silent peer, three quarters of
         * {@code failure} and {@code verify}, so that nobody has to wait for it to run out.
         */
        Duration lease() {
            return failure.multipliedBy(3).dividedBy(4).plus(verify).multipliedBy(5).dividedBy(7);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
