package org.imspresence.dialog.lean;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A UDP socket of the container's, which NOTIFYs leave from and their answers come to, beside all that the container itself sends and takes there. */
final class Outlet implements Transactions.Sender {

    private final DatagramSocket socket;
    private final InetAddress address;
    private final String sentBy;
    private final ResponseReader reader;

    /** @param sentBy host, and port unless it goes without saying, as Via has them */
    Outlet(DatagramSocket socket, String sentBy) {
        this.socket = socket;
        this.address = socket.getLocalAddress();
        this.sentBy = sentBy;
        this.reader = new ResponseReader(sentBy);
    }

    boolean isAt(DatagramSocket other) {
        return socket == other;
    }

    /** That it is bound to. */
    InetAddress address() {
        return address;
    }

    /** Whether a target can be reached from here. */
    boolean reaches(InetAddress target) {
        return target.getClass() == address.getClass();
    }

    /** The value of a Via with this branch. */
    String via(String branch) {
        return "SIP/2.0/UDP " + sentBy + ";branch=" + branch;
    }

    /** Reads what comes in here. */
    ResponseReader reader() {
        return reader;
    }

    @Override
    public void send(byte[] bytes, InetSocketAddress to) throws IOException {
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
}
