package org.imspresence.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import org.hawkular.agent.prometheus.types.Counter;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.Histogram;
import org.hawkular.agent.prometheus.types.Metric;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.imspresence.testbed.MetricsText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Metrics metrics = new Metrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    private void show(String series, LongSupplier value) {
        metrics.show(new Gauges(Map.of(series, value)));
    }

    private MetricFamily family(String name) {
        List<MetricFamily> named = MetricsText.families(metrics.text()).stream().filter(family -> family.getName().equals(name)).toList();
        assertEquals(1, named.size(), () -> name + " in\n" + metrics.text());
        return named.get(0);
    }

    private Metric only(String name) {
        List<Metric> series = family(name).getMetrics();
        assertEquals(1, series.size());
        return series.get(0);
    }

    @Test
    void aCounterIsReadWhenSomebodyAsks() {
        long[] count = {3};
        show("presence_requests_total{method=\"PUBLISH\",class=\"2xx\"}", () -> count[0]);
        count[0] = 5;

        Counter counter = (Counter) only("presence_requests_total");

        assertEquals(5, counter.getValue());
        assertEquals(Map.of("method", "PUBLISH", "class", "2xx"), counter.getLabels());
    }

    @Test
    void countersAndTheBucketsOfTheLatencyAreToldByTheirNames() {
        String published = "presence_requests_total{method=\"PUBLISH\",class=\"2xx\"}";
        show(published, () -> 3);
        show("presence_homes", () -> 7);
        metrics.recorder(org.imspresence.telemetry.Metric.NOTIFY_LATENCY).accept(20);
        metrics.recorder(org.imspresence.telemetry.Metric.NOTIFY_LATENCY).accept(60_000);

        Map<String, Long> counters = metrics.counters();

        assertEquals(3, counters.get(published));
        String bucket = "presence_notify_latency_seconds_bucket{le=\"%s\"}";
        assertEquals(List.of(0L, 1L, 1L, 2L), List.of("0.01", "0.025", "30.0", "+Inf").stream().map(bound -> counters.get(bucket.formatted(bound))).toList());
        assertTrue(counters.keySet().stream().filter(name -> !name.equals(published)).allMatch(metrics.text()::contains), counters::toString);
        assertEquals(14, counters.size(), counters::toString);
    }

    @Test
    void aGaugeHasTheHelpTextOfTheCatalogue() {
        show("presence_homes", () -> 7);

        assertEquals(7, ((Gauge) only("presence_homes")).getValue());
        assertEquals(org.imspresence.telemetry.Metric.HOMES.help(), family("presence_homes").getHelp());
    }

    @Test
    void whatIsMeasuredInMillisecondsIsShownInSeconds() {
        show("presence_queue_age_seconds", () -> 250);
        metrics.recorder(org.imspresence.telemetry.Metric.NOTIFY_LATENCY).accept(40);

        assertEquals(0.25, ((Gauge) only("presence_queue_age_seconds")).getValue());
        Histogram latency = (Histogram) only("presence_notify_latency_seconds");
        assertEquals(1, latency.getSampleCount());
        assertEquals(0.04, latency.getSampleSum(), 1e-9);
        assertEquals(List.of(0L, 1L), latency.getBuckets().stream().filter(bucket -> List.of(0.025, 0.05).contains(bucket.getUpperBound())).map(Histogram.Bucket::getCumulativeCount).toList());
    }

    @Test
    void ofAHistogramEachBoundIsABucket() {
        metrics.recorder(org.imspresence.telemetry.Metric.ROUTE_SET_LENGTH).accept(0);
        metrics.recorder(org.imspresence.telemetry.Metric.ROUTE_SET_LENGTH).accept(3);

        Histogram lengths = (Histogram) only("presence_route_set_length");

        assertEquals(List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, Double.POSITIVE_INFINITY), lengths.getBuckets().stream().map(Histogram.Bucket::getUpperBound).toList());
        assertEquals(List.of(1L, 1L, 2L), lengths.getBuckets().stream().limit(3).map(Histogram.Bucket::getCumulativeCount).toList());
    }

    @Test
    void aHistogramThatNothingHasHappenedForIsThere() {
        assertEquals(0, ((Histogram) only("presence_takeover_seconds")).getSampleCount());
    }

    @Test
    void onlyWhatTheCatalogueAllowsIsShown() {
        for (String series : List.of(
                "presence_unheard_of", "presence_homes{node=\"a\"}", "presence_requests_total", "presence_requests_total{class=\"2xx\",method=\"PUBLISH\"}",
                "presence_requests_total{method=\"sip:a@home1.net\",class=\"2xx\"}", "presence_takeover_seconds", "presence homes")) {
            assertThrows(IllegalArgumentException.class, () -> show(series, () -> 1), series);
        }
        assertTrue(MetricsText.catalogue().containsAll(MetricsText.series(MetricsText.families(metrics.text()))));
    }
}
