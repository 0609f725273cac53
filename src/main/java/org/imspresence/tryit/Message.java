package org.imspresence.tryit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A SIP message that this server has sent, read as far as a watcher needs it. The server writes no folded lines and no compact names.
 *
 * @param start its first line
 * @param lines the header fields
 */
record Message(String start, List<String> lines) {

    static Message of(byte[] datagram, int length) {
        String head = new String(datagram, 0, length, StandardCharsets.UTF_8).split("\r\n\r\n", 2)[0];
        List<String> lines = Arrays.asList(head.split("\r\n"));
        return new Message(lines.get(0), lines.subList(1, lines.size()));
    }

    /** Of a response; 0 for a request. */
    int status() {
        return start.matches("SIP/2\\.0 \\d{3} .*") ? Integer.parseInt(start.substring(8, 11)) : 0;
    }

    boolean isNotify() {
        return start.startsWith("NOTIFY ");
    }

    /** The first value. */
    Optional<String> header(String name) {
        return lines.stream().filter(line -> is(line, name)).map(line -> line.substring(line.indexOf(':') + 1).strip()).findFirst();
    }

    String required(String name) {
        return header(name).orElse("");
    }

    private static boolean is(String line, String name) {
        int colon = line.indexOf(':');
        return colon > 0 && line.substring(0, colon).strip().equalsIgnoreCase(name);
    }

    /** RFC 3261 s8.2.6.2. */
    byte[] response(String statusLine) {
        String copied = lines.stream().filter(line -> List.of("Via", "From", "To", "Call-ID", "CSeq").stream().anyMatch(name -> is(line, name))).collect(Collectors.joining("\r\n"));
        return ("SIP/2.0 " + statusLine + "\r\n" + copied + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
