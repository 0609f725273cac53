package org.imspresence.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.imspresence.telemetry.Metric.Kind;
import org.imspresence.telemetry.Metric.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue of metrics, and what is written about it elsewhere. */
class CatalogueTest {

    private static final Pattern METRIC = Pattern.compile("\\b(presence_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z]+)(=|!=|=~|!~)\\\\?\"([^\"\\\\]*)\\\\?\"");
    /** What Prometheus adds to the series of a node. */
    private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job", "le");
    private static final Pattern OF_HISTOGRAM = Pattern.compile("_(bucket|sum|count|max)$");
    private static final Path DOCUMENT = Path.of("docs", "metrics.md");

    @ParameterizedTest
    @EnumSource
    void namesFollowPrometheusConventions(Metric metric) {
        assertTrue(metric.text().matches("presence(_[a-z]+)+"), metric.text());
        assertEquals(metric.kind() == Kind.COUNTER, metric.text().endsWith("_total"));
        assertEquals(metric.unit() == Unit.SECONDS, metric.text().endsWith("_seconds"));
        assertEquals(metric.unit() == Unit.BYTES, metric.text().endsWith("_bytes"));
        assertEquals(metric.kind() == Kind.HISTOGRAM, metric.bounds().length > 0);
        assertTrue(metric.labels().stream().noneMatch(label -> OF_PROMETHEUS.contains(label.name())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/monitoring/alerts.yml", "deploy/monitoring/grafana-dashboard.json"})
    void whatWatchesMetricsReferToNothingElse(String file) throws IOException {
        Matcher referred = METRIC.matcher(Files.readString(Path.of(file)));
        int found = 0;
        while (referred.find()) {
            found++;
            Metric metric = metric(referred.group(1), file);
            if (referred.group(2) != null) {
                checkLabels(metric, referred.group(2), file);
            }
        }
        assertTrue(found > 10, file + " refers to " + found);
    }

    private static Metric metric(String name, String file) {
        Matcher part = OF_HISTOGRAM.matcher(name);
        return Metric.named(name)
                .or(() -> part.find() ? Metric.named(part.replaceFirst("")).filter(metric -> metric.kind() == Kind.HISTOGRAM) : Optional.empty())
                .orElseThrow(() -> new AssertionError(file + " refers to " + name));
    }

    private static void checkLabels(Metric metric, String matchers, String file) {
        Matcher matcher = MATCHER.matcher(matchers);
        int end = 0;
        while (matcher.find()) {
            end = matcher.end();
            String name = matcher.group(1);
            if (!OF_PROMETHEUS.contains(name)) {
                Metric.Label label = metric.labels().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow(() -> new AssertionError(file + ": " + metric + " has no label " + name));
                assertTrue(label.values().containsAll(List.of(matcher.group(3).split("\\|"))), () -> file + ": " + matchers);
            }
        }
        assertEquals(matchers.length(), end, () -> file + ": " + matchers);
    }

    @Test
    void thePageAboutMetricsHasTheCatalogue() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT).stream().filter(line -> line.startsWith("| `presence_")).toList();

        assertEquals(Arrays.stream(Metric.values()).map(CatalogueTest::row).collect(Collectors.joining("\n")), String.join("\n", rows));
    }

    private static String row(Metric metric) {
        String labels = metric.labels().stream().map(label -> "`" + label.name() + "`: " + String.join(", ", label.values())).collect(Collectors.joining("; "));
        return "| `" + metric.text() + "` | " + metric.kind().name().toLowerCase(Locale.ROOT) + " | " + (labels.isEmpty() ? "" : labels + " ") + "| " + metric.help() + " |";
    }
}
