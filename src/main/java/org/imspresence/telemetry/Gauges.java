package org.imspresence.telemetry;

import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the node counts; a ServletContext attribute of this class's name.
 *
 * @param values by metric name, each read when asked for
 */
public record Gauges(Map<String, LongSupplier> values) {}
