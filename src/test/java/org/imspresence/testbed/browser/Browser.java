package org.imspresence.testbed.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Debian's Chromium without a screen, as a process of its own with a profile of its own, driven by its DevTools. */
public final class Browser implements AutoCloseable {

    private static final String MISSING = "Chromium is not installed (Debian: chromium), so the console is not tested";
    private static final Logger LOG = LoggerFactory.getLogger(Browser.class);
    private static final boolean IN_CI = "true".equals(System.getenv("CI"));
    private static final Path INSTALLED = Path.of("/usr/bin/chromium");
    private static final String LISTENING = "DevTools listening on ";
    private static final int PATIENCE_SECONDS = 10;

    private final Path profile;
    private final Process process;
    private final DevTools tools;

    private Browser(Path profile) throws IOException {
        this.profile = profile;
        // Root has no sandbox in Chromium; what is shown is this server's alone.
        process = new ProcessBuilder(INSTALLED.toString(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", "--user-data-dir=" + profile, "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        BufferedReader errors = new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        tools = new DevTools(address(errors));
        Thread drained = new Thread(() -> errors.lines().forEach(line -> LOG.debug("chromium: {}", line)), "chromium-errors");
        drained.setDaemon(true);
        drained.start();
    }

    /**
     * Starts it; empty, and said in the log, when it is not installed.
     *
     * @throws AssertionError when it is not installed where all tests are to run: {@code CI=true} in the environment
     */
    public static Optional<Browser> startIfInstalled() {
        if (!Files.isExecutable(INSTALLED)) {
            if (IN_CI) {
                throw new AssertionError(MISSING);
            }
            LOG.warn(MISSING);
            return Optional.empty();
        }
        try {
            return Optional.of(new Browser(Files.createTempDirectory("presence-chromium")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URI address(BufferedReader errors) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            lines.add(line);
            if (line.startsWith(LISTENING)) {
                return URI.create(line.substring(LISTENING.length()));
            }
        }
        throw new IOException("Chromium did not start:\n" + String.join("\n", lines));
    }

    /** Opens an empty page that knows nothing of the others: no stored choice, no password. */
    public Page page() {
        String context = (String) tools.command("", "Target.createBrowserContext", Map.of()).get("browserContextId");
        String target = (String) tools.command("", "Target.createTarget", Map.of("url", "about:blank", "browserContextId", context)).get("targetId");
        String session = (String) tools.command("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true)).get("sessionId");
        return new Page(tools, context, session);
    }

    @Override
    public void close() {
        tools.close();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            try (Stream<Path> files = Files.walk(profile)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            LOG.warn("the profile {} is left: {}", profile, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
