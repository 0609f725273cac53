package org.imspresence.trace;

import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * A SIP message as it has passed.
 *
 * @param incoming  received by this node; otherwise sent
 * @param transport {@code udp}, {@code tcp} or {@code tls}
 * @param local     our own address
 * @param bytes     as on the wire; nobody changes them
 */
record WireMessage(Instant at, boolean incoming, String transport, InetSocketAddress local, InetSocketAddress peer, byte[] bytes) {}
