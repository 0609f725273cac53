package org.imspresence.dialog.restcomm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import gov.nist.core.HostPort;
import gov.nist.javax.sip.ListeningPointImpl;
import gov.nist.javax.sip.SipProviderImpl;
import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import javax.sip.ListeningPoint;
import javax.sip.SipException;
import javax.sip.address.Hop;

/**
 * RFC 3261 s18.1.1: which of our addresses a request leaves by, and what its Via says of that. The container knows one address for each transport and writes that into Via, whatever the next hop can be reached from; here the
 * choice is made anew, by transport and IP version, just before the request leaves.
 */
final class Departures {

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

    private record Exit(ListeningPointImpl point, OwnAddress at, HostPort sentBy) {

        boolean isFor(String transport, InetAddress peer) {
            return point.getTransport().equalsIgnoreCase(transport) && at.address().getClass() == peer.getClass();
        }
    }

    /**
     * The way to a next hop.
     *
     * @throws SipException when its name is not known, or none of our addresses has its transport and IP version
     */
    Departure to(Hop hop) throws SipException {
        InetAddress[] peers;
        try {
            peers = InetAddress.getAllByName(hop.getHost());
        } catch (UnknownHostException e) {
            throw new SipException(e.toString(), e);
        }
        for (Exit exit : exits) {
            for (InetAddress peer : peers) {
                if (exit.isFor(hop.getTransport(), peer)) {
                    return new Departure(exit, peer, hop.getPort());
                }
            }
        }
        throw new SipException("this node has no address for " + hop.getTransport().toLowerCase() + " to " + peers[0].getHostAddress());
    }

    /** A way that a request may take: from one of our addresses to the peer's. */
    final class Departure {

        private final Exit exit;
        private final InetAddress peer;
        private final int port;

        private Departure(Exit exit, InetAddress peer, int port) {
            this.exit = exit;
            this.peer = peer;
            this.port = port;
        }

        InetAddress peer() {
            return peer;
        }

        OwnAddress from() {
            return exit.at();
        }

        /** Lower case. */
        String transport() {
            return exit.point().getTransport().toLowerCase();
        }

        /** The same for all that goes to one peer over one transport. */
        @Override
        public String toString() {
            return transport() + ":" + peer.getHostAddress() + ":" + port;
        }

        /** The way to the same peer by TCP; empty when there is none. */
        Optional<Departure> byTcp() {
            return exits.stream().filter(other -> other.isFor(ListeningPoint.TCP, peer)).findFirst().map(other -> new Departure(other, peer, port));
        }

        /** Makes sure of a connection, which is found when something is sent. May take the 2 s that connecting may. */
        void connect(SIPClientTransaction transaction) throws IOException {
            transaction.getSIPStack().getLocalAddressForTcpDst(peer, port, exit.at().address(), 0);
        }

        /** Says in the topmost Via that the request goes this way. */
        void stampVia(SIPRequest request) {
            Via via = request.getTopmostVia();
            try {
                via.setTransport(exit.point().getTransport().toUpperCase());
            } catch (ParseException e) {
                throw new IllegalStateException("a transport of ours cannot be written", e);
            }
            via.setSentBy(exit.sentBy());
        }

        /** Sends the request of a transaction this way. */
        void send(SIPClientTransaction transaction) throws SipException {
            try {
                transaction.setEncapsulatedChannel(exit.point().getMessageProcessor().createMessageChannel(peer, port));
                transaction.sendMessage((SIPRequest) transaction.getOriginalRequest());
            } catch (IOException e) {
                throw new SipException(e.getMessage(), e);
            }
        }
    }
}
