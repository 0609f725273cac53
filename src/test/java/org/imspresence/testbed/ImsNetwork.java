package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The founding document's network around the server: UE, P-CSCF, two S-CSCFs and an HSS that nobody should ask, each under the
 * name the tables print. A server reaches the hops by these bare names, so each has port 5060 of a loopback address of its
 * own, and the server's JVM needs {@link #hosts()} as its hosts file ({@code -Djdk.net.hosts.file=FILE}).
 */
public final class ImsNetwork implements AutoCloseable {

    public static final String AS = "presence.home2.net";
    public static final String SCSCF2 = "scscf2.home2.net";
    public static final String SCSCF1 = "scscf1.home1.net";
    public static final String PCSCF1 = "pcscf1.home1.net";
    public static final String UE_CONTACT = "sip:[5555::aaa:bbb:ccc:ddd]";
    public static final String WATCHER = "sip:user1_public1@home1.net";
    private static final List<String> HSS = List.of("hss.home1.net", "hss.home2.net");
    private static final int SIP_PORT = 5060;
    private static final int BLOCKS = 200;

    private final Names names = new Names();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<String, String> hosts = new LinkedHashMap<>();
    private final SipEndpoint ue;
    private final ProxyHop pcscf;
    private final ProxyHop scscf1;
    private final ProxyHop scscf2;
    private final HssStandIn hss;

    /** Binds everything in one block of addresses, or nothing. */
    private ImsNetwork(String block) {
        try {
            ue = opened(SipEndpoint.udp());
            names.put(SipUri.parse(UE_CONTACT).host(), ue.address());
            pcscf = opened(ProxyHop.named(PCSCF1, sip(PCSCF1, block + 2), names, new PcscfRole(ue.address(), WATCHER)));
            scscf1 = opened(ProxyHop.named(SCSCF1, sip(SCSCF1, block + 3), names));
            scscf2 = opened(ProxyHop.named(SCSCF2, sip(SCSCF2, block + 4), names));
            hss = opened(new HssStandIn(new InetSocketAddress(block + 5, HssStandIn.DIAMETER_PORT)));
            HSS.forEach(name -> hosts.put(name, block + 5));
        } catch (UncheckedIOException e) {
            close();
            throw e;
        }
    }

    /**
     * Opens the network on the first free block 127.x.y.2 to .5, where x depends on the process, so that runs side by side do
     * not meet.
     *
     * @throws IllegalStateException when port 5060 is taken on all of them, for example by a server bound to 0.0.0.0
     */
    public static ImsNetwork open() {
        int x = 1 + (int) (ProcessHandle.current().pid() % 250);
        UncheckedIOException last = null;
        for (int y = 1; y <= BLOCKS; y++) {
            try {
                return new ImsNetwork("127." + x + "." + y + ".");
            } catch (UncheckedIOException e) {
                last = e;
            }
        }
        throw new IllegalStateException("no free loopback block with port " + SIP_PORT, last);
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.add(0, part);
        return part;
    }

    private InetSocketAddress sip(String name, String address) {
        hosts.put(name, address);
        return new InetSocketAddress(address, SIP_PORT);
    }

    /** Tells the hops where the server under test is. */
    public void attach(InetSocketAddress server) {
        names.put(AS, server);
    }

    /** The server's address, as attached. */
    public InetSocketAddress as() {
        return names.resolve(SipUri.parse("sip:" + AS));
    }

    /**
     * A hosts file for the server's JVM: the hops, the HSS, and what a JVM also needs, since the file replaces the system's
     * resolver. The name of the server itself is given as 127.0.0.1.
     */
    public String hosts() {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n127.0.0.1 ").append(AS).append('\n');
        try {
            String machine = InetAddress.getLocalHost().getHostName();
            text.append("127.0.0.1 ").append(machine).append('\n');
        } catch (UnknownHostException e) {
            text.append("# this machine does not know its own name\n");
        }
        hosts.forEach((name, address) -> text.append(address).append(' ').append(name).append('\n'));
        return text.toString();
    }

    /** Writes {@link #hosts()} and gives the options that make a JVM use it. */
    public List<String> serverJavaOptions(Path hostsFile) {
        try {
            Files.writeString(hostsFile, hosts());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of("-Djdk.net.hosts.file=" + hostsFile.toAbsolutePath());
    }

    /** The settings of the server under test that make it write what the tables print. */
    public static Map<String, String> serverSettings() {
        return Map.of("sip.via-host", AS);
    }

    public Names names() {
        return names;
    }

    public SipEndpoint ue() {
        return ue;
    }

    public ProxyHop pcscf() {
        return pcscf;
    }

    public ProxyHop scscf1() {
        return scscf1;
    }

    public ProxyHop scscf2() {
        return scscf2;
    }

    public HssStandIn hss() {
        return hss;
    }

    @Override
    public void close() {
        for (AutoCloseable part : opened) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close " + part, e);
            }
        }
    }
}
