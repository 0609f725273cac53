package org.imspresence.container;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

import org.imspresence.container.log.Announcements;

/**
 * Waits until the application answers its readiness probe with 200, and then tells the operator, on standard output, where
 * the node listens and what to try. A daemon thread: it never outlives the server and never holds it up.
 */
final class ReadyAnnouncement {

    private static final int PROBE_EVERY_MILLIS = 100;
    private static final int REMIND_EVERY_MILLIS = 30_000;
    private static final int PROBE_TIMEOUT_MILLIS = 2_000;

    private final String sip = HostPort.of("sip").toString();
    private final String http = "http://" + reachable(HostPort.of("http").toString()) + StartupGuard.CONTEXT_PATH;

    private final Announcements announcements = new Announcements(System.out);
    private final Runnable beforeEachProbe;

    private ReadyAnnouncement(Runnable beforeEachProbe) {
        this.beforeEachProbe = beforeEachProbe;
    }

    static void start(Runnable beforeEachProbe) {
        Thread thread = new Thread(new ReadyAnnouncement(beforeEachProbe)::announceWhenReady, "ready-announcement");
        thread.setDaemon(true);
        thread.start();
    }

    private void announceWhenReady() {
        try {
            for (long waited = 0; !isReady(); waited += PROBE_EVERY_MILLIS) {
                if (waited > 0 && waited % REMIND_EVERY_MILLIS == 0) {
                    announcements.say("presence server: started, but not ready yet; see " + http + "/health/ready");
                }
                Thread.sleep(PROBE_EVERY_MILLIS);
            }
            announce();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isReady() {
        beforeEachProbe.run();
        try {
            HttpURLConnection probe =
                    (HttpURLConnection) URI.create(http + "/health/ready").toURL().openConnection();
            probe.setConnectTimeout(PROBE_TIMEOUT_MILLIS);
            probe.setReadTimeout(PROBE_TIMEOUT_MILLIS);
            try {
                return probe.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                probe.disconnect();
            }
        } catch (IOException notYet) {
            return false;
        }
    }

    private void announce() {
        double seconds =
                (System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime()) / 1000.0;
        announcements.say(String.format(
                Locale.ROOT,
                """
                presence server ready: SIP udp+tcp %1$s%6$s, HTTP %2$s/metrics (node %3$s, %4$.1f s)
                  try:  curl %2$s/health/ready
                        sipsak -vv -s sip:ping@%5$s
                        ./run --help""",
                sip, http, System.getProperty("presence.node.name"), seconds, reachable(sip), more("udp+tcp", "presence.sip.other-address") + more("tls", "presence.sip.tls.address")));
    }

    private static String more(String transports, String property) {
        return HostPort.fromProperty(property).map(address -> ", " + transports + " " + address).orElse("");
    }

    /** The wildcard address can be listened on but not called. */
    private static String reachable(String authority) {
        int colon = authority.lastIndexOf(':');
        try {
            boolean wildcard = InetAddress.getByName(authority.substring(0, colon)).isAnyLocalAddress();
            return wildcard ? "127.0.0.1" + authority.substring(colon) : authority;
        } catch (UnknownHostException e) {
            return authority;
        }
    }
}
