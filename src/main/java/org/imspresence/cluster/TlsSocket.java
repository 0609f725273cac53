package org.imspresence.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A TCP connection whose streams are TLS. It opens when the handshake is over, which may take a limited time only. It closes
 * as TCP does, without a word of TLS, so that closing never waits for a peer that hangs; the cluster's messages say their
 * length, so one that was cut short is noticed all the same.
 */
final class TlsSocket extends Socket {

    static final String PROTOCOL = "TLSv1.3";
    /** More than it takes two busy processors, and not much more, because others wait meanwhile. */
    static final Duration HANDSHAKE = Duration.ofMillis(2000);

    private static final String[] PROTOCOLS = {PROTOCOL};

    private final SSLContext context;
    private volatile SSLSocket tls;

    TlsSocket(SSLContext context) {
        this.context = context;
    }

    @Override
    public void connect(SocketAddress peer, int timeout) throws IOException {
        super.connect(peer, timeout);
        InetSocketAddress address = (InetSocketAddress) peer;
        SSLSocket layer = (SSLSocket) context.getSocketFactory()
                .createSocket(this, address.getHostString(), address.getPort(), true);
        handshake(layer);
    }

    /** For a connection that was accepted. */
    void beServer() throws IOException {
        SSLSocket layer = (SSLSocket) context.getSocketFactory().createSocket(this, null, true);
        layer.setNeedClientAuth(true);
        handshake(layer);
    }

    private void handshake(SSLSocket layer) throws IOException {
        layer.setEnabledProtocols(PROTOCOLS);
        setSoTimeout((int) HANDSHAKE.toMillis());
        layer.startHandshake();
        setSoTimeout(0);
        tls = layer;
    }

    /** The plain stream until the handshake is over, for the handshake. */
    @Override
    public InputStream getInputStream() throws IOException {
        return tls == null ? super.getInputStream() : tls.getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return tls == null ? super.getOutputStream() : tls.getOutputStream();
    }

    /** As often as one likes: TLS does it itself when the peer has ended, and JGroups does it once more. */
    @Override
    public void shutdownInput() throws IOException {
        if (!isInputShutdown()) {
            super.shutdownInput();
        }
    }
}
