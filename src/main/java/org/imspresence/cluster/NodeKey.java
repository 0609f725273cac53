package org.imspresence.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a node proves with that it belongs to the cluster, and what it takes for proof. Comes from a PKCS12 file that holds
 * one private key with its certificate, and perhaps certificates of others. The node trusts a peer that has a key to its own
 * certificate or to one of the others, or whose certificate was issued by one of the others. Host names are not compared:
 * who holds the key is a node, wherever it is.
 */
public final class NodeKey {

    private static final Duration NOTICE = Duration.ofDays(30);

    private final SSLContext context;
    private final Path file;
    private final Instant end;

    private NodeKey(SSLContext context, Path file, Instant end) {
        this.context = context;
        this.file = file;
        this.end = end;
    }

    /**
     * @throws IllegalArgumentException when there is no usable key, with the reason for a person to act on; the password is
     *                                  never part of it
     */
    public static NodeKey load(Path file, String password) {
        KeyStore store = open(file, password);
        try {
            List<String> keys = Collections.list(store.aliases()).stream().filter(alias -> isKey(store, alias)).toList();
            if (keys.size() != 1) {
                throw new IllegalArgumentException("it holds " + (keys.isEmpty() ? "no private key" : keys.size()
                        + " private keys (" + String.join(", ", keys) + ")") + ", and one is needed");
            }
            Instant end = ((X509Certificate) store.getCertificate(keys.get(0))).getNotAfter().toInstant();
            SSLContext context = context(store, password);
            Rehearsal.of(context);
            return new NodeKey(context, file, end);
        } catch (GeneralSecurityException | SSLException e) {
            throw new IllegalArgumentException("its key cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyStore open(Path file, String password) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("there is no such file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return store;
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getCause() instanceof UnrecoverableKeyException
                    ? "the password does not open it" : "it cannot be read as a PKCS12 key store: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it cannot be read as a PKCS12 key store: " + e.getMessage(), e);
        }
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(KeyStore store, String password) throws GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(store, password.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        SSLContext context = SSLContext.getInstance(TlsSocket.PROTOCOL);
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    SSLContext context() {
        return context;
    }

    /** When the certificate has ended or soon will: peers that trust it through its issuer then refuse this node. */
    Optional<String> complaint() {
        return Instant.now().plus(NOTICE).isBefore(end) ? Optional.empty()
                : Optional.of("the certificate in " + file + " is valid until " + end + " only");
    }
}
