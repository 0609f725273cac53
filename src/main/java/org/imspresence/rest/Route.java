package org.imspresence.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What there is behind {@code /api/v1}: a method and a path. In braces: any one segment. */
enum Route {
    SERVER("GET", "/server"),
    NODES("GET", "/nodes"),
    COUNTERS("GET", "/counters"),
    DRAIN("POST", "/nodes/{node}/drain"),
    PRESENTITIES("GET", "/presentities"),
    PRESENTITY("GET", "/presentities/{presentity}"),
    DOCUMENT("GET", "/presentities/{presentity}/document"),
    WATCHERS("GET", "/presentities/{presentity}/watchers"),
    WATCHER("GET", "/presentities/{presentity}/watchers/{watcher}"),
    TERMINATE("POST", "/presentities/{presentity}/watchers/{watcher}/terminate"),
    MESSAGES("GET", "/presentities/{presentity}/messages"),
    PUBLISH("POST", "/presentities/{presentity}/publications"),
    REPUBLISH("PUT", "/presentities/{presentity}/publications"),
    UNPUBLISH("DELETE", "/presentities/{presentity}/publications"),
    TRY_IT_WATCHERS("GET", "/tryit/watchers"),
    TRY_IT("POST", "/tryit/watchers"),
    END_TRY_IT("DELETE", "/tryit/watchers/{watcher}");

    private final String method;
    private final String path;

    Route(String method, String path) {
        this.method = method;
        this.path = path;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** @return what stands for the braces, in their order; empty when it is another path */
    private Optional<List<String>> match(List<String> segments) {
        String[] template = path.substring(1).split("/");
        if (template.length != segments.size()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < template.length; i++) {
            if (template[i].startsWith("{")) {
                values.add(segments.get(i));
            } else if (!template[i].equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /** A route that a request has taken. */
    record Taken(Route route, List<String> values) {}

    /** @throws Problem 404 when there is no such path, 405 when it has no such method */
    static Taken of(ApiRequest request) {
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        List<String> allowed = new ArrayList<>();
        for (Route route : values()) {
            Optional<List<String>> values = route.match(request.path());
            if (values.isPresent() && route.method.equals(method)) {
                return new Taken(route, values.get());
            }
            values.ifPresent(other -> allowed.add(route.method));
        }
        throw allowed.isEmpty()
                ? new Problem(404, "there is no such path; /presence/api/openapi.json tells which there are")
                : new Problem(405, "the path has no such method").withHeader("Allow", String.join(", ", allowed));
    }
}
