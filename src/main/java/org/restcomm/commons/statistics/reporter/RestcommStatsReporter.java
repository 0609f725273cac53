package org.restcomm.commons.statistics.reporter;

import com.codahale.metrics.MetricRegistry;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for the class of the same name in {@code restcomm-statistics}, which the SIP container starts
 * unconditionally. That one sends the node's call and message counts, once a day and at every stop, over HTTPS without
 * checking certificates, to a host of its maker; no setting of the container prevents the start. This one counts and tells nobody.
 *
 * <p>It has the methods that {@code SipApplicationDispatcherImpl} of Restcomm SIP Servlets 3.2.0-37 calls, and no other. Like
 * {@code org.imspresence.container} it is packed for the container's {@code lib} and kept out of the WAR.
 */
public final class RestcommStatsReporter {

    private static final MetricRegistry METRICS = new MetricRegistry();
    private static final RestcommStatsReporter SILENT = new RestcommStatsReporter();

    public static RestcommStatsReporter getRestcommStatsReporter() {
        return SILENT;
    }

    public static MetricRegistry getMetricRegistry() {
        return METRICS;
    }

    public void setRemoteServer(String ignored) {
        // Nothing is sent.
    }

    public void setProjectName(String ignored) {
        // Nothing is sent.
    }

    public void setProjectType(String ignored) {
        // Nothing is sent.
    }

    public void setVersion(String ignored) {
        // Nothing is sent.
    }

    public void start(long period, TimeUnit unit) {
        // Nothing is sent.
    }

    public void stop() {
        // Nothing is sent.
    }
}
