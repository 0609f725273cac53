package org.imspresence.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

import org.imspresence.address.HostPort;
import org.imspresence.cluster.ClusterSettings;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeOptionsTest {

    private static final HostPort BIND = new HostPort("127.0.0.1", 7800);

    @TempDir
    private static Path directory;
    private static Path store;

    @BeforeAll
    static void makeAStore() throws IOException, InterruptedException {
        store = directory.resolve("key.p12");
        ProcessBuilder script = new ProcessBuilder("deploy/cluster/make-keystore", store.toString()).inheritIO();
        script.environment().put("PRESENCE_CLUSTER_KEYSTORE_PASSWORD", "quite secret");
        script.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = script.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
    }

    @Test
    void withoutFurtherSettingsTheTrafficIsClearText() {
        assertEquals(node(), NodeOptions.add(settings(Map.of(), Map.of()), node()));
    }

    @Test
    void thePasswordComesFromTheEnvironmentOrAFile() throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "quite secret\nand a second line\n");
        Map<String, String> given = Map.of("cluster.keystore", store.toString());
        Map<String, String> givenWithFile = Map.of("cluster.keystore", store.toString(), "cluster.keystore-password-file", password.toString());

        assertTrue(NodeOptions.add(settings(given, Map.of("PRESENCE_CLUSTER_KEYSTORE_PASSWORD", "quite secret")), node()).key().isPresent());
        assertTrue(NodeOptions.add(settings(givenWithFile, Map.of()), node()).key().isPresent());
    }

    @Test
    void aKeyThatCannotBeUsedIsRefusedWithTheReasonAndWithoutThePassword() throws Exception {
        Path missing = directory.resolve("missing.p12");
        Path text = Files.writeString(directory.resolve("text.p12"), "no key store");
        Path empty = directory.resolve("empty.p12");
        KeyStore nothing = KeyStore.getInstance("PKCS12");
        nothing.load((InputStream) null, null);
        try (OutputStream out = Files.newOutputStream(empty)) {
            nothing.store(out, "quite secret".toCharArray());
        }

        assertEquals(named(missing) + "there is no such file", refusal(key(missing, "quite secret")));
        assertTrue(refusal(key(text, "quite secret")).startsWith(named(text) + "it cannot be read as a PKCS12 key store"));
        assertEquals(named(store) + "the password does not open it", refusal(key(store, "wrong secret")));
        assertEquals(named(store) + "the password does not open it", refusal(Map.of("cluster.keystore", store.toString())));
        assertEquals(named(empty) + "it holds no private key, and one is needed", refusal(key(empty, "quite secret")));
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        assertEquals("cluster.keystore-password is given without cluster.keystore: the traffic between nodes would be clear text",
                refusal(Map.of("cluster.keystore-password", "secret")));
        assertEquals("cluster.keystore-password and cluster.keystore-password-file are both given",
                refusal(Map.of("cluster.keystore", store.toString(), "cluster.keystore-password", "a", "cluster.keystore-password-file", "b")));
        assertTrue(refusal(Map.of("cluster.keystore", store.toString(), "cluster.keystore-password-file", "/no/such/file"))
                .startsWith("cluster.keystore-password-file=/no/such/file cannot be read"));
        assertEquals("cluster.dns-query and cluster.join are both given: nodes are found by DNS or by a list",
                refusal(Map.of("cluster.dns-query", "nodes.example", "cluster.join", "127.0.0.1:7801")));
        assertEquals("cluster.dns-server is given without cluster.dns-query", refusal(Map.of("cluster.dns-server", "127.0.0.1:53")));
        assertTrue(refusal(Map.of("cluster.dns-query", "nodes.example", "cluster.dns-server", "127.0.0.1")).startsWith("cluster.dns-server: "));
    }

    @Test
    void nodesAreFoundByTheNameThatIsGiven() {
        Settings settings = settings(Map.of("cluster.dns-query", "nodes.example", "cluster.dns-server", "127.0.0.1:53"), Map.of());

        assertEquals(Optional.of(new ClusterSettings.Dns("nodes.example", Optional.of(new HostPort("127.0.0.1", 53)))),
                NodeOptions.add(settings, node()).dns());
    }

    @Test
    void theWildcardIsRefusedAsAClusterAddress() {
        ClusterSettings everywhere = ClusterSettings.of("presence", "a", new HostPort("0.0.0.0", 7800), List.of());

        String message = assertThrows(SettingsException.class, () -> NodeOptions.add(settings(Map.of(), Map.of()), everywhere)).getMessage();

        assertTrue(message.startsWith("cluster.address=0.0.0.0:7800: "), message);
    }

    private static Map<String, String> key(Path file, String password) {
        return Map.of("cluster.keystore", file.toString(), "cluster.keystore-password", password);
    }

    private static String named(Path file) {
        return "cluster.keystore=" + file + ", cluster.keystore-password: ";
    }

    private static String refusal(Map<String, String> given) {
        return assertThrows(SettingsException.class, () -> NodeOptions.add(settings(given, Map.of()), node())).getMessage();
    }

    private static ClusterSettings node() {
        return ClusterSettings.of("presence", "a", BIND, List.of());
    }

    private static Settings settings(Map<String, String> given, Map<String, String> environment) {
        Properties properties = new Properties();
        given.forEach((key, value) -> properties.setProperty("presence." + key, value));
        return Settings.read(properties, environment);
    }
}
