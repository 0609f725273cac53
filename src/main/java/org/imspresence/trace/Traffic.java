package org.imspresence.trace;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.imspresence.dialog.WireTap;

/** Every SIP message of this node, for those who want to see it. While nobody does, nothing is asked of the container, and a message costs nothing here. */
public final class Traffic implements WireTap, AutoCloseable {

    private final Predicate<WireTap> tap;
    private final Clock clock;
    private final boolean isShown;
    private volatile List<Consumer<WireMessage>> viewers = List.of();

    /** @param tap puts a tap into the container, or takes it away (null); false when the container has no place for one */
    public Traffic(Predicate<WireTap> tap, Clock clock) {
        this.tap = tap;
        this.clock = clock;
        this.isShown = tap.test(null);
    }

    /** Whether this container shows messages at all. */
    public boolean isShown() {
        return isShown;
    }

    /** Has somebody told of each message, on the thread that sends or receives it, which must not be held up. */
    synchronized void show(Consumer<WireMessage> viewer) {
        List<Consumer<WireMessage>> more = new ArrayList<>(viewers);
        more.add(viewer);
        viewers = List.copyOf(more);
        tap.test(this);
    }

    /** The last who goes closes the tap. */
    synchronized void hide(Consumer<WireMessage> viewer) {
        List<Consumer<WireMessage>> rest = new ArrayList<>(viewers);
        rest.remove(viewer);
        viewers = List.copyOf(rest);
        if (rest.isEmpty()) {
            tap.test(null);
        }
    }

    @Override
    public void message(boolean incoming, String transport, InetSocketAddress local, InetSocketAddress peer, byte[] bytes, int offset, int length) {
        List<Consumer<WireMessage>> now = viewers;
        if (!now.isEmpty()) {
            WireMessage message = new WireMessage(clock.instant(), incoming, transport, local, peer, Arrays.copyOfRange(bytes, offset, offset + length));
            now.forEach(viewer -> viewer.accept(message));
        }
    }

    @Override
    public synchronized void close() {
        viewers = List.of();
        tap.test(null);
    }
}
