package org.imspresence.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One element of a list of preferences, as Accept and Accept-Encoding have it (RFC 3261 s20.1, s20.2; RFC 2616 s14.1, s14.3).
 *
 * @param value   lower case, without parameters
 * @param quality 0 (not acceptable) to 1
 * @param place   in the list, from 0
 */
record Weighted(String value, double quality, int place) {

    /** @param lines the header's values, each an element or a comma separated list of them */
    static List<Weighted> list(List<String> lines) {
        List<Weighted> list = new ArrayList<>();
        for (String line : lines) {
            for (String element : line.split(",")) {
                list.add(parse(element, list.size()));
            }
        }
        return list;
    }

    private static Weighted parse(String text, int place) {
        String[] parts = text.split(";");
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            String[] parameter = parts[i].split("=", 2);
            if (parameter.length == 2 && parameter[0].strip().equalsIgnoreCase("q")) {
                quality = quality(parameter[1].strip());
            }
        }
        return new Weighted(parts[0].strip().toLowerCase(Locale.ROOT), quality, place);
    }

    private static double quality(String text) {
        try {
            return Math.max(0, Math.min(1, Double.parseDouble(text)));
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }
}
