package org.imspresence.dialog.restcomm;

import java.net.InetAddress;

/**
 * An address that this node takes SIP at, and where in-dialog requests are to go that somebody sends who has reached it.
 *
 * @param address     that it is bound to
 * @param host        the same as it is written in messages, an address or a name
 * @param isTls       true for TLS, false for UDP and TCP
 * @param contactHost host of our Contact
 * @param contactPort port of our Contact
 */
public record OwnAddress(InetAddress address, String host, int port, boolean isTls, String contactHost, int contactPort) {}
