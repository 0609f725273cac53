package org.imspresence.subscription;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * RFC 6446 s9.2: {@link Rates} as parameters of Event, where a watcher asks for them, and of Subscription-State, where it is told what it gets.
 *
 * <pre>
 *   Event: presence;max-rate=0.2;min-rate=0.01
 *   Subscription-State: active;expires=600;max-rate=0.2;min-rate=0.01
 * </pre>
 */
public final class RateParameters {

    /** Digits behind the point. */
    static final int DECIMALS = 10;

    private static final String MAX = "max-rate";
    private static final String MIN = "min-rate";
    private static final String ADAPTIVE_MIN = "adaptive-min-rate";
    private static final List<String> NAMES = List.of(MAX, MIN, ADAPTIVE_MIN);
    private static final Pattern RATE = Pattern.compile("\\d{1,2}(\\.\\d{1,10})?");

    private RateParameters() {}

    /**
     * What an Event header asks for. Zero is no rate (s5.1): it counts for nothing, as do values that are none by the grammar. Of a parameter that is there twice the first counts.
     *
     * @param header the header's value
     */
    public static Rates of(String header) {
        if (header.indexOf(';') < 0) {
            return Rates.NONE;
        }
        List<String> parts = parts(header);
        double max = value(parts, MAX);
        double min = value(parts, MIN);
        double adaptiveMin = value(parts, ADAPTIVE_MIN);
        return max == 0 && min == 0 && adaptiveMin == 0 ? Rates.NONE : new Rates(max, min, adaptiveMin);
    }

    /** The rest of an Event header, which says what the subscription is to. */
    public static String without(String header) {
        if (header.indexOf(';') < 0) {
            return header;
        }
        List<String> parts = new ArrayList<>(parts(header));
        boolean isLess = parts.removeIf(part -> NAMES.contains(name(part)));
        return isLess ? String.join(";", parts).strip() : header;
    }

    /** Parameters to follow the others of Subscription-State; empty for no rates. */
    static String of(Rates rates) {
        return parameter(MAX, rates.max()) + parameter(MIN, rates.min()) + parameter(ADAPTIVE_MIN, rates.adaptiveMin());
    }

    private static String parameter(String name, double rate) {
        return rate == 0 ? "" : ";" + name + "=" + BigDecimal.valueOf(rate).setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }

    private static double value(List<String> parts, String name) {
        return parts.stream().skip(1).filter(part -> name(part).equals(name)).findFirst()
                .map(part -> part.substring(part.indexOf('=') + 1).strip())
                .filter(value -> RATE.matcher(value).matches())
                .map(Double::parseDouble)
                .orElse(0.0);
    }

    private static String name(String part) {
        return part.split("=", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The header at its semicolons, but for those in quotes. */
    private static List<String> parts(String header) {
        List<String> parts = new ArrayList<>();
        boolean isQuoted = false;
        int start = 0;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (isQuoted && c == '\\') {
                i++;
            } else if (c == '"') {
                isQuoted = !isQuoted;
            } else if (c == ';' && !isQuoted) {
                parts.add(header.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(header.substring(start));
        return parts;
    }
}
