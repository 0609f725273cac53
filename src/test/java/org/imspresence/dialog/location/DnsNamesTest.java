package org.imspresence.dialog.location;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

/** What is known of names when the name server says nothing at all. */
class DnsNamesTest {

    /** In every hosts file. */
    private static final String LOCALHOST = "localhost";

    @Test
    void aHostThatOnlyTheSystemKnowsIsFoundWhenNoNameServerAnswers() throws IOException {
        try (DatagramSocket silent = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            NameRecords names = new DnsNames(Optional.of((InetSocketAddress) silent.getLocalSocketAddress()), Duration.ofSeconds(1));

            List<InetAddress> addresses = names.addresses(LOCALHOST).records();

            assertTrue(!addresses.isEmpty() && addresses.stream().allMatch(InetAddress::isLoopbackAddress), addresses::toString);
            NameServerException unknown = assertThrows(NameServerException.class, () -> names.addresses("nobody.invalid"));
            assertEquals("no name server answers about nobody.invalid", unknown.getMessage(), "that is what has to be mended");
        }
    }
}
