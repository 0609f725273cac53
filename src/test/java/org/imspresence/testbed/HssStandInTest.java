package org.imspresence.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HssStandInTest {

    @Test
    void itCountsConnectionsAndDiameterMessages() throws IOException {
        try (HssStandIn hss = new HssStandIn(new InetSocketAddress("127.0.0.1", 0))) {
            assertEquals(0, hss.queries());

            try (Socket client = new Socket(hss.address().getAddress(), hss.address().getPort())) {
                client.getOutputStream().write(ByteBuffer.allocate(24).putInt(1 << 24 | 24).array());
                client.getOutputStream().write(ByteBuffer.allocate(20).putInt(1 << 24 | 20).array());
                client.shutdownOutput();
                assertEquals(-1, client.getInputStream().read()); // it closes when it has read all
            }

            assertEquals(1, hss.connections());
            assertEquals(2, hss.messages());
            assertEquals(44, hss.bytes());
        }
    }
}
