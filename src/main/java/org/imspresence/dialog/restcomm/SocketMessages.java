package org.imspresence.dialog.restcomm;

import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.function.BiConsumer;

import org.imspresence.dialog.WireTap;

/** What the stack's sockets show, in the words of a {@link WireTap}. */
final class SocketMessages {

    private static final String IN = "in ";

    private SocketMessages() {}

    /** What is told {@code in udp} or {@code out tls} and our own address, and a packet with the peer's. */
    static BiConsumer<Map.Entry<String, SocketAddress>, DatagramPacket> of(WireTap tap) {
        return (way, packet) -> tap.message(way.getKey().startsWith(IN), way.getKey().substring(way.getKey().indexOf(' ') + 1), (InetSocketAddress) way.getValue(), (InetSocketAddress) packet.getSocketAddress(),
                packet.getData(), packet.getOffset(), packet.getLength());
    }
}
