package org.imspresence.testbed;

import java.net.InetSocketAddress;
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
}
