package org.imspresence.testbed.fleet;

import java.net.InetSocketAddress;

/** A node as the S-CSCF sees it that has it among its targets: it asks with OPTIONS whether the node may be sent to. */
public final class Target {

    /** A node that has not answered OPTIONS for so long is not chosen, milliseconds. */
    private static final long SILENCE = 1_500;

    private final String name;
    private final InetSocketAddress address;
    private boolean willing = true;
    private long answeredAt = EventLoop.now();

    Target(String name, InetSocketAddress address) {
        this.name = name;
        this.address = address;
    }

    public String name() {
        return name;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Whether to choose it for a request. */
    boolean isAvailable() {
        return willing && EventLoop.now() - answeredAt < SILENCE;
    }

    /** A response to OPTIONS, or a 503 to anything (RFC 3261 s21.5.4). */
    void answered(int status) {
        willing = status == 200;
        answeredAt = EventLoop.now();
    }

    @Override
    public String toString() {
        return name;
    }
}
