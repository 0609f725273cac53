package org.imspresence.container;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Server;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.imspresence.container.log.StdoutHandler;
import org.mobicents.servlet.sip.catalina.SipProtocolHandler;

/**
 * Sees to it that a node starts whole or not at all.
 *
 * <p>Tomcat logs an application or a connector that failed and runs on without it: alive for a supervisor, dead for
 * the network. This listener of the server
 * <ol>
 *   <li>before anything is opened, tries every address, and ends the process with one line when one is taken;
 *   <li>after the start, looks at every connector and at the application; when one failed it stops the server and ends the process
 *       with status 1 and the reason;
 *   <li>when the start itself broke off, ends the process;
 *   <li>announces on standard output when the application says that it is ready.
 * </ol>
 */
public final class StartupGuard implements LifecycleListener {

    /** The application's context path; also the name of its archive. */
    static final String CONTEXT_PATH = "/presence";

    /** The application's word, in an attribute of its ServletContext, why it could not open its SIP side. */
    private static final String FAILURE = "org.imspresence.failure";
    private static final int FAILED = 1;
    private static final long LONGEST_STOP_MILLIS = 15_000;

    private boolean started;

    /** Made before the connectors are, because it stands before them in {@code server.xml}: they already look up their hosts. */
    public StartupGuard() {
        ListenAddress.firstComplaint().ifPresent(StartupGuard::exit);
    }

    @Override
    public void lifecycleEvent(LifecycleEvent event) {
        switch (event.getType()) {
            case Lifecycle.AFTER_START_EVENT -> afterStart((Server) event.getLifecycle());
            case Lifecycle.AFTER_DESTROY_EVENT -> afterDestroy();
            default -> { }
        }
    }

    private void afterStart(Server server) {
        started = true;
        Optional<String> complaint = whatFailed(server);
        if (complaint.isPresent()) {
            stop(server);
            exit(complaint.get());
        }
        ReadyAnnouncement.start(() -> { });
    }

    /** A start that broke off is followed by a destroy; so is every orderly stop, which must not be disturbed. */
    private void afterDestroy() {
        if (!started) {
            exit("the server did not start" + why());
        }
    }

    private static Optional<String> whatFailed(Server server) {
        for (Service service : server.findServices()) {
            Optional<Container> application = application(service);
            if (application.isEmpty()) {
                return Optional.of("no application is deployed at " + CONTEXT_PATH + why());
            }
            if (((Lifecycle) application.get()).getState() != LifecycleState.STARTED) {
                return Optional.of("the application at " + CONTEXT_PATH + " did not start" + why());
            }
            Object failure = ((Context) application.get()).getServletContext().getAttribute(FAILURE);
            if (failure != null) {
                return Optional.of("the application at " + CONTEXT_PATH + " did not open: " + failure);
            }
            for (Connector connector : service.findConnectors()) {
                if (!isListening(connector)) {
                    return Optional.of(connector.getProtocolHandlerClassName() + " cannot listen on port "
                            + connector.getPort() + why());
                }
            }
        }
        return Optional.empty();
    }

    /** The presence application of each service; one, unless it did not deploy. */
    static List<Container> applications(Server server) {
        return Arrays.stream(server.findServices()).flatMap(service -> application(service).stream()).toList();
    }

    private static Optional<Container> application(Service service) {
        for (Container host : service.getContainer().findChildren()) {
            Container context = host.findChild(CONTEXT_PATH);
            if (context != null) {
                return Optional.of(context);
            }
        }
        return Optional.empty();
    }

    private static boolean isListening(Connector connector) {
        if (connector.getProtocolHandler() instanceof SipProtocolHandler sip) {
            return sip.isStarted();
        }
        return connector.getState() == LifecycleState.STARTED;
    }

    /** {@code ": reason"}, or nothing when no failure was logged with an exception. */
    private static String why() {
        return StdoutHandler.firstFailure()
                .map(StartupGuard::root)
                .map(root -> root.getMessage() == null ? root.toString() : root.getMessage())
                .map(message -> ": " + message.replaceAll("\\s*\\R\\s*", " "))
                .orElse("");
    }

    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static void stop(Server server) {
        Thread watchdog = new Thread(() -> {
            try {
                Thread.sleep(LONGEST_STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(FAILED);
        }, "stop-watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        try {
            server.stop();
        } catch (LifecycleException | RuntimeException e) {
            System.err.println("presence server: while stopping: " + e);
        }
    }

    private static void exit(String why) {
        System.out.flush();
        System.err.println("presence server: " + why);
        System.exit(FAILED);
    }
}
