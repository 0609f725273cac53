package org.imspresence.dialog.restcomm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import gov.nist.core.HostPort;
import gov.nist.javax.sip.ListeningPointImpl;
import gov.nist.javax.sip.SipProviderImpl;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import javax.sip.ListeningPoint;
import javax.sip.SipException;
import org.imspresence.dialog.location.Target;

/**
 * RFC 3261 s18.1.1: which of our addresses a request leaves by, and what its Via says of that. The container knows one address for each transport and writes that into Via, whatever the target can be reached from; here the
 * choice is made anew, by transport and IP version, just before the request leaves.
 */
final class Departures {

    private static final String TCP = "tcp";

    private final List<Exit> exits = new ArrayList<>();

    Departures(List<SipProviderImpl> providers, Addresses addresses) {
        for (SipProviderImpl provider : providers) {
            for (ListeningPoint each : provider.getListeningPoints()) {
                ListeningPointImpl point = (ListeningPointImpl) each;
                OwnAddress at = addresses.of(point.getMessageProcessor().getIpAddress(), point.getPort());
                exits.add(new Exit(point, at, addresses.sentBy(at, point.getTransport())));
            }
        }
    }

    /** An address of ours and one transport. */
    private record Exit(ListeningPointImpl point, OwnAddress at, HostPort sentBy) {

        boolean isFor(Target target) {
            return point.getTransport().equalsIgnoreCase(target.transport()) && at.address().getClass() == target.address().getClass();
        }
    }

    /**
     * The way to a target.
     *
     * @param name what the next hop's URI calls it, a name or an address: over TLS the peer has to prove that it is that
     */
    Departure to(Target target, String name) {
        return new Departure(target, name, exits.stream().filter(exit -> exit.isFor(target)).findFirst());
    }

    /** A way that a request may take: from one of our addresses to a target. */
    final class Departure {

        private final Target target;
        private final String name;
        private final Optional<Exit> exit;

        private Departure(Target target, String name, Optional<Exit> exit) {
            this.target = target;
            this.name = name;
            this.exit = exit;
        }

        Target target() {
            return target;
        }

        /** @throws IllegalStateException when none of our addresses has the target's transport and IP version */
        private Exit exit() {
            return exit.orElseThrow(() -> new IllegalStateException("this node has no address from which " + target + " can be reached"));
        }

        OwnAddress from() {
            return exit().at();
        }

        /** The way to the same peer by TCP; empty when this node has no such address. */
        Optional<Departure> byTcp() {
            return Optional.of(to(new Target(target.address(), target.port(), TCP), name)).filter(way -> way.exit.isPresent());
        }

        /** Makes sure of a TCP connection, which is found when something is sent. May take the 2 s that connecting may. */
        void connect(SIPClientTransaction transaction) throws IOException {
            transaction.getSIPStack().getLocalAddressForTcpDst(target.address(), target.port(), from().address(), 0);
        }

        /** Says in the topmost Via that the request goes this way. */
        void stampVia(SIPRequest request) {
            Via via = request.getTopmostVia();
            try {
                via.setTransport(target.transport().toUpperCase(Locale.ROOT));
            } catch (ParseException e) {
                throw new IllegalStateException("not a transport: " + target, e);
            }
            via.setSentBy((HostPort) exit().sentBy().clone()); // the container writes into it when it sends the request
        }

        /** Sends the request of a transaction this way. */
        void send(SIPClientTransaction transaction) throws SipException {
            try {
                transaction.setEncapsulatedChannel(exit().point().getMessageProcessor().createMessageChannel(named(), target.port()));
                transaction.sendMessage((SIPRequest) transaction.getOriginalRequest());
            } catch (IOException e) {
                throw new SipException(e.getMessage(), e);
            }
        }

        private InetAddress named() throws UnknownHostException {
            return InetAddress.getByAddress(name.startsWith("[") ? name.substring(1, name.length() - 1) : name, target.address().getAddress());
        }
    }
}
