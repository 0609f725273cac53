package org.imspresence.dialog.restcomm;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

import org.imspresence.dialog.Refusals;
import org.imspresence.dialog.Refusals.Cause;
import org.imspresence.journal.Entry;
import org.imspresence.overload.Overload;
import org.imspresence.overload.RequestClass;

/**
 * Refuses SUBSCRIBE and PUBLISH in overload before the stack has even queued them: to parse one costs a good part of what it costs to grant it, and what is refused here is not in the way of
 * those who are served. It looks at the datagram as text, at the plain form that nearly every request has. Whatever is unusual about one (compact or folded headers, maddr, no magic
 * cookie) passes on to {@link StackGate}, which decides by the same measure.
 */
final class EarlyRefusal implements BiPredicate<DatagramSocket, DatagramPacket> {

    private static final String SUBSCRIBE = "SUBSCRIBE";
    private static final String PUBLISH = "PUBLISH";
    private static final String CRLF = "\r\n";
    private static final String UDP = "SIP/2.0/UDP ";
    private static final String COOKIE = "z9hg4bk";
    private static final int DEFAULT_PORT = 5060;
    private static final int NO_EXPIRES = -1;

    private final Overload overload;
    private final Predicate<String> isTransaction;
    private final RefusedTransactions refused;
    private final Refusals refusals;

    /**
     * @param isTransaction whether there is a server transaction of this branch, in lower case: its request has been taken on, and this is a repeat
     * @param refused       takes those that are refused: a copy of one may be waiting in the stack's queue
     * @param refusals      told of each
     */
    EarlyRefusal(Overload overload, Predicate<String> isTransaction, RefusedTransactions refused, Refusals refusals) {
        this.overload = overload;
        this.isTransaction = isTransaction;
        this.refused = refused;
        this.refusals = refusals;
    }

    /** False when the datagram is done with, because it has been answered. */
    @Override
    public boolean test(DatagramSocket socket, DatagramPacket packet) {
        boolean mayBeShed = overload.sheds(RequestClass.NEW_SUBSCRIPTION) && startsWith(SUBSCRIBE, packet) || overload.sheds(RequestClass.NEW_PUBLICATION) && startsWith(PUBLISH, packet);
        if (!mayBeShed) {
            return true;
        }
        String text = new String(packet.getData(), packet.getOffset(), packet.getLength(), StandardCharsets.ISO_8859_1);
        PlainRequest request = PlainRequest.read(text, packet.getAddress().getHostAddress(), packet.getPort());
        if (request == null || isTransaction.test(request.branch())) {
            return true;
        }
        RequestClass requestClass = request.requestClass();
        OptionalInt retryAfter = overload.refuse(requestClass);
        if (retryAfter.isEmpty()) {
            return true;
        }
        refused.add(request.branch());
        refusals.refused(Cause.OVERLOAD, () -> request.entry(requestClass, text));
        byte[] response = request.response(requestClass, retryAfter.getAsInt()).getBytes(StandardCharsets.ISO_8859_1);
        try {
            socket.send(new DatagramPacket(response, response.length, packet.getAddress(), request.port()));
        } catch (IOException | IllegalArgumentException e) {
            return false; // as if it had been lost on its way
        }
        return false;
    }

    private static boolean startsWith(String method, DatagramPacket packet) {
        if (packet.getLength() <= method.length()) {
            return false;
        }
        byte[] data = packet.getData();
        for (int i = 0; i < method.length(); i++) {
            if (data[packet.getOffset() + i] != method.charAt(i)) {
                return false;
            }
        }
        return data[packet.getOffset() + method.length()] == ' ';
    }

    /** What a response needs of a request (RFC 3261 s8.2.6.2), and what its class goes by. */
    static final class PlainRequest {

        private final StringBuilder vias = new StringBuilder();
        private String from;
        private String to;
        private String callId;
        private String cseq;
        private String branch;
        private int port;
        private final String method;
        private boolean toTag;
        private boolean ifMatch;
        private int expires = NO_EXPIRES;
        private boolean body;

        private PlainRequest(String method) {
            this.method = method;
        }

        /** Null when it is not in plain form. */
        static PlainRequest read(String text, String sourceAddress, int sourcePort) {
            PlainRequest read = new PlainRequest(text.substring(0, Math.max(0, text.indexOf(' '))));
            int line = text.indexOf(CRLF);
            while (line >= 0) {
                int begin = line + CRLF.length();
                int end = text.indexOf(CRLF, begin);
                if (end <= begin) {
                    boolean complete = end == begin && read.branch != null && read.from != null && read.to != null && read.callId != null && read.cseq != null;
                    read.body = text.length() > begin + CRLF.length();
                    return complete ? read : null;
                }
                if (!read.take(text.substring(begin, end), sourceAddress, sourcePort)) {
                    return null;
                }
                line = end;
            }
            return null;
        }

        private boolean take(String line, String sourceAddress, int sourcePort) {
            int colon = line.indexOf(':');
            if (colon < 2 || Character.isWhitespace(line.charAt(0))) {
                return false; // compact, folded, or no header
            }
            switch (line.substring(0, colon).strip().toLowerCase(Locale.ROOT)) {
                case "via" -> {
                    if (branch == null) {
                        return takeTopVia(line.substring(colon + 1).strip(), sourceAddress, sourcePort);
                    }
                    vias.append(line).append(CRLF);
                }
                case "from" -> from = line;
                case "to" -> {
                    to = line;
                    toTag = line.toLowerCase(Locale.ROOT).contains(";tag=");
                    return !line.contains("; ");
                }
                case "call-id" -> callId = line;
                case "cseq" -> cseq = line;
                case "sip-if-match" -> ifMatch = true;
                case "expires" -> {
                    return takeExpires(line.substring(colon + 1).strip());
                }
                default -> {
                    return true;
                }
            }
            return true;
        }

        private boolean takeExpires(String value) {
            try {
                expires = Integer.parseUnsignedInt(value);
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        /** s18.2.1, s18.2.2, RFC 3581: where the response goes, and what the topmost Via is to say about it. */
        private boolean takeTopVia(String via, String sourceAddress, int sourcePort) {
            int comma = via.indexOf(',');
            String top = comma < 0 ? via : via.substring(0, comma);
            String[] parameters = top.split(";");
            if (!top.startsWith(UDP) || top.contains("[") || top.contains("maddr") || top.contains("received")) {
                return false;
            }
            String sentBy = parameters[0].substring(UDP.length()).strip();
            int colon = sentBy.indexOf(':');
            String host = colon < 0 ? sentBy : sentBy.substring(0, colon);
            try {
                port = colon < 0 ? DEFAULT_PORT : Integer.parseInt(sentBy.substring(colon + 1));
            } catch (NumberFormatException e) {
                return false;
            }
            StringBuilder written = new StringBuilder("Via: ").append(parameters[0]);
            boolean rport = false;
            for (int i = 1; i < parameters.length; i++) {
                String parameter = parameters[i].strip();
                if (parameter.equals("rport")) {
                    rport = true;
                    port = sourcePort;
                    parameter = "rport=" + sourcePort;
                } else if (parameter.startsWith("branch=")) {
                    branch = parameter.substring("branch=".length()).toLowerCase(Locale.ROOT);
                }
                written.append(';').append(parameter);
            }
            if (rport || !host.equals(sourceAddress)) {
                written.append(";received=").append(sourceAddress);
            }
            vias.append(written).append(comma < 0 ? "" : via.substring(comma)).append(CRLF);
            return branch != null && branch.startsWith(COOKIE);
        }

        RequestClass requestClass() {
            return RequestClass.of(method, toTag, ifMatch, expires, body);
        }

        String response(RequestClass requestClass, int retryAfter) {
            String tag = toTag ? "" : ";tag=" + Integer.toHexString(ThreadLocalRandom.current().nextInt());
            return "SIP/2.0 " + requestClass.status() + ' ' + requestClass.reason() + CRLF + vias + from + CRLF + to + tag + CRLF
                    + callId + CRLF + cseq + CRLF + "Retry-After: " + retryAfter + CRLF + "Content-Length: 0" + CRLF + CRLF;
        }

        /** @param text of the request */
        Entry entry(RequestClass requestClass, String text) {
            return Entry.of(method)
                    .with("status", requestClass.status())
                    .with("uri", text.substring(method.length() + 1, Math.max(method.length() + 1, text.indexOf(' ', method.length() + 1))))
                    .with("from", value(from))
                    .with("call-id", value(callId))
                    .withNumber("cseq", value(cseq))
                    .with("why", requestClass.reason());
        }

        private static String value(String line) {
            return line.substring(line.indexOf(':') + 1).strip();
        }

        int port() {
            return port;
        }

        String branch() {
            return branch;
        }
    }
}
