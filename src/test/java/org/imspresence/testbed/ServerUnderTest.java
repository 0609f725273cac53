package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A presence server that can reach the hops of an {@link ImsNetwork} by name.
 *
 * @param sip where it listens for SIP over UDP
 */
public record ServerUnderTest(InetSocketAddress sip, Runnable stop) implements AutoCloseable {

    /** Provides the server for a network whose addresses are known, and which it does not use yet. */
    public interface Launcher {

        ServerUnderTest startFor(ImsNetwork network);
    }

    /** Starts a node of its own. */
    public static ServerUnderTest startFor(ImsNetwork network) {
        Path hosts = temporaryFile();
        ServerProcess.Options options = ServerProcess.options()
                .javaOptions(network.serverJavaOptions(hosts));
        ImsNetwork.serverSettings().forEach(options::set);
        ServerProcess node = ServerProcess.start(options);
        return new ServerUnderTest(node.sip(), () -> {
            node.close();
            delete(hosts);
        });
    }

    /**
     * Takes a server that runs already, and leaves it running. It has to have {@link ImsNetwork#serverSettings()}, and its JVM
     * {@code -Djdk.net.hosts.file=FILE -Dsun.net.inetaddr.ttl=0}.
     *
     * @param hostPort  a numeric address and a port
     * @param hostsFile that FILE; a JVM reads it at every look-up, so that the network's addresses can be written into it now
     */
    public static Launcher running(String hostPort, Path hostsFile) {
        InetSocketAddress address = new InetSocketAddress(SipText.host(hostPort), SipText.port(hostPort));
        return network -> {
            network.serverJavaOptions(hostsFile);
            return new ServerUnderTest(address, () -> { });
        };
    }

    private static Path temporaryFile() {
        try {
            return Files.createTempFile("ims-network-", ".hosts");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop.run();
    }
}
