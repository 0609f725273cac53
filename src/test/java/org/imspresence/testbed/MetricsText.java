package org.imspresence.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;
import org.imspresence.telemetry.Metric;
import org.imspresence.telemetry.Metric.Kind;

/** Metrics in Prometheus' text format, as a parser of others reads them. */
public final class MetricsText {

    private static final String MAX = "_max";

    private MetricsText() {}

    /** The families, by name, without the largest recent value that comes with each histogram. */
    public static List<MetricFamily> families(String text) {
        CollectorPrometheusMetricsWalker read = new CollectorPrometheusMetricsWalker();
        new TextPrometheusMetricsProcessor(new ByteArrayInputStream(text.getBytes(UTF_8)), read).walk();
        return read.getAllMetricFamilies().stream().filter(family -> !isMax(family.getName())).sorted(Comparator.comparing(MetricFamily::getName)).toList();
    }

    private static boolean isMax(String name) {
        return name.endsWith(MAX) && Metric.named(name.substring(0, name.length() - MAX.length())).filter(metric -> metric.kind() == Kind.HISTOGRAM).isPresent();
    }

    /** The series of these families: name and labels. */
    public static Set<String> series(List<MetricFamily> families) {
        Set<String> series = new TreeSet<>();
        families.forEach(family -> family.getMetrics().forEach(metric -> series.add(family.getName() + new TreeMap<>(metric.getLabels()))));
        return series;
    }

    /** All series that the catalogue allows, in the same form. */
    public static Set<String> catalogue() {
        Set<String> series = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            List<TreeMap<String, String>> labels = List.of(new TreeMap<>());
            for (Metric.Label label : metric.labels()) {
                labels = labels.stream().flatMap(before -> label.values().stream().map(value -> {
                    TreeMap<String, String> more = new TreeMap<>(before);
                    more.put(label.name(), value);
                    return more;
                })).toList();
            }
            labels.forEach(values -> series.add(metric.text() + values));
        }
        return series;
    }
}
