package org.imspresence.container;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import sun.misc.Signal;

/**
 * The main class of a node on Open Liberty: around the server's own it sees to what {@link StartupGuard} and {@link Drain} see to within Tomcat.
 *
 * <ol>
 *   <li>Every address is tried before anything is opened; one that is taken ends the process with one line.
 *   <li>An application that does not start ends the process with status 1 and the reason. Liberty would run on without it.
 *   <li>A node that is ready says so on standard output.
 *   <li>SIGTERM and SIGINT first drain the node, then stop the server: Liberty has no listener that hears of a stop before its SIP endpoints are paused.
 * </ol>
 */
public final class LibertyProcess {

    private static final String SERVER = "com.ibm.ws.kernel.boot.cmdline.EnvCheck";
    /** The application's word, a system property, why it could not start or open. */
    private static final String FAILURE = "org.imspresence.failure";
    private static final String DRAIN = "org.imspresence:type=Drain";
    private static final int FAILED = 1;
    private static final int SIGNAL = 128;
    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

    private final PrintStream err = System.err;
    private final DrainReport report = new DrainReport(Path.of("").toAbsolutePath());
    private final AtomicBoolean stopping = new AtomicBoolean();

    private LibertyProcess() {
    }

    /** @param arguments those of the server: its name */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        LibertyProcess process = new LibertyProcess();
        ListenAddress.firstComplaint().ifPresent(process::fail);
        Signal.handle(new Signal("TERM"), process::stop);
        Signal.handle(new Signal("INT"), process::stop);
        ReadyAnnouncement.start(process::failIfTheApplicationHas);
        try {
            Class.forName(SERVER).getMethod("main", String[].class).invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            process.fail("the server did not start: " + e.getCause());
        }
    }

    private void failIfTheApplicationHas() {
        String failure = System.getProperty(FAILURE);
        if (failure != null && stopping.compareAndSet(false, true)) {
            report.endAfter(LONGEST_STOP);
            fail(failure);
        }
    }

    private void fail(String why) {
        err.println("presence server: " + why);
        err.flush();
        System.exit(FAILED);
    }

    /** On a thread of the signal's own. A second signal changes nothing. */
    private void stop(Signal signal) {
        if (stopping.compareAndSet(false, true)) {
            drain();
            System.exit(SIGNAL + signal.getNumber());
        }
    }

    private void drain() {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName drain = new ObjectName(DRAIN);
            if (beans.isRegistered(drain)) {
                report.endAfter(Duration.ofSeconds((Long) beans.getAttribute(drain, "LongestSeconds")));
                Consumer<String> say = report::say;
                beans.invoke(drain, "drain", new Object[] {report.isWholeCluster(), say}, new String[] {boolean.class.getName(), Consumer.class.getName()});
            }
        } catch (JMException | RuntimeException e) {
            err.println("presence server: while draining: " + e);
        }
    }
}
