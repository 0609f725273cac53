package org.imspresence.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which keys trust which. */
@Timeout(120)
class NodeKeyTest {

    @TempDir
    private Path directory;

    @Test
    void keysOfACommonIssuerTrustEachOtherAndNoOther() throws Exception {
        Path issuer = directory.resolve("issuer.p12");
        Keys.keytool("-genkeypair", "-keystore", issuer.toString(), "-alias", "node", "-dname", "CN=issuer", "-ext", "bc:c",
                "-keyalg", "EC", "-groupname", "secp256r1");
        NodeKey one = Keys.load(issuedBy(issuer, "one"));
        NodeKey two = Keys.load(issuedBy(issuer, "two"));
        NodeKey stranger = Keys.load(Keys.file(directory, "stranger"));

        connect(one, two);
        connect(two, one);
        assertThrows(IOException.class, () -> connect(stranger, one));
    }

    private Path issuedBy(Path issuer, String name) {
        Path store = Keys.file(directory, name);
        String request = directory.resolve(name + ".csr").toString();
        String certificate = directory.resolve(name + ".pem").toString();
        Keys.trust(store, issuer, "issuer");
        Keys.keytool("-certreq", "-alias", "node", "-keystore", store.toString(), "-file", request);
        Keys.keytool("-gencert", "-rfc", "-alias", "node", "-keystore", issuer.toString(), "-infile", request, "-outfile", certificate);
        Keys.keytool("-importcert", "-noprompt", "-alias", "node", "-keystore", store.toString(), "-file", certificate);
        return store;
    }

    @Test
    void aSharedKeyWorksOnWhenItsCertificateHasEndedAndIsComplainedOf() throws Exception {
        Path ended = directory.resolve("ended.p12");
        Keys.keytool("-genkeypair", "-keystore", ended.toString(), "-alias", "node", "-dname", "CN=presence-cluster",
                "-keyalg", "EC", "-groupname", "secp256r1", "-startdate", "-10d", "-validity", "5");
        NodeKey key = Keys.load(ended);

        connect(key, key);
        assertTrue(key.complaint().orElseThrow().startsWith("the certificate in " + ended + " is valid until "));
        assertEquals(Optional.empty(), Keys.load(Keys.file(directory, "fresh")).complaint());
    }

    private static void connect(NodeKey from, NodeKey to) throws IOException {
        try (ServerSocket server = NodeSockets.of("server", to).createServerSocket("");
             Socket client = NodeSockets.of("client", from).createSocket("")) {
            server.bind(null);
            CompletableFuture<Socket> accepted = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.accept();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            client.connect(server.getLocalSocketAddress(), 1000);
            client.getOutputStream().write(42);
            try (Socket peer = accepted.join()) {
                assertEquals(42, peer.getInputStream().read());
            }
        }
    }
}
