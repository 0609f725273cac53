package org.imspresence.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imspresence.config.Setting;
import org.junit.jupiter.api.Test;

/** The Containerfile and the systemd unit call the run script as it is, and agree with the settings and the Kubernetes manifests. */
class ContainerAndUnitTest {

    private static final Path CONTAINERFILE = Path.of("deploy", "container", "Containerfile");
    private static final Path UNIT = Path.of("deploy", "systemd", "presence-server.service");
    private static final Path STATEFUL_SET = Path.of("deploy", "kubernetes", "statefulset.yaml");
    /** What the run script itself takes from the environment. */
    private static final List<String> OF_THE_SCRIPT = List.of("PRESENCE_NODES", "PRESENCE_JAVA_OPTS");

    private final String containerfile = Files.readString(CONTAINERFILE);
    private final String unit = Files.readString(UNIT);
    private final V1PodSpec pod = new Manifests(List.of(STATEFUL_SET)).one(V1StatefulSet.class).getSpec().getTemplate().getSpec();
    private final V1Container container = pod.getContainers().get(0);

    ContainerAndUnitTest() throws IOException {
    }

    private static List<String> found(String regex, String text) {
        return Pattern.compile(regex).matcher(text).results().map(MatchResult::group).toList();
    }

    private static String group(String regex, String text) {
        List<MatchResult> all = Pattern.compile(regex, Pattern.MULTILINE).matcher(text).results().toList();
        assertEquals(1, all.size(), regex);
        return all.get(0).group(1);
    }

    @Test
    void theirOptionsAreThoseOfTheRunScript() throws IOException {
        String script = Files.readString(Path.of("run"));
        String commands = group("^ENTRYPOINT (.*)$", containerfile) + " " + String.join(" ", container.getArgs()) + " " + group("^ExecStart=(.*)$", unit);

        assertTrue(commands.contains("/opt/presence-server/run"));
        found("--[a-z-]+", commands).forEach(option -> assertTrue(script.contains("\n  " + option + " "), option));
        assertEquals(List.of("--production", "--production"), found("--production", commands));
    }

    @Test
    void theEnvironmentOfTheImageSetsOnlyWhatIsRead() {
        Set<String> known = Stream.concat(OF_THE_SCRIPT.stream(), Arrays.stream(Setting.values()).map(Setting::environmentVariable)).collect(Collectors.toSet());

        found("PRESENCE_[A-Z_]+", containerfile).forEach(name -> assertTrue(known.contains(name), name));
    }

    @Test
    void theImageExposesThePortsOfAPod() {
        Set<String> exposed = Set.of(group("^EXPOSE (.*)$", containerfile).split(" "));

        assertEquals(exposed, container.getPorts().stream().map(port -> port.getContainerPort() + "/" + port.getProtocol().toLowerCase(Locale.ROOT)).collect(Collectors.toSet()));
    }

    @Test
    void theImageRunsAsTheUserOfAPodAndKeepsItsFilesWhereThePodHasAVolume() {
        assertEquals(group("^USER (.*)$", containerfile), pod.getSecurityContext().getRunAsUser() + ":" + pod.getSecurityContext().getRunAsGroup());
        String volume = group("^VOLUME (.*)$", containerfile);
        assertEquals(volume, group("PRESENCE_NODES=(\\S+)", containerfile));
        assertTrue(container.getVolumeMounts().stream().anyMatch(mount -> mount.getMountPath().equals(volume)));
    }

    @Test
    void theHealthChecksAskTheSame() {
        assertEquals("http://127.0.0.1:" + Setting.HTTP_PORT.fallback() + container.getLivenessProbe().getHttpGet().getPath(), group("(http://\\S+)$", containerfile));
    }

    @Test
    void theUnitGrantsTheTimeToDrain() {
        int longest = Integer.parseInt(Setting.DRAIN_NOTICE.fallback()) + Integer.parseInt(Setting.DRAIN_PATIENCE.fallback()) + 30;

        assertTrue(Integer.parseInt(group("^TimeoutStopSec=(.*)$", unit)) >= longest);
        assertEquals("SIGTERM", group("^KillSignal=(.*)$", unit));
        assertEquals("SIGTERM", group("^STOPSIGNAL (.*)$", containerfile));
    }

    @Test
    void theUnitMayWriteWhereTheScriptKeepsItsNodes() {
        assertEquals(group("--nodes (\\S+)", unit), "/var/lib/" + group("^StateDirectory=(.*)$", unit));
        assertEquals("strict", group("^ProtectSystem=(.*)$", unit));
    }
}
