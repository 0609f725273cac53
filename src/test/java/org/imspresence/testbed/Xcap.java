package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** An XCAP client (RFC 4825) behind an authentication proxy, which says for it who the user is. */
public final class Xcap {

    /** RFC 5025 s9.2. */
    public static final String RULES = "application/auth-policy+xml";

    private final HttpClient client = HttpClient.newHttpClient();
    private final URI root;
    private final String user;

    /** @param user what the proxy asserts: the user's URI */
    public Xcap(ServerProcess node, String user) {
        this.root = node.http().resolve("xcap/");
        this.user = user;
    }

    /** Stores a document of rules in the user's own tree. */
    public HttpResponse<String> putRules(String document) {
        return put(rules(), RULES, document);
    }

    /**
     * The same under a condition (RFC 7232, RFC 4825 s7.11).
     *
     * @param condition {@code If-Match} or {@code If-None-Match}
     * @param value     as the header has it, with the quotes of a tag
     */
    public HttpResponse<String> putRules(String document, String condition, String value) {
        return send(request(rules()).header(condition, value).header("Content-Type", RULES).PUT(BodyPublishers.ofString(document)));
    }

    public HttpResponse<String> getRules() {
        return get(rules());
    }

    public HttpResponse<String> deleteRules() {
        return delete(rules());
    }

    private String rules() {
        return "pres-rules/users/" + encoded(user) + "/index";
    }

    public HttpResponse<String> put(String path, String contentType, String body) {
        return send(request(path).header("Content-Type", contentType).PUT(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    public HttpResponse<String> delete(String path) {
        return send(request(path).DELETE());
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> send(String method, String path, String body, String... headers) {
        return send(request(path).headers(headers).method(method, BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(root.resolve(path)).header("X-3GPP-Asserted-Identity", '"' + user + '"');
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A user's URI as a segment of a path. */
    public static String encoded(String uri) {
        return URLEncoder.encode(uri, StandardCharsets.UTF_8);
    }
}
