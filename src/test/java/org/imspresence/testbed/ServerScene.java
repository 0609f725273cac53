package org.imspresence.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;

/** {@link PresentityScene} with one server for all tests of the class, which starts it before all and leaves the rest to this one. */
public abstract class ServerScene extends PresentityScene {

    protected static ServerProcess server;

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    protected InetSocketAddress entry() {
        return server.sip();
    }

    /** A TCP connection to the server from that address, for what no client would send. */
    protected Socket connectedFrom(String address) throws IOException {
        return new Socket(entry().getAddress(), entry().getPort(), InetAddress.getByName(address), 0);
    }
}
