package org.imspresence.testbed.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.imspresence.testbed.fleet.ClusterScene.Place;

/**
 * Network namespaces of this machine: a hub, where the network around the cluster is, and one for each node, which two cables join to the hub's two bridges: one for SIP and HTTP, one for the traffic
 * among the nodes. The second can be cut. Making them needs root's rights over the network.
 *
 * <pre>
 *   hub      10.213.0.1 on bridge "sip"      bridge "nodes"
 *                 |     |     |               |    |    |
 *   node i   10.213.0.(11+i) on "sip"        10.213.1.(11+i) on "nodes"
 * </pre>
 */
public final class Namespaces implements AutoCloseable {

    /** Where the network around the cluster is. */
    public static final String HUB_ADDRESS = "10.213.0.1";

    private static final String SIP_NET = "10.213.0.";
    private static final String NODE_NET = "10.213.1.";
    private static final int FIRST_NODE = 11;
    private static final int SIP_PORT = 5060;
    private static final int HTTP_PORT = 8080;
    private static final int CLUSTER_PORT = 7800;

    /** The machine does not let this process make network namespaces. */
    public static final class NotAllowed extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        NotAllowed(String why) {
            super("this test needs network namespaces (ip netns, as root or with CAP_NET_ADMIN and CAP_SYS_ADMIN), which this machine does not allow: " + why);
        }
    }

    private final String run;
    private final int nodes;

    private Namespaces(String run, int nodes) {
        this.run = run;
        this.nodes = nodes;
    }

    /**
     * @param run a name that no one else on this machine uses, of at most eight letters and digits
     * @throws NotAllowed when the machine refuses
     */
    public static Namespaces make(String run, int nodes) {
        Namespaces made = new Namespaces(run, nodes);
        try {
            made.makeAll();
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /** The namespaces that another process has made. */
    public static Namespaces existing(String run, int nodes) {
        return new Namespaces(run, nodes);
    }

    /** The command that runs another one, which is to follow, at the hub. */
    public List<String> atHub() {
        return within(hub());
    }

    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            String sip = SIP_NET + (FIRST_NODE + node);
            String cluster = NODE_NET + (FIRST_NODE + node);
            places.add(new Place("cut-" + (char) ('a' + node) + "-" + run, new InetSocketAddress(sip, SIP_PORT), new InetSocketAddress(sip, HTTP_PORT),
                    new InetSocketAddress(cluster, CLUSTER_PORT), within(node(node))));
        }
        return places;
    }

    /** Cuts the node's cable to the other nodes. */
    public void cut(int node) {
        ip("-n", hub(), "link", "set", "nodes" + node, "down");
    }

    /** Joins what was cut. */
    public void heal(int node) {
        ip("-n", hub(), "link", "set", "nodes" + node, "up");
    }

    private void makeAll() {
        make(hub());
        for (String bridge : List.of("sip", "nodes")) {
            ip("-n", hub(), "link", "add", bridge, "type", "bridge", "forward_delay", "0");
            ip("-n", hub(), "link", "set", bridge, "up");
        }
        ip("-n", hub(), "address", "add", HUB_ADDRESS + "/24", "dev", "sip");
        for (int node = 0; node < nodes; node++) {
            make(node(node));
            cable(node, "sip", SIP_NET);
            cable(node, "nodes", NODE_NET);
        }
    }

    private void make(String namespace) {
        try {
            ip("netns", "add", namespace);
            ip("-n", namespace, "link", "set", "lo", "up");
        } catch (IllegalStateException e) {
            throw new NotAllowed(e.getMessage());
        }
    }

    private void cable(int node, String bridge, String net) {
        ip("-n", hub(), "link", "add", bridge + node, "type", "veth", "peer", "name", bridge, "netns", node(node));
        ip("-n", hub(), "link", "set", bridge + node, "master", bridge);
        ip("-n", hub(), "link", "set", bridge + node, "up");
        ip("-n", node(node), "address", "add", net + (FIRST_NODE + node) + "/24", "dev", bridge);
        ip("-n", node(node), "link", "set", bridge, "up");
    }

    private String hub() {
        return "ims-" + run + "-hub";
    }

    private String node(int node) {
        return "ims-" + run + "-" + node;
    }

    private static List<String> within(String namespace) {
        return List.of("ip", "netns", "exec", namespace);
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException("'" + String.join(" ", command) + "' failed with status " + status + ": " + output.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command + ": the package iproute2 is needed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Takes all of them away, with bridges and cables. */
    @Override
    public void close() {
        for (int node = 0; node < nodes; node++) {
            remove(node(node));
        }
        remove(hub());
    }

    private static void remove(String namespace) {
        if (!Files.exists(Path.of("/run/netns", namespace))) {
            return;
        }
        try {
            ip("netns", "delete", namespace);
        } catch (IllegalStateException | UncheckedIOException e) {
            System.err.println("network namespace " + namespace + " is not removed: " + e.getMessage());
        }
    }
}
