package org.imspresence.testbed.wire;

import java.util.List;
import org.imspresence.testbed.ImsNetwork;
import org.imspresence.testbed.SipEndpoint;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;

/** What is between a user and the server, as far as it shows in the messages at the server's socket. */
public enum Surroundings {

    /**
     * The networks of the founding document's figure 5.5.1-1. The endpoint speaks as the last hop before the server, an S-CSCF, so a message says what the hops before it have
     * added: their Vias, Record-Routes in the request that opens the dialog, the asserted identity and the charging vector.
     */
    IMS {
        @Override
        WatcherUe.Builder dress(WatcherUe.Builder watcher, int number) {
            return watcher.contact("sip:[5555::aaa:bbb:ccc:dd" + number + "]:1357;comp=sigcomp");
        }

        @Override
        SipMessage ofWatcher(SipMessage subscribe, SipEndpoint socket) {
            SipMessage arriving = through(subscribe.without("Route"), List.of(
                    via(ImsNetwork.SCSCF2 + port(socket), socket), via(ImsNetwork.SCSCF1, socket), via(ImsNetwork.PCSCF1, socket),
                    via("[5555::aaa:bbb:ccc:ddd]:1357;comp=sigcomp", socket)), "home1.net");
            return subscribe.toTag().isPresent() ? arriving
                    : arriving.with("Record-Route", "<sip:" + ImsNetwork.SCSCF2 + port(socket) + ";lr>, <sip:" + ImsNetwork.SCSCF1 + ";lr>, <sip:" + ImsNetwork.PCSCF1 + ";lr>");
        }

        @Override
        SipMessage ofPublisher(SipMessage publish, SipEndpoint socket) {
            return through(publish, List.of(
                    via(ImsNetwork.SCSCF2 + port(socket), socket), via("pcscf2.home2.net", socket), via("[5555::eee:fff:aaa:bbb]:1357;comp=sigcomp", socket)), "home2.net");
        }
    },

    /** No proxies: the user agent and the server talk to each other. */
    NONE {
        @Override
        WatcherUe.Builder dress(WatcherUe.Builder watcher, int number) {
            return watcher.unasserted();
        }

        @Override
        SipMessage ofWatcher(SipMessage subscribe, SipEndpoint socket) {
            return subscribe;
        }

        @Override
        SipMessage ofPublisher(SipMessage publish, SipEndpoint socket) {
            return publish.without("P-Asserted-Identity");
        }
    };

    /** What the watcher with that number says of itself in every SUBSCRIBE. */
    abstract WatcherUe.Builder dress(WatcherUe.Builder watcher, int number);

    /** The SUBSCRIBE as the server gets it, the socket being that of the last hop. */
    abstract SipMessage ofWatcher(SipMessage subscribe, SipEndpoint socket);

    /** The PUBLISH as the server gets it, the socket being that of the last hop. */
    abstract SipMessage ofPublisher(SipMessage publish, SipEndpoint socket);

    private static String port(SipEndpoint socket) {
        return ":" + socket.address().getPort();
    }

    /** With a branch as long as those of the table's hops. */
    private static String via(String sentBy, SipEndpoint socket) {
        String fresh = socket.newVia();
        int branch = fresh.indexOf(";branch=");
        return "SIP/2.0/UDP " + sentBy + fresh.substring(branch, branch + ";branch=z9hG4bK".length() + 12);
    }

    /** The first Via is that of the last hop. */
    private static SipMessage through(SipMessage request, List<String> vias, String network) {
        SipMessage arriving = request;
        for (int i = vias.size() - 1; i >= 0; i--) {
            arriving = arriving.pushing("Via", vias.get(i));
        }
        return arriving.with("Max-Forwards", Integer.toString(70 - (vias.size() - 1)))
                .with("Privacy", "none")
                .with("P-Charging-Vector", "icid-value=\"AyretyU0dm+6O2IrT5tAFrbHLso=023551024\"; orig-ioi=" + network);
    }
}
