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
import javax.net.ssl.TrustManagerFactory;

/**
 * A PKCS12 file that holds one private key with its certificate, and perhaps certificates of others: of peers, or of those who issue certificates to peers. All of them are trusted.
 */
public final class KeyFile {

    private static final Duration NOTICE = Duration.ofDays(30);

    private final Path file;
    private final KeyStore store;
    private final char[] password;
    private final Instant end;

    private KeyFile(Path file, KeyStore store, char[] password, Instant end) {
        this.file = file;
        this.store = store;
        this.password = password;
        this.end = end;
    }

    /**
     * @throws IllegalArgumentException when there is no usable key, with the reason for a person to act on; the password is
     *                                  never part of it
     */
    public static KeyFile load(Path file, String password) {
        KeyStore store = open(file, password);
        try {
            List<String> keys = Collections.list(store.aliases()).stream().filter(alias -> isKey(store, alias)).toList();
            if (keys.size() != 1) {
                throw new IllegalArgumentException("it holds " + (keys.isEmpty() ? "no private key" : keys.size()
                        + " private keys (" + String.join(", ", keys) + ")") + ", and one is needed");
            }
            Instant end = ((X509Certificate) store.getCertificate(keys.get(0))).getNotAfter().toInstant();
            return new KeyFile(file, store, password.toCharArray(), end);
        } catch (GeneralSecurityException e) {
            throw unusable(e);
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

    static IllegalArgumentException unusable(Exception why) {
        return new IllegalArgumentException("its key cannot be used: " + why.getMessage(), why);
    }

    /**
     * TLS with this key, and with those who are trusted.
     *
     * @param protocol the highest version, as Java names it
     * @throws IllegalArgumentException when the key cannot be used
     */
    public SSLContext context(String protocol) {
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(store, password);
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store);
            SSLContext context = SSLContext.getInstance(protocol);
            context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw unusable(e);
        }
    }

    /** When the certificate has ended or soon will: peers that trust it through its issuer then refuse this node. */
    public Optional<String> complaint() {
        return Instant.now().plus(NOTICE).isBefore(end) ? Optional.empty()
                : Optional.of("the certificate in " + file + " is valid until " + end + " only");
    }
}
