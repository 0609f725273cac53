package org.imspresence.sip;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.imspresence.dialog.ChargingVector;

/** RFC 7315 s5.6: reads P-Charging-Vector. */
final class ChargingVectorHeader {

    /** Characters; an icid of more is not what a network makes, and each is stored with its subscription. */
    private static final int MAX_ICID = 128;
    private static final int MAX_LINE = 1024;
    private static final Pattern PARAMETER = Pattern.compile("\\s*+([A-Za-z0-9.!%*_+`'~-]++)(?:\\s*+=\\s*+(\"(?:[^\"\\\\]|\\\\.)*+\"|[^\\s;,\"]++))?+\\s*+(?:;|$)");

    private ChargingVectorHeader() {}

    /**
     * @param lines the header's lines as they came
     * @return empty for none, and for what cannot be read: more than one, one without an icid, or one that is too long to be kept
     */
    static Optional<ChargingVector> of(List<String> lines) {
        if (lines.size() != 1 || lines.get(0).length() > MAX_LINE) {
            return Optional.empty();
        }
        Map<String, String> parameters = parameters(lines.get(0));
        String icid = parameters.getOrDefault("icid-value", "");
        return icid.isEmpty() || icid.equals("\"\"") || icid.length() > MAX_ICID ? Optional.empty() : Optional.of(new ChargingVector(icid, parameters.getOrDefault("orig-ioi", ""), ""));
    }

    /** Values by lower-case name, the first of each; none when the line is not a list of parameters. */
    private static Map<String, String> parameters(String line) {
        Map<String, String> parameters = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(line);
        int end = 0;
        while (end < line.length()) {
            if (!parameter.region(end, line.length()).lookingAt()) {
                return Map.of();
            }
            if (parameter.group(2) != null) {
                parameters.putIfAbsent(parameter.group(1).toLowerCase(Locale.ROOT), parameter.group(2));
            }
            end = parameter.end();
        }
        return parameters;
    }
}
