package org.imspresence.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Debian's PostgreSQL, run by a test: a cluster of databases of its own in a temporary directory, on a free port of 127.0.0.1. PostgreSQL does not run as root; root therefore runs it as the user
 * {@code postgres}, which comes with Debian's package.
 */
public final class Postgres implements AutoCloseable {

    public static final String USER = "presence";
    public static final String PASSWORD = "not 'so\" secret";
    public static final String MISSING = "PostgreSQL is not installed (Debian: postgresql), so documents in a shared database are not tested";

    private static final Logger LOG = LoggerFactory.getLogger(Postgres.class);
    private static final boolean IN_CI = "true".equals(System.getenv("CI"));
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String OWNER = "postgres";
    private static final String READY = "database system is ready to accept connections";
    private static final int PATIENCE_SECONDS = 60;

    private final Path programs;
    private final Path directory;
    private final int port = FreePort.next();
    private Process server;

    private Postgres(Path programs, Path directory) {
        this.programs = programs;
        this.directory = directory;
    }

    /**
     * Makes an empty cluster, with a database {@value #USER} of a user who has a password, and starts it; empty, and said in the log, when PostgreSQL is not installed.
     *
     * @throws AssertionError when it is not installed where all tests are to run: {@code CI=true} in the environment
     */
    public static Optional<Postgres> startIfInstalled() {
        Optional<Path> programs = installed();
        if (programs.isEmpty() && IN_CI) {
            throw new AssertionError(MISSING);
        }
        if (programs.isEmpty()) {
            LOG.warn(MISSING);
        }
        return programs.map(Postgres::start);
    }

    /** Where the newest version's programs are. */
    private static Optional<Path> installed() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(programs -> Files.isExecutable(programs.resolve("postgres")) && Files.isExecutable(programs.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Postgres start(Path programs) {
        try {
            Postgres postgres = new Postgres(programs, Files.createTempDirectory("presence-postgres"));
            postgres.initialise();
            postgres.start();
            postgres.run("createdb", "-h", "127.0.0.1", "-p", Integer.toString(postgres.port), "-U", USER, USER);
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialise() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
        if (isRoot()) {
            for (Path path : List.of(password, directory)) {
                Files.setOwner(path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(OWNER));
            }
        }
        run("initdb", "-D", data(), "-U", USER, "-A", "scram-sha-256", "--pwfile=" + password, "-E", "UTF8", "--no-locale", "--no-sync");
    }

    /** Starts what {@link #kill} has stopped, on the same port and with the same data. */
    public void start() {
        try {
            ProcessBuilder builder = command("postgres", "-D", data(), "-p", Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off");
            server = builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        CompletableFuture<String> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(server, ready), "postgres-log");
        reader.setDaemon(true);
        reader.start();
        try {
            ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("PostgreSQL does not start: " + e.getMessage(), e);
        }
    }

    private static void read(Process server, CompletableFuture<String> ready) {
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.contains(READY)) {
                    ready.complete(line);
                }
            }
        } catch (IOException ended) {
            said.add(ended.toString());
        }
        ready.completeExceptionally(new IllegalStateException(String.join("\n", said)));
    }

    /** Ends it as a crash would, connections included, and returns when it is gone. */
    public void kill() {
        signal(server.toHandle(), "QUIT");
        server.onExit().join();
    }

    /** It stops to answer, although connections stay open and new ones are taken by the kernel; until {@link #thaw}. */
    public void freeze() {
        signal(server.toHandle(), "STOP");
        signalChildren("STOP");
    }

    /** The server is the last one to go on: until then it starts no children, and none of them can be gone when its turn comes. */
    public void thaw() {
        signalChildren("CONT");
        signal(server.toHandle(), "CONT");
    }

    private void signalChildren(String signal) {
        server.children().forEach(child -> signal(child, signal));
    }

    private static void signal(ProcessHandle process, String signal) {
        runToEnd(new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid()));
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + USER;
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private void run(String program, String... arguments) {
        ProcessBuilder builder = command(program, arguments);
        builder.environment().put("PGPASSWORD", PASSWORD);
        runToEnd(builder);
    }

    private ProcessBuilder command(String program, String... arguments) {
        List<String> command = new ArrayList<>(isRoot() ? List.of("setpriv", "--reuid=" + OWNER, "--regid=" + OWNER, "--clear-groups", "--") : List.of());
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private static void runToEnd(ProcessBuilder builder) {
        try {
            Process process = builder.redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(String.join(" ", builder.command()) + " has failed (" + status + "): " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    @Override
    public void close() {
        if (server.isAlive()) {
            kill();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
