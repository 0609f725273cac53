package org.imspresence.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A PKCS12 file with the key of one party and its self-signed certificate, made by keytool, and the certificates of those whom it trusts. */
public final class TlsKey {

    public static final String PASSWORD = "quite secret";
    private static final String OWN = "own";

    private final Path file;
    private final KeyStore store;

    private TlsKey(Path file, KeyStore store) {
        this.file = file;
        this.store = store;
    }

    /** @param names subject alternative names as keytool takes them, such as {@code ip:127.0.0.1,dns:localhost} */
    public static TlsKey make(Path directory, String party, String names) {
        Path file = directory.resolve(party + ".p12");
        try {
            Process keytool = new ProcessBuilder(System.getProperty("java.home") + "/bin/keytool", "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD,
                    "-alias", OWN, "-dname", "CN=" + party, "-ext", "san=" + names, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "90").redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes());
            if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
            return new TlsKey(file, store);
        } catch (IOException | GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** From now on trusts these parties. */
    public TlsKey trusting(TlsKey... others) {
        try (OutputStream out = Files.newOutputStream(file)) {
            for (TlsKey other : others) {
                store.setCertificateEntry(other.file.getFileName().toString(), other.store.getCertificate(OWN));
            }
            store.store(out, PASSWORD.toCharArray());
            return this;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Path file() {
        return file;
    }

    /** TLS with this key and those that it trusts. */
    public SSLContext context() {
        return context(true);
    }

    /** TLS without a certificate, which trusts as this party does. */
    public SSLContext contextWithoutKey() {
        return context(false);
    }

    private SSLContext context(boolean withKey) {
        try {
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(store, PASSWORD.toCharArray());
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(withKey ? own.getKeyManagers() : null, trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
