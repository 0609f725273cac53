package org.imspresence.sip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * RFC 3261 s20.1: Accept, as RFC 2616 s14.1 has it, with {@code q} values.
 *
 * <pre>
 *   Accept: application/pidf+xml;q=0.3, application/cpim-pidf+xml
 * </pre>
 */
final class AcceptHeader {

    private record Range(String type, double quality) {

        static Range parse(String text) {
            String[] parts = text.split(";");
            double quality = 1;
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
                if (parameter.startsWith("q=")) {
                    quality = quality(parameter.substring(2));
                }
            }
            return new Range(parts[0].strip().toLowerCase(Locale.ROOT), quality);
        }

        private static double quality(String text) {
            try {
                return Math.max(0, Math.min(1, Double.parseDouble(text)));
            } catch (NumberFormatException malformed) {
                return 0;
            }
        }

        boolean matches(String mediaType) {
            return type.equals("*/*") || type.equals(mediaType) || type.endsWith("/*") && mediaType.startsWith(type.substring(0, type.length() - 1));
        }
    }

    private AcceptHeader() {}

    /**
     * @param values the header's values, each a media range or a comma separated list of them; empty when the request had none
     * @param served the media types that we can serve, the first being the default when there is no Accept
     * @return the type with the highest quality, of equals the one listed first; empty when none is acceptable
     */
    static Optional<String> choose(List<String> values, List<String> served) {
        if (values.isEmpty()) {
            return Optional.of(served.get(0));
        }
        List<Range> ranges = new ArrayList<>();
        for (String value : values) {
            for (String range : value.split(",")) {
                ranges.add(Range.parse(range));
            }
        }
        ranges.sort(Comparator.comparingDouble((Range range) -> range.quality()).reversed());
        for (Range range : ranges) {
            Optional<String> match = served.stream().filter(type -> range.matches(type)).findFirst();
            if (range.quality() > 0 && match.isPresent()) {
                return match;
            }
        }
        return Optional.empty();
    }
}
