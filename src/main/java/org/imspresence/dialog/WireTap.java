package org.imspresence.dialog;

import java.net.InetSocketAddress;

/** Sees every SIP message of this node as it passes: as on the wire, repeats included. Called on the thread that sends or receives, which it must not hold up. */
@FunctionalInterface
public interface WireTap {

    /**
     * @param incoming  received by this node; otherwise it is about to be sent
     * @param transport {@code udp}, {@code tcp} or {@code tls}
     * @param local     our own address
     * @param bytes     the message is a part of them, which may be changed when this has returned
     */
    void message(boolean incoming, String transport, InetSocketAddress local, InetSocketAddress peer, byte[] bytes, int offset, int length);
}
