package org.imspresence.sip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * RFC 3261 s20.1: Accept, as RFC 2616 s14.1 has it, with {@code q} values.
 *
 * <pre>
 *   Accept: application/pidf+xml;q=0.3, application/cpim-pidf+xml
 * </pre>
 */
final class AcceptHeader {

    /**
     * One element of the list.
     *
     * @param type    media range, lower case
     * @param quality 0 (not acceptable) to 1
     * @param place   in the list, from 0
     */
    private record Range(String type, double quality, int place) {

        private static final String ANY = "*/*";

        static Range parse(String text, int place) {
            String[] parts = text.split(";");
            double quality = 1;
            for (int i = 1; i < parts.length; i++) {
                String[] parameter = parts[i].split("=", 2);
                if (parameter.length == 2 && parameter[0].strip().equalsIgnoreCase("q")) {
                    quality = quality(parameter[1].strip());
                }
            }
            return new Range(parts[0].strip().toLowerCase(Locale.ROOT), quality, place);
        }

        private static double quality(String text) {
            try {
                return Math.max(0, Math.min(1, Double.parseDouble(text)));
            } catch (NumberFormatException malformed) {
                return 0;
            }
        }

        boolean matches(String mediaType) {
            return type.equals(ANY) || type.equals(mediaType) || type.endsWith("/*") && mediaType.startsWith(type.substring(0, type.length() - 1));
        }

        int specificity() {
            return type.equals(ANY) ? 0 : type.endsWith("/*") ? 1 : 2;
        }
    }

    private record Candidate(String mediaType, Range range) {}

    private AcceptHeader() {}

    /**
     * @param values the header's values, each a media range or a comma separated list of them; empty when the request has no such header. One empty value means that
     *               nothing is acceptable
     * @param served the media types that we can serve, the first being the default when there is no Accept
     * @param named  media types that we can serve to who names them, and to nobody else
     * @return the type with the highest quality, which the most specific range that matches it gives; of equals the one listed first; empty when none is acceptable
     */
    static Optional<String> choose(List<String> values, List<String> served, List<String> named) {
        if (values.isEmpty()) {
            return Optional.of(served.get(0));
        }
        List<Range> ranges = new ArrayList<>();
        for (String value : values) {
            for (String range : value.split(",")) {
                ranges.add(Range.parse(range, ranges.size()));
            }
        }
        return Stream.concat(
                        served.stream().flatMap(type -> mostSpecific(ranges, type).map(range -> new Candidate(type, range)).stream()),
                        named.stream().flatMap(type -> ranges.stream().filter(range -> range.type().equals(type)).map(range -> new Candidate(type, range))))
                .filter(candidate -> candidate.range().quality() > 0)
                .min(Comparator.comparingDouble((Candidate candidate) -> -candidate.range().quality()).thenComparingInt(candidate -> candidate.range().place()))
                .map(Candidate::mediaType);
    }

    private static Optional<Range> mostSpecific(List<Range> ranges, String mediaType) {
        return ranges.stream()
                .filter(range -> range.matches(mediaType))
                .min(Comparator.comparingInt((Range range) -> -range.specificity()).thenComparingInt(Range::place));
    }
}
