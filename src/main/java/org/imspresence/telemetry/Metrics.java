package org.imspresence.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The metrics of a node; a ServletContext attribute of this class's name. Counters and gauges stay where they are counted and are read when somebody asks; only what makes a histogram is told here, by a {@link #recorder} that its room
 * keeps.
 */
public final class Metrics implements AutoCloseable {

    private static final String TOTAL = "_total";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Metric, LongConsumer> recorders = new EnumMap<>(Metric.class);
    private final Map<Metric, Timer> timers = new EnumMap<>(Metric.class);
    private final Map<String, LongSupplier> counters = new ConcurrentSkipListMap<>();
    /** The registry does not keep what it reads from being collected. */
    private final List<LongSupplier> read = new ArrayList<>();

    public Metrics() {
        registry.config().namingConvention(Metrics::name);
        Arrays.stream(Metric.values()).filter(metric -> metric.kind() == Metric.Kind.HISTOGRAM).forEach(metric -> recorders.put(metric, histogram(metric)));
    }

    /** Names are the catalogue's; the end of a counter's is added when it is written. */
    private static String name(String name, Meter.Type type, String unit) {
        return name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : NamingConvention.identity.name(name, type, unit);
    }

    private LongConsumer histogram(Metric metric) {
        if (metric.unit() == Metric.Unit.SECONDS) {
            Duration[] bounds = Arrays.stream(metric.bounds()).mapToObj(seconds -> Duration.ofMillis(Math.round(seconds * 1000))).toArray(Duration[]::new);
            Timer timer = Timer.builder(metric.text()).description(metric.help()).serviceLevelObjectives(bounds).register(registry);
            timers.put(metric, timer);
            return milliseconds -> timer.record(milliseconds, TimeUnit.MILLISECONDS);
        }
        DistributionSummary summary = DistributionSummary.builder(metric.text()).description(metric.help()).serviceLevelObjectives(metric.bounds()).register(registry);
        return summary::record;
    }

    /** Takes the values of a histogram, from any thread: milliseconds if it is one of times. */
    public LongConsumer recorder(Metric histogram) {
        return recorders.get(histogram);
    }

    /** Shows what the rooms count. */
    public synchronized void show(Gauges gauges) {
        gauges.values().forEach((name, value) -> {
            Series series = Series.of(name);
            show(series, value);
            if (series.metric().kind() == Metric.Kind.COUNTER) {
                counters.put(name, value);
            }
        });
    }

    private void show(Series series, LongSupplier value) {
        Metric metric = series.metric();
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < metric.labels().size(); i++) {
            tags.add(Tag.of(metric.labels().get(i).name(), series.values().get(i)));
        }
        read.add(value);
        switch (metric.kind()) {
            case COUNTER -> FunctionCounter.builder(metric.text(), value, LongSupplier::getAsLong).description(metric.help()).tags(tags).register(registry);
            case GAUGE -> Gauge.builder(metric.text(), value, supplier -> metric.unit().shown(supplier.getAsLong())).description(metric.help()).tags(tags).register(registry);
            case HISTOGRAM -> throw new IllegalArgumentException(metric + " is recorded, not read");
        }
    }

    /** The counters, and the buckets of {@link Metric#NOTIFY_LATENCY}, each with what the lower ones have: by the names that they have in Prometheus' text. */
    public Map<String, Long> counters() {
        Map<String, Long> values = new LinkedHashMap<>();
        counters.forEach((name, value) -> values.put(name, value.getAsLong()));
        String buckets = Metric.NOTIFY_LATENCY.text() + "_bucket{le=\"";
        HistogramSnapshot latency = timers.get(Metric.NOTIFY_LATENCY).takeSnapshot();
        for (CountAtBucket bucket : latency.histogramCounts()) {
            double seconds = bucket.bucket(TimeUnit.SECONDS);
            if (Double.isFinite(seconds)) {
                values.put(buckets + seconds + "\"}", Math.round(bucket.count()));
            }
        }
        values.put(buckets + "+Inf\"}", latency.count());
        return values;
    }

    /** In Prometheus' text format, version 0.0.4. */
    public String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
