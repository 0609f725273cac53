package org.imspresence.cluster;

import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * A handshake of a node with itself, in memory. It shows at the start that the key is good for TLS, and has the virtual
 * machine load what a handshake takes: the first one can last longer than a starting node looks for its peers, which would
 * then found a cluster of its own.
 */
final class Rehearsal {

    private static final int MOST_STEPS = 100;

    private final ByteBuffer plain;

    private Rehearsal(SSLEngine any) {
        plain = ByteBuffer.allocate(any.getSession().getApplicationBufferSize());
    }

    static void of(SSLContext context) throws SSLException {
        SSLEngine client = context.createSSLEngine();
        client.setUseClientMode(true);
        SSLEngine server = context.createSSLEngine();
        server.setUseClientMode(false);
        server.setNeedClientAuth(true);
        new Rehearsal(client).play(client, server);
    }

    private void play(SSLEngine client, SSLEngine server) throws SSLException {
        ByteBuffer toServer = ByteBuffer.allocate(client.getSession().getPacketBufferSize() * 2);
        ByteBuffer toClient = ByteBuffer.allocate(client.getSession().getPacketBufferSize() * 2);
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < MOST_STEPS; i++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
            if (client.getHandshakeStatus() == NOT_HANDSHAKING && server.getHandshakeStatus() == NOT_HANDSHAKING) {
                return;
            }
        }
        throw new SSLException("the handshake does not come to an end");
    }

    private void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                in.flip();
                engine.unwrap(in, plain.clear());
                in.compact();
            }
            default -> { }
        }
    }
}
