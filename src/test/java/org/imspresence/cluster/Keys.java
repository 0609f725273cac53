package org.imspresence.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Key stores as operators make them, with the script in {@code deploy}. */
final class Keys {

    static final String PASSWORD = "quite secret";

    private Keys() {
    }

    static Path file(Path directory, String name) {
        Path file = directory.resolve(name + ".p12");
        run(List.of(Path.of("deploy/cluster/make-keystore").toAbsolutePath().toString(), file.toString()));
        return file;
    }

    static NodeKey load(Path file) {
        return NodeKey.load(file, PASSWORD);
    }

    /** Puts the certificate of one store into another, under the given name. */
    static void trust(Path store, Path other, String as) {
        Path certificate = store.resolveSibling(as + ".pem");
        keytool("-exportcert", "-rfc", "-alias", "node", "-keystore", other.toString(), "-file", certificate.toString());
        keytool("-importcert", "-noprompt", "-alias", as, "-keystore", store.toString(), "-file", certificate.toString());
    }

    static void keytool(String... arguments) {
        run(Stream.concat(Stream.of(System.getProperty("java.home") + "/bin/keytool", "-storepass:env",
                "PRESENCE_CLUSTER_KEYSTORE_PASSWORD"), Stream.of(arguments)).toList());
    }

    private static void run(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PRESENCE_CLUSTER_KEYSTORE_PASSWORD", PASSWORD);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + ": " + said);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
