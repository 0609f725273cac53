package org.imspresence.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One series of a metric, as the rooms name what they count:
 *
 * <pre>
 *   presence_homes
 *   presence_requests_total{method="PUBLISH",class="2xx"}
 * </pre>
 *
 * @param values of the metric's labels, in their order
 */
record Series(Metric metric, List<String> values) {

    private static final Pattern SERIES = Pattern.compile("([a-z_]+)(?:\\{(.*)})?");
    private static final Pattern LABEL = Pattern.compile("\\G([a-z]+)=\"([^\"]*)\"(?:,|$)");

    /**
     * @throws IllegalArgumentException when the catalogue has no such metric, other labels for it, or other values
     */
    static Series of(String text) {
        Matcher series = SERIES.matcher(text);
        if (!series.matches()) {
            throw new IllegalArgumentException(text + " is not a series");
        }
        Metric metric = Metric.named(series.group(1)).orElseThrow(() -> new IllegalArgumentException(text + " is not in the catalogue"));
        List<String> values = new ArrayList<>();
        Matcher label = LABEL.matcher(series.group(2) == null ? "" : series.group(2));
        for (Metric.Label expected : metric.labels()) {
            if (!label.find() || !label.group(1).equals(expected.name()) || !expected.values().contains(label.group(2))) {
                throw new IllegalArgumentException(text + " does not have the labels of the catalogue");
            }
            values.add(label.group(2));
        }
        if (label.find()) {
            throw new IllegalArgumentException(text + " has more labels than the catalogue");
        }
        return new Series(metric, List.copyOf(values));
    }
}
