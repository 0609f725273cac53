package org.imspresence.rest;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A request as HTTP brought it.
 *
 * @param operator who sends it
 * @param method   in upper case
 * @param path     the segments behind {@code /api/v1}, decoded
 * @param query    its parameters, decoded
 * @param header   the value of a header, empty when there is none
 * @param body     empty when there is none
 */
record ApiRequest(String operator, String method, List<String> path, Map<String, String> query, Function<String, String> header, byte[] body) {

    private static final String PRESENCE = "presence";
    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** @param path as it came, behind {@code /api/v1/} */
    static List<String> segments(String path) {
        return Arrays.stream(path.split("/")).map(segment -> decoded(segment.replace("+", "%2B"))).toList();
    }

    /** @param query as it came; empty when there is none */
    static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            String[] parts = pair.split("=", 2);
            if (!pair.isEmpty() && parameters.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "") != null) {
                throw new Problem(400, "the query has " + decoded(parts[0]) + " twice");
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "'" + text + "' is not percent-encoded as it should be");
        }
    }

    boolean isReading() {
        return READING.contains(method);
    }

    /** Media type of the body, in lower case and without parameters; empty when there is none. */
    String mediaType() {
        return header.apply("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    /** The one that the query names, or presence. */
    String eventPackage() {
        return parameter("package").isEmpty() ? PRESENCE : parameter("package");
    }

    /** @throws Problem 400 */
    int number(String name, int otherwise, int max) {
        String text = parameter(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        return number(text, max).orElseThrow(() -> new Problem(400, name + " is not a whole number from 1 to " + max));
    }

    private static Optional<Integer> number(String text, int max) {
        try {
            return Optional.of(Integer.parseInt(text)).filter(number -> number >= 1 && number <= max);
        } catch (NumberFormatException malformed) {
            return Optional.empty();
        }
    }
}
