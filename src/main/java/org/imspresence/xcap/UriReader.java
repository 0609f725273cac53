package org.imspresence.xcap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.imspresence.address.PresenceAddress;

/**
 * RFC 4825 s6: reads the URI of a request. The path is split as it came and decoded once, part by part, so that nothing which was encoded can become a separator; what a file
 * system might take for a way out of a directory is no part of a document's name.
 */
final class UriReader {

    private static final int MAX_LENGTH = 4096;
    private static final int MAX_PATH_SEGMENTS = 8;
    private static final int MAX_SEGMENT = 255;
    private static final String NODE_SEPARATOR = "~~";

    private UriReader() {}

    /**
     * @param path  below the XCAP root, as it came, without a slash at the start
     * @param query as it came; empty when there is none
     * @throws Refusal 404 if there can be nothing of that name, 400 if it is no URI
     */
    static ResourceUri read(String path, String query) {
        if (path.length() + query.length() > MAX_LENGTH) {
            throw new Refusal(414, "the URI is longer than " + MAX_LENGTH + " characters");
        }
        String[] raw = path.split("/", -1);
        List<String> segments = new ArrayList<>();
        int consumed = 0;
        Optional<String> selector = Optional.empty();
        for (String segment : raw) {
            String decoded = decoded(segment);
            consumed += segment.length() + 1;
            if (decoded.equals(NODE_SEPARATOR)) {
                if (consumed > path.length()) {
                    throw new Refusal(400, "the node selector is empty");
                }
                selector = Optional.of(decoded(path.substring(consumed)));
                break;
            }
            segments.add(named(decoded));
        }
        return resource(segments, raw, selector, query);
    }

    private static ResourceUri resource(List<String> segments, String[] raw, Optional<String> selector, String query) {
        boolean global = segments.size() > 1 && segments.get(1).equals("global");
        int treeSegments = global ? 2 : 3;
        if (segments.size() <= treeSegments || segments.size() > MAX_PATH_SEGMENTS || !global && !segments.get(1).equals("users")) {
            throw new Refusal(404, "no document can be there");
        }
        return new ResourceUri(segments.get(0), global ? Optional.empty() : Optional.of(owner(segments.get(2))), String.join("/", List.of(raw).subList(0, treeSegments)),
                List.copyOf(segments.subList(treeSegments, segments.size())), selector, query);
    }

    private static String named(String segment) {
        boolean strange = segment.isEmpty() || segment.length() > MAX_SEGMENT || segment.equals(".") || segment.equals("..")
                || segment.chars().anyMatch(c -> c == '/' || c == '\\' || c < ' ' || c == 0x7F);
        if (strange) {
            throw new Refusal(404, "no document can be there");
        }
        return segment;
    }

    /** A user is named by a URI alone, without a display name. */
    private static String owner(String xui) {
        try {
            if (xui.indexOf('<') < 0 && xui.indexOf('"') < 0) {
                return PresenceAddress.parse(xui).canonical();
            }
        } catch (IllegalArgumentException notAnAddress) {
            // as any user who is not there
        }
        throw new Refusal(404, "no user can have this name");
    }

    /**
     * RFC 4825 s6.4: the prefixes that the query binds, and {@code xml}.
     *
     * @throws Refusal 400
     */
    static Map<String, String> namespaces(String query) {
        return NamespaceBindings.read(decoded(query));
    }

    /**
     * Percent-decodes UTF-8, strictly and once.
     *
     * @throws Refusal 400
     */
    private static String decoded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                throw new Refusal(400, "the URI has a character that must be encoded");
            }
            if (c == '%') {
                int high = i + 2 < text.length() ? hexDigit(text.charAt(i + 1)) : -1;
                int low = i + 2 < text.length() ? hexDigit(text.charAt(i + 2)) : -1;
                if (high < 0 || low < 0) {
                    throw new Refusal(400, "a percent sign needs two hexadecimal digits");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        try {
            String decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
            if (decoded.indexOf('\0') >= 0) {
                throw new Refusal(400, "the URI has a NUL");
            }
            return decoded;
        } catch (CharacterCodingException e) {
            throw new Refusal(400, "the URI is not UTF-8");
        }
    }

    /** The value of one ASCII digit: {@link Character#digit} also takes the digits of other scripts. */
    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    /** Percent-encodes what may not stand in a path as it is. */
    static String encoded(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-._~:@*=/+$,;!'()".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16))).append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }
}
