package org.imspresence.telemetry;

import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the rooms of a node count and measure.
 *
 * @param values by {@link Series}, each read when asked for; durations in milliseconds
 */
public record Gauges(Map<String, LongSupplier> values) {}
