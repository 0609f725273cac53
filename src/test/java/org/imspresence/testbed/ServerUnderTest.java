package org.imspresence.testbed;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** A presence server that the test bed talks to. */
public interface ServerUnderTest extends AutoCloseable {

    InetSocketAddress sip();

    @Override
    void close();

    /** Starts a server that can reach a network's hops by name. */
    interface Launcher {

        ServerUnderTest startFor(ImsNetwork network);
    }

    /**
     * Takes a server that runs already and stays running. Its JVM has to have been started with
     * {@code -Djdk.net.hosts.file=FILE -Dsun.net.inetaddr.ttl=0}, and with {@link ImsNetwork#serverSettings()}.
     *
     * @param hostPort  where it listens for SIP over UDP
     * @param hostsFile that FILE; the JVM reads it at every look-up, so the network's addresses can be written into it now
     */
    static Launcher running(String hostPort, Path hostsFile) {
        return network -> {
            network.serverJavaOptions(hostsFile);
            InetSocketAddress address = new InetSocketAddress(SipText.host(hostPort), SipText.port(hostPort));
            return new ServerUnderTest() {
                @Override
                public InetSocketAddress sip() {
                    return address;
                }

                @Override
                public void close() {
                    // not ours to stop
                }
            };
        };
    }

    /** The server that the system properties {@code presence.server} (HOST:PORT) and {@code presence.hosts} (FILE) name. */
    static Launcher fromSystemProperties() {
        String hostPort = System.getProperty("presence.server", "");
        String hostsFile = System.getProperty("presence.hosts", "");
        if (hostPort.isEmpty() || hostsFile.isEmpty()) {
            throw new IllegalStateException("no server to test: set presence.server=HOST:PORT and presence.hosts=FILE");
        }
        return running(hostPort, Path.of(hostsFile));
    }
}
