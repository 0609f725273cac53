package org.imspresence.testbed.browser;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.imspresence.json.Json;

/** The Chrome DevTools Protocol (https://chromedevtools.github.io/devtools-protocol/) over one WebSocket: commands with their answers, and the events so far. */
final class DevTools implements WebSocket.Listener, AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    /** An event of a session. */
    record Event(String session, String method, Map<String, Object> parameters) {}

    private final WebSocket socket;
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<Map<String, Object>>> waiting = new ConcurrentHashMap<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final StringBuilder received = new StringBuilder();

    private CompletableFuture<WebSocket> sent;

    DevTools(URI address) {
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, this).join();
        sent = CompletableFuture.completedFuture(socket);
    }

    /**
     * Sends a command and waits for its result.
     *
     * @param session empty for the browser itself
     * @throws IllegalStateException when the browser refuses it, or says nothing
     */
    Map<String, Object> command(String session, String method, Map<String, Object> parameters) {
        long id = ids.incrementAndGet();
        CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, Object> message = new LinkedHashMap<>(Map.of("id", id, "method", method, "params", parameters));
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        send(new String(Json.write(message), StandardCharsets.UTF_8));
        try {
            Map<String, Object> answered = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (answered.containsKey("error")) {
                throw new IllegalStateException(method + " " + parameters + ": " + answered.get("error"));
            }
            return object(answered, "result");
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(method + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A WebSocket takes one message at a time. */
    private synchronized void send(String text) {
        sent = sent.thenCompose(ready -> socket.sendText(text, true));
    }

    /** Those of a session so far. */
    List<Event> events(String session) {
        return events.stream().filter(event -> event.session.equals(session)).toList();
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Map<String, Object> of, String member) {
        return (Map<String, Object>) of.getOrDefault(member, Map.of());
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        received.append(data);
        if (last) {
            take(Json.object(received.toString().getBytes(StandardCharsets.UTF_8)));
            received.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    private void take(Map<String, Object> message) {
        if (message.get("id") instanceof Long id) {
            waiting.remove(id).complete(message);
        } else {
            events.add(new Event((String) message.getOrDefault("sessionId", ""), (String) message.get("method"), object(message, "params")));
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
