package org.imspresence.cluster;

import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * What a node proves with that it belongs to the cluster, and what it takes for proof. Comes from a {@linkplain KeyFile PKCS12 file} that holds
 * one private key with its certificate, and perhaps certificates of others. The node trusts a peer that has a key to its own
 * certificate or to one of the others, or whose certificate was issued by one of the others. Host names are not compared:
 * who holds the key is a node, wherever it is.
 */
public final class NodeKey {

    private final KeyFile file;
    private final SSLContext context;

    private NodeKey(KeyFile file, SSLContext context) {
        this.file = file;
        this.context = context;
    }

    /**
     * @throws IllegalArgumentException when there is no usable key, with the reason for a person to act on; the password is
     *                                  never part of it
     */
    public static NodeKey load(Path path, String password) {
        KeyFile file = KeyFile.load(path, password);
        SSLContext context = file.context(TlsSocket.PROTOCOL);
        try {
            Rehearsal.of(context);
        } catch (SSLException e) {
            throw KeyFile.unusable(e);
        }
        return new NodeKey(file, context);
    }

    SSLContext context() {
        return context;
    }

    /** When the certificate has ended or soon will: peers that trust it through its issuer then refuse this node. */
    Optional<String> complaint() {
        return file.complaint();
    }
}
