package org.imspresence.xcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The servlet in the servlet container that the server runs in: what HTTP and Tomcat add to a request and take from it. */
class XcapServletTest {

    private static final String TYPE = "application/resource-lists+xml";
    private static final String INDEX = "/presence/xcap/resource-lists/users/sip:alice@home1.net/index";
    private static final String BODY = "<?xml version='1.0'?>\r\n<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'><list name='&#252;/x'/><!-- \u00fc --></resource-lists>\n";

    @TempDir
    private static Path directory;
    private static Tomcat tomcat;
    private static int port;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws LifecycleException {
        tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("/presence", directory.toString());
        Tomcat.addServlet(context, "xcap", new XcapServlet());
        context.addServletMapping("/xcap/*", "xcap");
        tomcat.start();
        context.getServletContext().setAttribute(XcapServer.class.getName(), new Xcap(Xcap.settings("xcap.open", "yes")).server);
        port = tomcat.getConnector().getLocalPort();
    }

    @AfterAll
    static void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    private HttpResponse<byte[]> send(String method, String target, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    @Test
    void aDocumentGoesThereAndBackByteForByte() throws IOException, InterruptedException {
        send("DELETE", INDEX, "");
        HttpResponse<byte[]> created = send("PUT", INDEX, BODY, "Content-Type", TYPE);
        assertEquals(201, created.statusCode());

        HttpResponse<byte[]> read = send("GET", INDEX, "");
        assertArrayEquals(BODY.getBytes(StandardCharsets.UTF_8), read.body());
        assertEquals(TYPE, read.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(created.headers().firstValue("ETag"), read.headers().firstValue("ETag"));

        HttpResponse<byte[]> head = send("HEAD", INDEX, "");
        assertEquals(0, head.body().length);
        assertEquals(String.valueOf(read.body().length), head.headers().firstValue("Content-Length").orElseThrow());
        assertEquals(304, send("GET", INDEX, "", "If-None-Match", read.headers().firstValue("ETag").orElseThrow()).statusCode());
        assertEquals(413, send("PUT", INDEX, BODY + " ".repeat(65536), "Content-Type", TYPE).statusCode());
    }

    @Test
    void aSelectorComesThroughAsItWasSent() throws IOException, InterruptedException {
        send("PUT", INDEX, BODY, "Content-Type", TYPE);

        HttpResponse<byte[]> list = send("GET", INDEX + "/~~/l:resource-lists/l:list%5b@name=%22%C3%BC/x%22%5d?xmlns(l=urn:ietf:params:xml:ns:resource-lists)", "");

        assertEquals("<list name='&#252;/x'/>", new String(list.body(), StandardCharsets.UTF_8));
        assertEquals("application/xcap-el+xml", list.headers().firstValue("Content-Type").orElseThrow());
        HttpResponse<byte[]> conflict = send("PUT", INDEX + "/~~/resource-lists/list%5b2%5d/list", "<list/>", "Content-Type", "application/xcap-el+xml");
        assertEquals(409, conflict.statusCode());
        assertTrue(new String(conflict.body(), StandardCharsets.UTF_8).contains("<ancestor>" + INDEX + "/~~/resource-lists</ancestor>"));
    }

    @ParameterizedTest
    @CsvSource({"POST, 405", "OPTIONS, 200", "PROPFIND, 405"})
    void otherMethodsAreToldWhichThereAre(String method, int status) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = send(method, INDEX, "");

        assertEquals(status, response.statusCode());
        assertTrue(response.headers().firstValue("Allow").orElse("").startsWith("GET, HEAD, PUT, DELETE"), response.headers().toString());
    }

    @ParameterizedTest
    @CsvSource({"/presence/xcap/../xcap/resource-lists/users/sip:alice@home1.net/index", "/presence/xcap/resource-lists/users/sip:bob@home1.net/../sip:alice@home1.net/index",
        "/presence/xcap/resource-lists/users/sip:bob@home1.net/%2e%2e/sip:alice@home1.net/index", "/presence/./xcap/resource-lists/users/sip:alice@home1.net/index",
        "/presence/%78cap/resource-lists/users/sip:alice@home1.net/index", "/presence//xcap/resource-lists/users/sip:alice@home1.net/index", "/presence/xcap;x=y/resource-lists/users/sip:alice@home1.net/index",
        "/presence/xcap", "/presence/xcap/", "/presence/xcap/resource-lists/users/sip:bob@home1.net%2f..%2fsip:alice@home1.net/index"})
    void whatTheContainerTidiesUpIsNotTaken(String target) throws IOException, InterruptedException {
        send("PUT", INDEX, BODY, "Content-Type", TYPE);

        String answer = raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 40"), answer);
        assertFalse(answer.contains("resource-lists xmlns"), answer);
    }

    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port); InputStream in = socket.getInputStream()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
