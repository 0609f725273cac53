package org.imspresence.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.imspresence.address.HostPort;

/** What the kernel says that this process listens on. */
final class Listening {

    static final Comparator<HostPort> ORDER = Comparator.comparing(HostPort::toString);
    private static final String LISTEN = "0A";

    private Listening() {
    }

    static Set<HostPort> here() {
        Set<String> sockets = new HashSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            descriptors.forEach(descriptor -> socket(descriptor, sockets));
            Set<HostPort> found = new TreeSet<>(ORDER);
            for (String table : new String[] {"tcp", "tcp6"}) {
                for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
                    String[] columns = line.strip().split("\\s+");
                    if (columns[3].equals(LISTEN) && sockets.contains("socket:[" + columns[9] + "]")) {
                        found.add(address(columns[1]));
                    }
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void socket(Path descriptor, Set<String> sockets) {
        try {
            sockets.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException closedMeanwhile) {
            // not one that listens
        }
    }

    /** The kernel prints an address as words of four bytes, in the order of this machine: little endian on all it runs on. */
    private static HostPort address(String text) throws IOException {
        String[] hostAndPort = text.split(":");
        byte[] host = new byte[hostAndPort[0].length() / 2];
        for (int i = 0; i < host.length; i++) {
            int at = (i / 4) * 4 + 3 - i % 4;
            host[i] = (byte) Integer.parseInt(hostAndPort[0].substring(2 * at, 2 * at + 2), 16);
        }
        return new HostPort(InetAddress.getByAddress(host).getHostAddress(), Integer.parseInt(hostAndPort[1], 16));
    }
}
