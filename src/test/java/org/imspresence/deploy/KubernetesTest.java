package org.imspresence.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1EnvVar;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1VolumeMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code deploy/kubernetes}: manifests of the right schema, whose names, ports and paths are those of the server and of each other. */
class KubernetesTest {

    private static final Path DIRECTORY = Path.of("deploy", "kubernetes");
    private static final Path SETTINGS_MOUNT = Path.of("/etc/presence-server/settings");
    private static final String SETTINGS_FILE = "presence.properties";
    private static final String POD_IP = "10.1.2.3";
    private static final int ANY_PORT_MAX = 65535;

    @TempDir
    private Path directory;

    private final Map<String, Object> kustomization = Manifests.document(DIRECTORY.resolve("kustomization.yaml"));
    private final Manifests manifests = new Manifests(resources());
    private final V1StatefulSet nodes = manifests.one(V1StatefulSet.class);
    private final V1PodSpec pod = nodes.getSpec().getTemplate().getSpec();
    private final V1Container container = pod.getContainers().get(0);

    KubernetesTest() throws IOException {
    }

    private List<Path> resources() {
        return ((List<?>) kustomization.get("resources")).stream().map(name -> DIRECTORY.resolve(name.toString())).toList();
    }

    private V1Service service(String name) {
        return manifests.all(V1Service.class).stream().filter(service -> service.getMetadata().getName().equals(name)).findFirst().orElseThrow();
    }

    /** The settings of a pod, read as the server reads them. */
    private Settings settings() throws IOException {
        Path file = Files.writeString(directory.resolve(SETTINGS_FILE), manifests.one(V1ConfigMap.class).getData().get(SETTINGS_FILE));
        Map<String, String> environment = new HashMap<>(Map.of(Setting.CONFIG_FILE.environmentVariable(), file.toString()));
        container.getEnv().forEach(variable -> environment.put(variable.getName(), value(variable)));
        return Settings.read(new Properties(), environment);
    }

    private static String value(V1EnvVar variable) {
        return variable.getValue() == null ? variable.getValueFrom().getFieldRef().getFieldPath() : variable.getValue().replace("$(POD_IP)", POD_IP);
    }

    private int containerPort(String name) {
        return container.getPorts().stream().filter(port -> port.getName().equals(name)).map(V1ContainerPort::getContainerPort).findFirst().orElseThrow();
    }

    @Test
    void everyManifestIsAResource() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            Set<Path> expected = files.filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml")).collect(Collectors.toSet());
            assertEquals(expected, Set.copyOf(resources()));
        }
    }

    @ParameterizedTest
    @CsvSource({"readOnlyRootFilesystem, readOnlyRootFilesystm", "serviceName:, service:", "replicas: 3, replicas: three", "mountPath: /tmp, subPath: tmp", "apps/v1, apps/v1beta1"})
    void aMistakeInAManifestIsFound(String right, String wrong) throws IOException {
        String manifest = Files.readString(DIRECTORY.resolve("statefulset.yaml"));
        Path file = Files.writeString(directory.resolve("wrong.yaml"), manifest.replace(right, wrong));

        assertTrue(manifest.contains(right), right);
        assertThrows(RuntimeException.class, () -> new Manifests(List.of(file)));
    }

    @Test
    void theSettingsExistAndAreThoseOfACluster() throws IOException {
        Settings settings = settings();

        assertFalse(settings.isOn(Setting.DEVELOPMENT));
        assertEquals(POD_IP, settings.text(Setting.SIP_HOST));
        assertEquals("", settings.text(Setting.CLUSTER_JOIN));
        assertEquals(POD_IP + ":" + containerPort("cluster"), settings.text(Setting.CLUSTER_ADDRESS));
        assertEquals(containerPort("http"), settings.number(Setting.HTTP_PORT, 1, ANY_PORT_MAX));
        assertEquals(containerPort("sip-udp"), settings.number(Setting.SIP_PORT, 1, ANY_PORT_MAX));
        assertEquals(containerPort("sip-tcp"), settings.number(Setting.SIP_PORT, 1, ANY_PORT_MAX));
    }

    @Test
    void theEnvironmentSetsOnlyWhatTheServerReads() {
        Set<String> known = Arrays.stream(Setting.values()).map(Setting::environmentVariable).collect(Collectors.toSet());

        container.getEnv().stream().map(V1EnvVar::getName).filter(name -> !name.equals("POD_IP")).forEach(name -> assertTrue(known.contains(name), name));
        assertEquals(false, pod.getEnableServiceLinks(), "links of the service presence-sip would set PRESENCE_SIP_PORT");
    }

    @Test
    void nodesAndOthersFindTheServicesByTheNamesThatTheyHave() throws IOException {
        String domain = "." + kustomization.get("namespace") + ".svc.cluster.local";

        assertEquals("presence-nodes" + domain, settings().text(Setting.CLUSTER_DNS_QUERY));
        assertEquals("presence" + domain + ":5060", settings().text(Setting.SIP_ADVERTISE));
        assertEquals("presence-nodes", nodes.getSpec().getServiceName());
        assertEquals("None", service("presence-nodes").getSpec().getClusterIP());
        assertEquals(true, service("presence-nodes").getSpec().getPublishNotReadyAddresses());
    }

    @Test
    void everythingSelectsThePods() {
        Map<String, String> labels = nodes.getSpec().getTemplate().getMetadata().getLabels();

        assertEquals(labels, nodes.getSpec().getSelector().getMatchLabels());
        assertEquals(labels, manifests.one(V1PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels());
        manifests.all(V1Service.class).forEach(service -> assertEquals(labels, service.getSpec().getSelector()));
    }

    @Test
    void theServicesLeadToPortsOfTheContainer() {
        for (V1Service service : manifests.all(V1Service.class)) {
            for (V1ServicePort port : service.getSpec().getPorts()) {
                String target = port.getTargetPort().getStrValue();
                assertEquals(containerPort(target), port.getPort());
                assertTrue(container.getPorts().stream().anyMatch(own -> own.getName().equals(target) && own.getProtocol().equals(port.getProtocol())), target);
            }
        }
    }

    @Test
    void thereIsTimeToDrainAndToNoticeIt() throws IOException {
        int notice = settings().number(Setting.DRAIN_NOTICE, 0, Integer.MAX_VALUE);
        int patience = settings().number(Setting.DRAIN_PATIENCE, 0, Integer.MAX_VALUE);

        assertTrue(pod.getTerminationGracePeriodSeconds() >= notice + patience + 30);
        assertTrue(container.getReadinessProbe().getPeriodSeconds() * container.getReadinessProbe().getFailureThreshold()
                + container.getReadinessProbe().getTimeoutSeconds() < notice);
        assertEquals("OrderedReady", nodes.getSpec().getPodManagementPolicy(), "two nodes that stop together may take the only copies with them");
        assertEquals(1, manifests.one(V1PodDisruptionBudget.class).getSpec().getMaxUnavailable().getIntValue());
    }

    @Test
    void theProbesAskAnOpenPort() {
        Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                .forEach(probe -> assertEquals("http", probe.getHttpGet().getPort().getStrValue()));
    }

    @Test
    void filesOfTheSettingsAreMounted() throws IOException {
        Set<Path> mounts = container.getVolumeMounts().stream().map(V1VolumeMount::getMountPath).map(Path::of).collect(Collectors.toSet());
        Settings settings = settings();

        for (Setting file : List.of(Setting.CLUSTER_KEYSTORE, Setting.CLUSTER_KEYSTORE_PASSWORD_FILE, Setting.DOCUMENTS_PASSWORD_FILE)) {
            assertTrue(mounts.contains(Path.of(settings.text(file)).getParent()), file.key());
        }
        assertTrue(mounts.contains(SETTINGS_MOUNT));
        assertTrue(container.getArgs().contains(SETTINGS_MOUNT.resolve(SETTINGS_FILE).toString()));
        assertEquals(
                pod.getVolumes().stream().map(volume -> volume.getName()).sorted().toList(),
                container.getVolumeMounts().stream().map(V1VolumeMount::getName).sorted().toList());
    }
}
