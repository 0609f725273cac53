package org.imspresence.sip;

import java.util.Comparator;
import java.util.List;
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

    private static final String ANY = "*/*";

    private record Candidate(String mediaType, Weighted range) {}

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
        List<Weighted> ranges = Weighted.list(values);
        return Stream.concat(
                        served.stream().flatMap(type -> mostSpecific(ranges, type).map(range -> new Candidate(type, range)).stream()),
                        named.stream().flatMap(type -> ranges.stream().filter(range -> range.value().equals(type)).map(range -> new Candidate(type, range))))
                .filter(candidate -> candidate.range().quality() > 0)
                .min(Comparator.comparingDouble((Candidate candidate) -> -candidate.range().quality()).thenComparingInt(candidate -> candidate.range().place()))
                .map(Candidate::mediaType);
    }

    private static Optional<Weighted> mostSpecific(List<Weighted> ranges, String mediaType) {
        return ranges.stream()
                .filter(range -> matches(range.value(), mediaType))
                .min(Comparator.comparingInt((Weighted range) -> -specificity(range.value())).thenComparingInt(Weighted::place));
    }

    private static boolean matches(String range, String mediaType) {
        return range.equals(ANY) || range.equals(mediaType) || range.endsWith("/*") && mediaType.startsWith(range.substring(0, range.length() - 1));
    }

    private static int specificity(String range) {
        return range.equals(ANY) ? 0 : range.endsWith("/*") ? 1 : 2;
    }
}
