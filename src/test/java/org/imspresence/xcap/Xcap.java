package org.imspresence.xcap;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.imspresence.config.Settings;
import org.imspresence.documents.Documents;

/** An XCAP server without HTTP, and a client of it. */
final class Xcap {

    static final XcapSettings OPEN = settings("xcap.open", "yes", "xcap.root", "http://xcap.example.com");
    static final XcapSettings PROXIED = settings("xcap.trusted-proxies", "192.0.2.0/24", "xcap.root", "http://xcap.example.com");

    static XcapSettings settings(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty("presence." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return XcapSettings.of(Settings.read(properties, Map.of()));
    }

    final MemoryDocuments documents = new MemoryDocuments();
    /** The owners that were told of a change. */
    final List<String> changed = Collections.synchronizedList(new ArrayList<>());
    final XcapServer server;
    private final AtomicInteger entityTags = new AtomicInteger();

    Xcap(XcapSettings settings) {
        server = server(settings, documents, owner -> {
            changed.add(owner);
            return CompletableFuture.completedFuture(null);
        });
    }

    XcapServer server(XcapSettings settings, Documents over, Function<String, CompletionStage<?>> tell) {
        return new XcapServer(settings, over, tell, () -> "tag" + entityTags.incrementAndGet(), Clock.systemUTC());
    }

    /** @param uri below the XCAP root */
    XcapResponse get(String uri, String... headers) {
        return request("GET", uri, new byte[0], headers);
    }

    XcapResponse put(String uri, String contentType, String body, String... headers) {
        return request("PUT", uri, body.getBytes(StandardCharsets.UTF_8), with(headers, "Content-Type", contentType));
    }

    XcapResponse delete(String uri, String... headers) {
        return request("DELETE", uri, new byte[0], headers);
    }

    XcapResponse request(String method, String uri, byte[] body, String... headers) {
        return server.handle(of(method, uri, body, headers));
    }

    /** From 192.0.2.1, unless a header Peer says otherwise. */
    static XcapRequest of(String method, String uri, byte[] body, String... headers) {
        Map<String, List<String>> all = new HashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.computeIfAbsent(headers[i], name -> new ArrayList<>()).add(headers[i + 1]);
        }
        int mark = uri.indexOf('?');
        return new XcapRequest(method, "/presence/xcap", mark < 0 ? uri : uri.substring(0, mark), mark < 0 ? "" : uri.substring(mark + 1),
                all.getOrDefault("Peer", List.of("192.0.2.1")).get(0), name -> all.getOrDefault(name, List.of()), max -> {
                    if (body.length > max) {
                        throw new Refusal(413, "too large");
                    }
                    return body;
                });
    }

    static String[] with(String[] headers, String name, String value) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = name;
        all[headers.length + 1] = value;
        return all;
    }

    static String text(XcapResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static String header(XcapResponse response, String name) {
        return response.headers().stream().filter(header -> header.getKey().equals(name)).map(Map.Entry::getValue).findFirst().orElse("");
    }
}
