package org.imspresence.cluster;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.infinispan.remoting.transport.Address;
import org.jgroups.Event;
import org.jgroups.stack.IpAddress;
import org.jgroups.stack.Protocol;
import org.jgroups.util.ExtendedUUID;

/**
 * A protocol directly above the transport that finds out which members' processes have ended, whatever the members that detect failures do about it.
 *
 * <p>Two signs together say so. Every member has a connection to every other, and the kernel closes those of a process that ends without a word (kill -9, a crash); a node that is only cut off, or
 * suspended, closes nothing. The transport tells of such a closure by a SUSPECT event, which passes on to those protocols that verify it. And nobody listens any more at the address of the member: the kernel there refuses a
 * connection. Either sign alone may mislead: members close each other's connections after a split, and a firewall may refuse what it does not let pass.
 *
 * <p>A machine that loses its power, or a pod whose address goes with its process, gives no second sign: its end is not told from a cut.
 */
public final class EndedProcesses extends Protocol {

    private static final int CONNECT_MILLIS = 500;
    /** A process that ends closes one socket after the other. */
    private static final int TRIES = 5;
    private static final int PAUSE_MILLIS = 100;

    private volatile Consumer<NodeId> seen = node -> { };

    /** @param each is told of each process that has ended, perhaps more than once, on a thread of the transport */
    void onEnd(Consumer<NodeId> each) {
        seen = each;
    }

    @Override
    public Object up(Event event) {
        if (event.getType() != Event.SUSPECT) {
            return up_prot.up(event);
        }
        Collection<org.jgroups.Address> closed = event.getArg();
        for (org.jgroups.Address member : closed) {
            Object where = down_prot.down(new Event(Event.GET_PHYSICAL_ADDRESS, member));
            if (where instanceof IpAddress address && member instanceof ExtendedUUID id) {
                InetSocketAddress socket = new InetSocketAddress(address.getIpAddress(), address.getPort());
                getTransport().getTimer().execute(() -> examine(Address.fromExtendedUUID(id), socket, TRIES));
            }
        }
        return up_prot.up(event);
    }

    private void examine(Address member, InetSocketAddress where, int tries) {
        if (refused(where)) {
            seen.accept(new NodeId(member.getNodeUUID()));
        } else if (tries > 1) {
            getTransport().getTimer().schedule(() -> examine(member, where, tries - 1), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private static boolean refused(InetSocketAddress where) {
        try (Socket socket = new Socket()) {
            socket.connect(where, CONNECT_MILLIS);
            return false;
        } catch (ConnectException refused) {
            return true;
        } catch (IOException unreachable) {
            return false;
        }
    }
}
