package org.imspresence.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A node of the server in a process of its own, started with the {@code run} script as an operator does.
 *
 * <pre>{@code
 * try (ServerProcess node = ServerProcess.start(ServerProcess.options().set("key", "value"))) {
 *     ... node.sip() ... node.http() ...
 *     assertThat(node.stop()).isEqualTo(ServerProcess.TERMINATED);
 * }
 * }</pre>
 *
 * <p>{@link #start} returns when the node has said that it is ready. Whatever happens, no node outlives the JVM that started it, unless
 * that JVM is killed with SIGKILL.
 */
public final class ServerProcess implements AutoCloseable {

    /** Exit status of a node that SIGTERM stopped: 128 + 15. */
    public static final int TERMINATED = 143;

    /** Exit status of a node that SIGKILL ended: 128 + 9. */
    public static final int KILLED = 137;

    private static final String READY = "presence server ready:";
    private static final Duration LONGEST_STOP = Duration.ofSeconds(120);

    private static final Set<ServerProcess> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(node -> node.process.destroyForcibly())));
    }

    private final Options options;
    private final Process process;
    private final Transcript transcript = new Transcript();
    private final List<Thread> readers;

    private ServerProcess(Options options) {
        this.options = options;
        try {
            ProcessBuilder builder = new ProcessBuilder(options.command());
            builder.environment().put("PRESENCE_JAVA_OPTS", String.join(" ", options.javaOptions));
            builder.environment().putAll(options.environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + options.command(), e);
        }
        RUNNING.add(this);
        process.onExit().thenRun(() -> RUNNING.remove(this));
        readers = List.of(
                read(process.getInputStream(), false), read(process.getErrorStream(), true));
    }

    /** Free ports, one node on its own, a small heap. */
    public static Options options() {
        return new Options();
    }

    public static ServerProcess start() {
        return start(options());
    }

    /**
     * Starts a node and waits until it is ready.
     *
     * @throws StartFailure when it ends before, or is not ready in time; then it has been killed
     */
    public static ServerProcess start(Options options) {
        ServerProcess node = new ServerProcess(options);
        if (!node.transcript.awaitLine(READY, options.readyWithin)) {
            boolean ended = node.hasEndedSoon();
            int status = node.kill();
            node.removeFiles();
            throw new StartFailure(
                    ended ? "ended with status " + status : "not ready after " + options.readyWithin.toSeconds() + " s",
                    status,
                    node);
        }
        return node;
    }

    /** Where it takes SIP, over UDP and over TCP. */
    public InetSocketAddress sip() {
        return options.sip;
    }

    /** Whether a Via that names this address and port leads the answers to a NOTIFY back to this node. */
    public boolean isNamedBy(Via via) {
        return via.host().equals(options.sip.getHostString()) && via.port() == options.sip.getPort();
    }

    /** Such as {@code http://127.0.0.1:20080/presence/}, to resolve paths against. */
    public URI http() {
        return URI.create("http://" + text(options.http) + "/presence/");
    }

    public String nodeName() {
        return options.name();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything it has written so far, standard error among it. */
    public String output() {
        return transcript.all();
    }

    /** What it has written to standard error. */
    public String errors() {
        return transcript.errors();
    }

    /**
     * Waits until a line that contains this text has been written (or was written before).
     *
     * @return false when the time was up, or the node has ended, without it
     */
    public boolean awaitOutput(String text, Duration atMost) {
        return transcript.awaitLine(text, atMost);
    }

    /** SIGTERM: an orderly stop. Returns the exit status, {@link #TERMINATED} if all went well. */
    public int stop() {
        process.toHandle().destroy(); // Process.destroy would close our end of its output, too, and the last of it be lost
        return awaitExit(LONGEST_STOP);
    }

    /** SIGKILL: the node gets no chance to say goodbye. Returns the exit status. */
    public int kill() {
        process.destroyForcibly();
        return awaitExit(LONGEST_STOP);
    }

    /** Sends a signal by name, such as STOP and CONT to make the node pause. */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid()).inheritIO().start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("no process " + pid() + " to signal");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * Waits for the node to end by itself, and for the last of its output.
     *
     * @throws IllegalStateException when it still runs after that time; it is killed then
     */
    public int awaitExit(Duration atMost) {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after " + atMost + ":\n" + output());
            }
            for (Thread reader : readers) {
                reader.join();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Stops the node if it runs, and removes its files if it was given no name. */
    @Override
    public void close() {
        if (isAlive()) {
            stop();
        }
        removeFiles();
    }

    /** A process whose output has ended is about to end itself. */
    private boolean hasEndedSoon() {
        try {
            return transcript.isComplete() && process.waitFor(5, TimeUnit.SECONDS) || !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Thread read(InputStream stream, boolean isError) {
        Thread reader = new Thread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    transcript.add(line, isError);
                }
            } catch (IOException e) {
                transcript.add("(the rest cannot be read: " + e.getMessage() + ")", isError);
            } finally {
                transcript.end();
            }
        }, "output of " + options.name());
        reader.setDaemon(true);
        reader.start();
        return reader;
    }

    private void removeFiles() {
        if (options.node != null) {
            return;
        }
        Path files = options.run.resolveSibling("target").resolve("nodes").resolve(options.name());
        if (!Files.exists(files)) {
            return;
        }
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /** What to start; each call changes and returns the same object. */
    public static final class Options {

        private InetSocketAddress sip = new InetSocketAddress("127.0.0.1", FreePort.next());
        private InetSocketAddress http = new InetSocketAddress("127.0.0.1", FreePort.next());
        private String node;
        private Duration readyWithin = Container.current().readyWithin();
        /** Without pacing, as most tests are about each single change. */
        private final List<String> arguments = new ArrayList<>(List.of("--container", Container.current().option(), "--heap", "256m", "--set", "notify.pacing=0"));
        /** Most nodes of tests do not live long enough to gain from what the second compiler takes. */
        private final List<String> javaOptions = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1"));
        private final Map<String, String> environment = new HashMap<>();
        private final List<String> prefix = new ArrayList<>();
        private boolean saysWhere = true;
        /** Set by the build; a test started by hand runs in the project's directory. */
        private Path run = Path.of(System.getProperty("presence.run", "run")).toAbsolutePath();

        /** With the system property {@code presence.notify}, which is {@code container} or {@code lean}, NOTIFYs of all nodes go so whose test does not say it. */
        private Options() {
            Optional.ofNullable(System.getProperty("presence.notify")).ifPresent(path -> set("sip.notify", path));
        }

        public Options sip(InetSocketAddress address) {
            sip = address;
            return this;
        }

        public Options http(InetSocketAddress address) {
            http = address;
            return this;
        }

        /** A named node's files stay, so that it can be started again with them. */
        public Options node(String name) {
            node = name;
            return this;
        }

        public Options cluster(InetSocketAddress own, List<InetSocketAddress> members) {
            return arguments(
                    "--cluster", text(own),
                    "--join", String.join(",", members.stream().map(ServerProcess::text).toList()));
        }

        public Options advertise(InetSocketAddress address) {
            return arguments("--advertise", text(address));
        }

        public Options archive(String warOrSar) {
            return arguments("--archive", warOrSar);
        }

        /** Such as {@code 512m}. */
        public Options heap(String size) {
            return arguments("--heap", size);
        }

        /** A setting of the application. */
        public Options set(String key, Object value) {
            return arguments("--set", key + "=" + value);
        }

        /** Any arguments of the run script; where they contradict earlier ones, the later ones hold. */
        public Options arguments(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        /** Options of the node's JVM; none may contain a space. */
        public Options javaOptions(List<String> more) {
            javaOptions.addAll(more);
            return this;
        }

        /** As in production, for nodes that are put under load. */
        public Options underLoad() {
            javaOptions.remove("-XX:TieredStopAtLevel=1");
            return this;
        }

        /** A variable of its environment. */
        public Options environment(String variable, Object value) {
            environment.put(variable, value.toString());
            return this;
        }

        /** A command that runs the script in another environment and becomes it, such as {@code ip netns exec NAME}. */
        public Options within(List<String> command) {
            prefix.addAll(command);
            return this;
        }

        /** Leaves out {@code --node}, {@code --sip} and {@code --http}: environment or file must name what this object expects. */
        public Options withoutAddresses() {
            saysWhere = false;
            return this;
        }

        /** Another run script than the project's; a node of it needs a name, and its files stay. */
        public Options run(Path script) {
            run = script;
            return this;
        }

        public Options readyWithin(Duration atMost) {
            readyWithin = atMost;
            return this;
        }

        private String name() {
            return node == null ? "test-" + sip.getPort() : node;
        }

        private List<String> command() {
            List<String> command = new ArrayList<>(prefix);
            command.addAll(List.of(run.toString(), "--no-build"));
            if (saysWhere) {
                command.addAll(List.of("--node", name(), "--sip", text(sip), "--http", text(http)));
            }
            command.addAll(arguments);
            return command;
        }
    }

    /** The node did not get ready; the message holds everything it wrote. */
    public static final class StartFailure extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final String errors;

        private StartFailure(String what, int status, ServerProcess node) {
            super("node " + node.nodeName() + " " + what + "; it was started with\n  "
                    + String.join(" ", node.options.command()) + "\nand wrote\n" + node.output());
            this.status = status;
            this.errors = node.errors();
        }

        public int status() {
            return status;
        }

        /** What it wrote to standard error. */
        public String errors() {
            return errors;
        }
    }

    /** The lines that a process has written, in the order in which they arrived here. */
    private static final class Transcript {

        private static final int STREAMS = 2;

        private final List<String> all = new ArrayList<>();
        private final List<String> errors = new ArrayList<>();
        private int ended;

        synchronized void add(String line, boolean isError) {
            all.add(line);
            if (isError) {
                errors.add(line);
            }
            notifyAll();
        }

        synchronized void end() {
            ended++;
            notifyAll();
        }

        synchronized boolean isComplete() {
            return ended == STREAMS;
        }

        synchronized String all() {
            return String.join("\n", all);
        }

        synchronized String errors() {
            return String.join("\n", errors);
        }

        synchronized boolean awaitLine(String text, Duration atMost) {
            long end = System.nanoTime() + atMost.toNanos();
            int seen = 0;
            while (true) {
                for (; seen < all.size(); seen++) {
                    if (all.get(seen).contains(text)) {
                        return true;
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || isComplete()) {
                    return false;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
    }
}
