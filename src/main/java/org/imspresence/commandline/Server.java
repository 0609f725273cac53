package org.imspresence.commandline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.imspresence.json.Json;
import org.imspresence.json.JsonException;

/** One node's REST interface. */
final class Server {

    private static final Duration CONNECTS_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int NOT_OK = 300;
    private static final int UNAUTHORIZED = 401;

    /** What it has answered, as it came and as an object. */
    record Answer(String text, Map<?, ?> document) {}

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECTS_WITHIN).build();
    private final URI root;
    private final String authorization;

    /**
     * @param http     such as {@code http://127.0.0.1:8080}
     * @param user     empty when none is needed
     * @param password the user's
     */
    Server(String http, String user, String password) {
        root = URI.create(http + "/presence/api/v1/");
        authorization = user.isEmpty() ? "" : "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
    }

    /** A text as one segment of a path, or as a value of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** @throws Failure with what the server says, or why it cannot be reached */
    Answer get(String path) {
        return send(HttpRequest.newBuilder(root.resolve(path)));
    }

    /** @throws Failure as {@link #get} */
    Answer post(String path, Map<String, Object> document) {
        return send(HttpRequest.newBuilder(root.resolve(path)).header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(document))));
    }

    /**
     * Gives each line of an answer that goes on and on.
     *
     * @throws Failure as {@link #get}, and when the answer ends
     */
    void follow(String path, Consumer<String> lines) {
        HttpResponse<Stream<String>> response = exchange(HttpRequest.newBuilder(root.resolve(path)), BodyHandlers.ofLines());
        if (response.statusCode() != OK) {
            answer(response.statusCode(), response.body().collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8));
        }
        try {
            response.body().forEach(lines);
        } catch (UncheckedIOException broken) {
            throw new Failure("the server has gone: " + broken.getCause().getMessage());
        }
        throw new Failure("the server has ended the stream");
    }

    private Answer send(HttpRequest.Builder request) {
        HttpResponse<byte[]> response = exchange(request, BodyHandlers.ofByteArray());
        return answer(response.statusCode(), response.body());
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) {
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            return client.send(request.timeout(ANSWERS_WITHIN).build(), body);
        } catch (IOException e) {
            throw new Failure("no answer from " + root.resolve("/") + ": " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + "; is a node running there? --http names another");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted");
        }
    }

    private static Answer answer(int status, byte[] body) {
        if (status == UNAUTHORIZED) {
            throw new Failure("the server wants to know who you are: --user NAME, and the password in PRESENCE_OPERATOR_PASSWORD");
        }
        try {
            Map<String, Object> document = Json.object(body);
            if (status >= OK && status < NOT_OK) {
                return new Answer(new String(body, StandardCharsets.UTF_8), document);
            }
            throw new Failure(document.get("detail") + " (" + status + ")");
        } catch (JsonException e) {
            throw new Failure("the answer is not one of a presence server (" + status + ")");
        }
    }
}
