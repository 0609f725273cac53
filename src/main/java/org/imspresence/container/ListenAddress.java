package org.imspresence.container;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One address that the node is going to listen on, and whether it can. */
record ListenAddress(Use use, HostPort at) {

    /** What the address is for; the text is how the run script's options and messages call it. */
    enum Use {
        SIP_UDP("SIP address (UDP)", "--sip"),
        SIP_TCP("SIP address (TCP)", "--sip"),
        OTHER_UDP("other SIP address (UDP)", "--other-sip"),
        OTHER_TCP("other SIP address (TCP)", "--other-sip"),
        TLS("TLS address", "--tls"),
        HTTP("HTTP address", "--http"),
        CLUSTER("cluster address", "--cluster");

        private final String text;
        private final String option;

        Use(String text, String option) {
            this.text = text;
            this.option = option;
        }
    }

    /** All that the node is going to listen on, by its system properties. */
    private static List<ListenAddress> configured() {
        HostPort sip = HostPort.of("sip");
        List<ListenAddress> addresses = new ArrayList<>();
        addresses.add(new ListenAddress(Use.SIP_UDP, sip));
        addresses.add(new ListenAddress(Use.SIP_TCP, sip));
        addresses.add(new ListenAddress(Use.HTTP, HostPort.of("http")));
        HostPort.fromProperty("presence.sip.other-address").ifPresent(other -> {
            addresses.add(new ListenAddress(Use.OTHER_UDP, other));
            addresses.add(new ListenAddress(Use.OTHER_TCP, other));
        });
        HostPort.fromProperty("presence.sip.tls.address").ifPresent(tls -> addresses.add(new ListenAddress(Use.TLS, tls)));
        HostPort.fromProperty("presence.cluster.address").ifPresent(cluster -> addresses.add(new ListenAddress(Use.CLUSTER, cluster)));
        return addresses;
    }

    /** Tries all that the node is going to listen on. @return {@link #complaint} about the first that cannot be used */
    static Optional<String> firstComplaint() {
        return configured().stream().flatMap(address -> address.complaint().stream()).findFirst();
    }

    /**
     * Tries to bind and lets go at once. Another process can still take the address before the server does; then the
     * connector fails and {@link StartupGuard} ends the process all the same, only with more words.
     *
     * @return one line for a person to act on, or empty when the address is free
     */
    private Optional<String> complaint() {
        InetSocketAddress address = new InetSocketAddress(at.host(), at.port());
        if (address.isUnresolved()) {
            return Optional.of(text() + ": the host name is not known; choose another with " + use.option);
        }
        try {
            bind(address);
            return Optional.empty();
        } catch (BindException taken) {
            String why = "Address already in use".equals(stripped(taken))
                    ? " is taken by another process"
                    : " cannot be used (" + stripped(taken) + ")";
            return Optional.of(text() + why + "; choose another with " + use.option + " HOST:PORT");
        } catch (IOException failure) {
            return Optional.of(text() + " cannot be used (" + failure.getMessage() + ")");
        }
    }

    /** As the server will: a TCP listener tolerates connections of a former process that are still in TIME_WAIT. */
    private void bind(InetSocketAddress address) throws IOException {
        if (use == Use.SIP_UDP || use == Use.OTHER_UDP) {
            try (DatagramSocket socket = new DatagramSocket(null)) {
                socket.bind(address);
            }
        } else {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
            }
        }
    }

    private String text() {
        return use.text + " " + at;
    }

    private static String stripped(BindException e) {
        String message = String.valueOf(e.getMessage());
        int detail = message.indexOf(" (Bind failed)");
        return detail < 0 ? message : message.substring(0, detail);
    }
}
