package org.imspresence.container;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.servlet.ServletContext;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Server;

/**
 * Lets the application drain before the server stops.
 *
 * <p>Tomcat pauses its connectors, SIP among them, before it tells the application that it goes. This listener of the server hears of a stop first, whoever asks for it (SIGTERM, Ctrl-C), and runs
 * what the application has left in its ServletContext for that purpose. Each step that the application reports is a line on standard output and in {@code logs/drain.log} of the node, for
 * {@code ./run shutdown} to show.
 *
 * <p>A drain that hangs does not keep the process: when the time that the application has named is over, the process ends with status 1.
 */
public final class Drain implements LifecycleListener {

    /**
     * The application's word, in an attribute of its ServletContext: how long the drain and the stop may take in all, and the drain itself, which takes whether the whole cluster is meant and whom to tell of
     * its steps. Classes of Java only, as the two class loaders share no others.
     */
    private static final String DRAIN = "org.imspresence.drain";

    private final DrainReport report = new DrainReport(Path.of(System.getProperty("catalina.base")));

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        if (Lifecycle.BEFORE_STOP_EVENT.equals(event.getType())) {
            application((Server) event.getLifecycle()).ifPresent(this::drain);
        }
    }

    private static Optional<ServletContext> application(Server server) {
        return StartupGuard.applications(server).stream().map(container -> ((Context) container).getServletContext()).findFirst();
    }

    @SuppressWarnings("unchecked")
    private void drain(ServletContext application) {
        if (application.getAttribute(DRAIN) instanceof Map.Entry<?, ?> drain) {
            report.endAfter((Duration) drain.getKey());
            try {
                ((BiConsumer<Boolean, Consumer<String>>) drain.getValue()).accept(report.isWholeCluster(), report::say);
            } catch (RuntimeException e) {
                System.err.println("presence server: while draining: " + e);
            }
        }
    }
}
