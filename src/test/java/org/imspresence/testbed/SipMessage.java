package org.imspresence.testbed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A SIP request or response (RFC 3261 s7), immutable. What was parsed is written again byte for byte: order, spelling, folding
 * and compact names stay. Nothing is corrected on the way, so that a test sees what was on the wire and can send what is wrong.
 * Header names are matched without regard to case, and a compact name (s7.3.3) equals its long form.
 */
public final class SipMessage {

    private static final Map<String, String> LONG_NAMES = Map.ofEntries(
            Map.entry("i", "call-id"), Map.entry("m", "contact"), Map.entry("e", "content-encoding"),
            Map.entry("l", "content-length"), Map.entry("c", "content-type"), Map.entry("f", "from"),
            Map.entry("s", "subject"), Map.entry("k", "supported"), Map.entry("t", "to"), Map.entry("v", "via"),
            Map.entry("o", "event"), Map.entry("u", "allow-events"), Map.entry("r", "refer-to"),
            Map.entry("b", "referred-by"), Map.entry("x", "session-expires"));
    private static final String VERSION = "SIP/2.0";
    private static final String CRLF = "\r\n";

    /** One header line; {@code text} is the whole of it as written, folds included, without the final CRLF. */
    private record Header(String name, String value, String text) {

        static Header of(String name, String value) {
            return new Header(canonical(name), value, name + ": " + value);
        }

        static Header parse(String text) {
            int colon = text.indexOf(':');
            if (colon <= 0) {
                throw new SipParseException("no header name in: " + text);
            }
            String value = text.substring(colon + 1).replaceAll("\r\n[ \t]+", " ").trim();
            return new Header(canonical(text.substring(0, colon).trim()), value, text);
        }

        static String canonical(String name) {
            String lower = name.toLowerCase(Locale.ROOT);
            return LONG_NAMES.getOrDefault(lower, lower);
        }

        boolean is(String otherName) {
            return name.equals(canonical(otherName));
        }
    }

    private final String startLine;
    private final List<Header> headers;
    private final byte[] body;

    private SipMessage(String startLine, List<Header> headers, byte[] body) {
        this.startLine = startLine;
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    /** Starts a request without any header. */
    public static SipMessage request(String method, String requestUri) {
        return new SipMessage(method + " " + requestUri + " " + VERSION, List.of(), new byte[0]);
    }

    /** A response as RFC 3261 s8.2.6.2 builds it, with the Record-Routes (s12.1.1); no To tag is added. */
    public static SipMessage response(SipMessage request, int status, String reason) {
        List<Header> copied = new ArrayList<>();
        for (String name : List.of("Via", "Record-Route", "From", "To", "Call-ID", "CSeq")) {
            request.all(name).forEach(value -> copied.add(Header.of(name, value)));
        }
        copied.add(Header.of("Content-Length", "0"));
        return new SipMessage(VERSION + " " + status + " " + reason, copied, new byte[0]);
    }

    /** Parses one datagram: everything after the empty line is the body, whatever Content-Length says. */
    public static SipMessage parse(byte[] bytes) {
        int end = endOfHead(bytes, 0, bytes.length);
        if (end < 0) {
            throw new SipParseException("no empty line after the headers in " + bytes.length + " bytes");
        }
        return parse(bytes, end, bytes.length);
    }

    /** Parses a head that ends (with its empty line) at {@code bodyStart} and the body up to {@code end}. */
    static SipMessage parse(byte[] bytes, int bodyStart, int end) {
        String head = new String(bytes, 0, bodyStart - 4, StandardCharsets.UTF_8);
        String[] lines = head.split("\r\n(?![ \t])");
        if (!lines[0].startsWith(VERSION + " ") && !lines[0].endsWith(" " + VERSION)) {
            throw new SipParseException("neither a request line nor a status line: " + lines[0]);
        }
        List<Header> headers = Arrays.stream(lines).skip(1).map(Header::parse).toList();
        return new SipMessage(lines[0], headers, Arrays.copyOfRange(bytes, bodyStart, end));
    }

    /** Where the body starts, or -1 while the empty line has not come. */
    static int endOfHead(byte[] bytes, int from, int to) {
        for (int i = from; i + 3 < to; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                return i + 4;
            }
        }
        return -1;
    }

    public byte[] bytes() {
        StringBuilder head = new StringBuilder(startLine).append(CRLF);
        headers.forEach(header -> head.append(header.text()).append(CRLF));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.append(CRLF).toString().getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }

    public String startLine() {
        return startLine;
    }

    public boolean isRequest() {
        return !startLine.startsWith(VERSION);
    }

    public boolean isRequest(String method) {
        return isRequest() && method().equals(method);
    }

    /** The method of a request; of a response, that of its CSeq. */
    public String method() {
        return isRequest() ? startLine.substring(0, startLine.indexOf(' ')) : cseqParts()[1];
    }

    public String requestUri() {
        return startLine.substring(startLine.indexOf(' ') + 1, startLine.lastIndexOf(' '));
    }

    /** The status of a response; 0 for a request. */
    public int status() {
        return isRequest() ? 0 : Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    /** The first header of that name, as one unfolded text. */
    public Optional<String> header(String name) {
        return all(name).stream().findFirst();
    }

    /** The header that has to be there. */
    public String required(String name) {
        return header(name).orElseThrow(() -> new SipParseException("no " + name + " in " + startLine));
    }

    /** The headers of that name, one entry a line. */
    public List<String> all(String name) {
        return headers.stream().filter(header -> header.is(name)).map(Header::value).toList();
    }

    /** The values of a list header in order, be they on lines of their own or separated by commas. */
    public List<String> values(String name) {
        return all(name).stream().flatMap(line -> SipText.split(line, ',').stream()).toList();
    }

    /** The URIs of a list header of addresses, such as Route, Record-Route or Contact. */
    public List<String> uris(String name) {
        return values(name).stream().map(value -> NameAddr.parse(value).uri()).toList();
    }

    public List<Via> vias() {
        return values("Via").stream().map(Via::parse).toList();
    }

    public Via topVia() {
        return vias().stream().findFirst().orElseThrow(() -> new SipParseException("no Via in " + startLine));
    }

    /** Branch of the topmost Via. */
    public String branch() {
        return topVia().branch();
    }

    public String callId() {
        return required("Call-ID");
    }

    public long cseq() {
        return Long.parseLong(cseqParts()[0]);
    }

    private String[] cseqParts() {
        String[] parts = required("CSeq").split("\\s+");
        if (parts.length != 2) {
            throw new SipParseException("not a CSeq: " + required("CSeq"));
        }
        return parts;
    }

    public Optional<String> fromTag() {
        return NameAddr.parse(required("From")).tag();
    }

    public Optional<String> toTag() {
        return NameAddr.parse(required("To")).tag();
    }

    public byte[] body() {
        return body.clone();
    }

    public String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** True when Content-Length is there and counts the bytes of the body. */
    public boolean contentLengthHolds() {
        return header("Content-Length").equals(Optional.of(Integer.toString(body.length)));
    }

    public SipMessage withRequestUri(String requestUri) {
        return new SipMessage(method() + " " + requestUri + " " + VERSION, headers, body);
    }

    /** Replaces all headers of that name by one, in the place of the first, or appends it. */
    public SipMessage with(String name, String value) {
        return with(name, List.of(value));
    }

    /** Replaces all headers of that name by these, one line each, in the place of the first, or appends them. */
    public SipMessage with(String name, List<String> values) {
        int at = indexOf(name).orElse(headers.size());
        List<Header> changed = new ArrayList<>(headers.subList(0, at));
        values.forEach(value -> changed.add(Header.of(name, value)));
        headers.subList(at, headers.size()).stream().filter(not(name)).forEach(changed::add);
        return new SipMessage(startLine, changed, body);
    }

    /** Appends a header, also when there is one of that name. */
    public SipMessage adding(String name, String value) {
        List<Header> changed = new ArrayList<>(headers);
        changed.add(Header.of(name, value));
        return new SipMessage(startLine, changed, body);
    }

    /** Puts a header above those of its name, or on top of all. */
    public SipMessage pushing(String name, String value) {
        List<Header> changed = new ArrayList<>(headers);
        changed.add(indexOf(name).orElse(0), Header.of(name, value));
        return new SipMessage(startLine, changed, body);
    }

    /** Takes the first value of a list header away. */
    public SipMessage popping(String name) {
        List<String> values = values(name);
        return values.size() <= 1 ? without(name) : with(name, values.subList(1, values.size()));
    }

    public SipMessage without(String name) {
        return new SipMessage(startLine, headers.stream().filter(not(name)).toList(), body);
    }

    public SipMessage withBody(String contentType, byte[] content) {
        SipMessage typed = with("Content-Type", contentType).with("Content-Length", Integer.toString(content.length));
        return new SipMessage(typed.startLine, typed.headers, content.clone());
    }

    /** The message with that tag on its To, unless it has one. */
    public SipMessage withToTag(String tag) {
        return toTag().isPresent() ? this : with("To", required("To") + ";tag=" + tag);
    }

    private Optional<Integer> indexOf(String name) {
        for (int i = 0; i < headers.size(); i++) {
            if (headers.get(i).is(name)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static Predicate<Header> not(String name) {
        return header -> !header.is(name);
    }

    @Override
    public String toString() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }
}
