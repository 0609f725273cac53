package org.imspresence.container;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * TLS over the stack's {@linkplain PatientSockets connections}. What the application has given decides: the stack would have each peer choose among suites of the time of RFC 3261 that Java has given up since.
 */
final class TlsSockets {

    private static final String CHECK_NAME = "HTTPS"; // Java's name for RFC 2818: a DNS name or an address in subjectAltName

    private final PatientSockets connections;
    private final Intakes intakes;
    private final SocketTap tap;
    private final SSLContext context;
    private final SSLParameters parameters;

    /**
     * @param intakes    bounds what is read ahead
     * @param tap        shown what passes, in clear text
     * @param parameters protocols, and what is asked of those who connect
     */
    TlsSockets(PatientSockets connections, Intakes intakes, SocketTap tap, SSLContext context, SSLParameters parameters) {
        this.connections = connections;
        this.intakes = intakes;
        this.tap = tap;
        this.context = context;
        this.parameters = parameters;
    }

    SSLServerSocket listen(int port, int backlog, InetAddress address) throws IOException {
        return new Listener(connections.listen(port, backlog, address, null));
    }

    /** The peer has to prove the host name that it was looked up by or, without one, its address (RFC 3261 s26.3.1, RFC 5922 s7.1). */
    SSLSocket connect(InetAddress address, int port, InetAddress own) throws IOException {
        PatientSockets.PatientSocket connection = connections.connect(address, port, own, null);
        String name = address.toString().substring(0, address.toString().indexOf('/')); // getHostName would ask DNS, which anybody may answer
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(connection, name.isEmpty() ? address.getHostAddress() : name, port, true);
        SSLParameters asClient = socket.getSSLParameters();
        asClient.setProtocols(parameters.getProtocols());
        asClient.setEndpointIdentificationAlgorithm(CHECK_NAME);
        socket.setSSLParameters(asClient);
        return new ShownTlsSocket(socket, in -> intakes.bounded(in, connection::isHalfFull), tap);
    }

    /** Accepts connections and has the stack make the handshake, on the thread that reads. What the stack sets on it counts for nothing. */
    private final class Listener extends SSLServerSocket {

        private final ServerSocket listener;

        private Listener(ServerSocket listener) throws IOException {
            this.listener = listener;
        }

        @Override
        public Socket accept() throws IOException {
            PatientSockets.PatientSocket accepted = (PatientSockets.PatientSocket) listener.accept();
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true);
            socket.setUseClientMode(false);
            socket.setSSLParameters(parameters);
            return new ShownTlsSocket(socket, in -> intakes.bounded(in, accepted::isHalfFull), tap);
        }

        @Override
        public InetAddress getInetAddress() {
            return listener.getInetAddress();
        }

        @Override
        public int getLocalPort() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }

        @Override
        public String[] getEnabledCipherSuites() {
            return context.getDefaultSSLParameters().getCipherSuites();
        }

        @Override
        public void setEnabledCipherSuites(String[] suites) {
            // those of the context
        }

        @Override
        public String[] getSupportedCipherSuites() {
            return context.getSupportedSSLParameters().getCipherSuites();
        }

        @Override
        public String[] getSupportedProtocols() {
            return context.getSupportedSSLParameters().getProtocols();
        }

        @Override
        public String[] getEnabledProtocols() {
            return Arrays.copyOf(parameters.getProtocols(), parameters.getProtocols().length);
        }

        @Override
        public void setEnabledProtocols(String[] protocols) {
            // those of the application
        }

        @Override
        public void setNeedClientAuth(boolean need) {
            // as the application says
        }

        @Override
        public boolean getNeedClientAuth() {
            return parameters.getNeedClientAuth();
        }

        @Override
        public void setWantClientAuth(boolean want) {
            // as the application says
        }

        @Override
        public boolean getWantClientAuth() {
            return parameters.getWantClientAuth();
        }

        @Override
        public void setUseClientMode(boolean client) {
            // it is a server
        }

        @Override
        public boolean getUseClientMode() {
            return false;
        }

        @Override
        public void setEnableSessionCreation(boolean create) {
            // each connection may begin a session
        }

        @Override
        public boolean getEnableSessionCreation() {
            return true;
        }
    }
}
