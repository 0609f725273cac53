package org.imspresence.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.imspresence.json.Json;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.PresentityScene;
import org.imspresence.testbed.RunScript;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The distribution archive, unpacked to where nothing may be written, as an operator meets it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DistributionIT extends PresentityScene {

    private static final Path SYSTEMD_ANALYZE = Path.of("/usr/bin/systemd-analyze");
    private static final boolean IN_CI = "true".equals(System.getenv("CI"));
    /** To a file; what comes behind # is left out. */
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#)([^)#]+)[^)]*\\)");
    private static final int LAST = Integer.MAX_VALUE;

    @TempDir
    private static Path root;

    private static Path installation;
    private static Path nodes;
    private static ServerProcess server;
    private static Map<Path, String> unpacked;

    @BeforeAll
    static void unpackAndStart() throws IOException {
        Path opt = Files.createDirectories(root.resolve("opt"));
        nodes = root.resolve("var/lib/presence-server");
        call("tar", "-xzf", System.getProperty("presence.distribution"), "-C", opt.toString());
        try (Stream<Path> top = Files.list(opt)) {
            installation = Files.move(top.findFirst().orElseThrow(), opt.resolve("presence-server"));
        }
        call("chmod", "-R", "a-w", installation.toString());
        unpacked = files();
        server = ServerProcess.start(ServerProcess.options().run(installation.resolve("run")).node("unpacked").set("log.format", "json").set("log.events", "all").arguments("--nodes", nodes.toString()));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        call("chmod", "-R", "u+w", installation.toString());
    }

    private static void call(String... command) {
        RunScript ended = RunScript.call(Path.of(command[0]), List.of(command).subList(1, command.length).toArray(String[]::new));
        assertEquals(0, ended.status(), ended::output);
    }

    /** What is installed. Root can write in spite of all permissions, so it is looked at whether anybody has. */
    private static Map<Path, String> files() throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(installation)) {
            for (Path file : all.toList()) {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                files.put(file, attributes.lastModifiedTime() + " " + (attributes.isDirectory() ? "" : attributes.size()));
            }
        }
        return files;
    }

    @Override
    protected InetSocketAddress entry() {
        return server.sip();
    }

    @Test
    void aNodeOfItServes() {
        WatcherUe watcher = subscribed();

        assertEquals(200, publisher().publish(document("unpacked"), 600).status());

        assertTrue(Pidf.hasNote(watcher.awaitNotify(2, PATIENCE), "unpacked"));
    }

    @Test
    void theProbesOfKubernetesAreAnswered() throws IOException {
        Path manifest = installation.resolve("deploy/kubernetes/statefulset.yaml");
        V1Container container = new Manifests(List.of(manifest)).one(V1StatefulSet.class).getSpec().getTemplate().getSpec().getContainers().get(0);

        for (V1Probe probe : List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())) {
            HttpURLConnection connection = (HttpURLConnection) server.http().resolve(probe.getHttpGet().getPath()).toURL().openConnection();
            assertEquals(HttpURLConnection.HTTP_OK, connection.getResponseCode(), probe.getHttpGet().getPath());
        }
    }

    @Test
    void whatItCannotDoIsSaidInOneLine() {
        RunScript demo = RunScript.call(installation.resolve("run"), "demo");
        RunScript nowhere = RunScript.call(installation.resolve("run"), "--nodes", "/dev/null/nodes");

        assertEquals(new RunScript(1, "run: the demo needs a checkout; it is not in the distribution archive\n"), demo);
        assertEquals(new RunScript(1, "run: cannot write in '/dev/null/nodes/node-5060'; --nodes DIR names another place for the files of nodes\n"), nowhere);
    }

    @Test
    void noPageLinksToWhatIsNotThere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : unpacked.keySet().stream().filter(file -> file.toString().endsWith(".md")).toList()) {
            LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)).filter(link -> !Files.exists(page.resolveSibling(link)))
                    .forEach(link -> dead.add(installation.relativize(page) + ": " + link));
        }

        assertEquals(List.of(), dead);
    }

    /** In a root directory of its own with this installation in it; the targets that the unit is ordered by are empty. */
    @Test
    void systemdTakesTheUnit() throws IOException {
        boolean there = Files.isExecutable(SYSTEMD_ANALYZE);
        assertTrue(there || !IN_CI, "systemd-analyze is missing (Debian: systemd)");
        assumeTrue(there, "systemd-analyze is missing (Debian: systemd)");
        Path units = Files.createDirectories(root.resolve("etc/systemd/system"));
        for (String target : List.of("sysinit", "basic", "shutdown", "multi-user", "network-online")) {
            Files.writeString(units.resolve(target + ".target"), "[Unit]\n");
        }
        Files.copy(installation.resolve("deploy/systemd/presence-server.service"), units.resolve("presence-server.service"));

        assertEquals(new RunScript(0, ""), RunScript.call(SYSTEMD_ANALYZE, "verify", "--man=no", "--root=" + root, "presence-server.service"));
    }

    @Test
    @Order(LAST - 1)
    void eachLineOfItsLogIsAnObjectAndTheFlowIsInIt() {
        assertTrue(server.awaitOutput("\"event\":\"NOTIFY\",\"status\":200", PATIENCE), server::output);

        List<Map<String, Object>> lines = server.output().lines().map(line -> Json.object(line.getBytes(StandardCharsets.UTF_8))).toList();

        assertEquals(List.of(), lines.stream().filter(line -> !line.keySet().containsAll(List.of("time", "level", "logger", "thread", "message")) || !"unpacked".equals(line.get("node"))).toList());
        for (String event : List.of("SUBSCRIBE", "PUBLISH", "NOTIFY")) {
            assertTrue(lines.stream().anyMatch(line -> event.equals(line.get("event")) && Long.valueOf(200).equals(line.get("status")) && line.get("ms") instanceof Long), () -> event + "\n" + server.output());
        }
    }

    @Test
    @Order(LAST)
    void itIsStoppedByItsScriptAndHasWrittenNothingIntoTheInstallation() throws IOException {
        RunScript shutdown = RunScript.call(installation.resolve("run"), "shutdown", "--nodes", nodes.toString(), "--node", server.nodeName());

        assertEquals(0, shutdown.status(), shutdown::output);
        assertTrue(shutdown.output().contains("drain 6/6"), shutdown::output);
        assertEquals(ServerProcess.TERMINATED, server.awaitExit(PATIENCE));
        assertEquals("", server.errors());
        assertEquals(unpacked, files());
        assertTrue(Files.isDirectory(nodes.resolve("unpacked/documents")));
        assertFalse(Files.exists(installation.resolve("nodes")));
        assertTrue(Files.getPosixFilePermissions(nodes.resolve("unpacked/conf")).contains(PosixFilePermission.OWNER_WRITE), "the next start cannot remove it");
    }
}
