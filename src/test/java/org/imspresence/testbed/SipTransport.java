package org.imspresence.testbed;

import java.net.InetSocketAddress;

/** A bound socket that sends and receives whole messages and logs every one. */
public sealed interface SipTransport extends AutoCloseable permits UdpTransport, TcpTransport {

    /** Is called on the receiving thread, in the order of arrival. */
    interface Receiver {

        void received(SipMessage message, InetSocketAddress from);
    }

    /** Starts the receiving; called once. */
    void start(Receiver receiver);

    /** UDP, TCP or TLS, as a Via writes it. */
    String name();

    InetSocketAddress address();

    MessageLog log();

    void send(SipMessage message, InetSocketAddress to);

    @Override
    void close();
}
