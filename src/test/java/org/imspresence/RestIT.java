package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imspresence.json.Json;
import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.PresentityScene;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.RunScript;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, of which one serves whoever is on its machine and the other operators only: what they are asked and told to do by HTTP, and on the command line. */
@RestcommOnly("several nodes")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestIT extends PresentityScene {

    private static final String PASSWORD = "right";

    @TempDir
    private static Path directory;
    private static ServerProcess open;
    private static ServerProcess guarded;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        Path users = directory.resolve("users.xml");
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(PASSWORD.getBytes(StandardCharsets.UTF_8)));
        Files.writeString(users, "<tomcat-users><user username='olga' password='" + digest + "' roles='presence-operator'/><user username='guest' password='" + digest + "' roles='guest'/></tomcat-users>");
        List<InetSocketAddress> members = List.of(new InetSocketAddress("127.0.0.1", FreePort.next()), new InetSocketAddress("127.0.0.1", FreePort.next()));
        open = ServerProcess.start(ServerProcess.options().cluster(members.get(0), members));
        guarded = ServerProcess.start(ServerProcess.options().cluster(members.get(1), members).set("console", "role").set("console.users-file", users).set("console.followers", 1).set("drain.notice", 0));
        for (ServerProcess node : List.of(open, guarded)) {
            Metrics.of(node).await("presence_cluster_members", count -> count == members.size(), PATIENCE);
        }
    }

    @AfterAll
    static void stop() {
        for (ServerProcess node : new ServerProcess[] {guarded, open}) {
            if (node != null) {
                node.close();
            }
        }
    }

    @Override
    protected InetSocketAddress entry() {
        return open.sip();
    }

    // ---- HTTP ----------------------------------------------------------------------------------------------------------------------------

    private HttpRequest.Builder request(ServerProcess node, String path) {
        return HttpRequest.newBuilder(node.http().resolve("api/v1/" + path)).timeout(PATIENCE);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder as(String user, String password, String path) {
        return request(guarded, path).header("Authorization", "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8)));
    }

    private Map<String, Object> get(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = send(request);
        assertEquals(200, response.statusCode(), response.body());
        return json(response);
    }

    private static Map<String, Object> json(HttpResponse<String> response) {
        return Json.object(response.body().getBytes(StandardCharsets.UTF_8));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> object, String member) {
        return (List<Map<String, Object>>) object.get(member);
    }

    private HttpResponse<String> publish(String uri, String note) throws IOException, InterruptedException {
        return send(request(open, "presentities/" + uri + "/publications").header("Content-Type", Pidf.TYPE).header("Expires", "600").POST(BodyPublishers.ofString(Pidf.document(uri, note))));
    }

    private HttpRequest.Builder publication(String ifMatch) {
        return request(open, "presentities/" + presentity + "/publications").header("If-Match", ifMatch);
    }

    private static String entityTag(HttpResponse<String> response) {
        return response.headers().firstValue("ETag").orElseThrow(() -> new AssertionError(response + response.body()));
    }

    // ---- Tests ---------------------------------------------------------------------------------------------------------------------------

    @Test
    @Order(1)
    void whatIsPublishedByHttpIsToldBySipUnderTheSameRules() throws Exception {
        WatcherUe watcher = subscribed();

        HttpResponse<String> first = publish(presentity, "first");
        assertEquals(201, first.statusCode(), first.body());
        watcher.awaitNotify("first", notify -> Pidf.hasNote(notify, "first"), PATIENCE);

        HttpResponse<String> modified = send(publication(entityTag(first)).header("Content-Type", Pidf.TYPE).PUT(BodyPublishers.ofString(Pidf.document(presentity, "second"))));
        assertEquals(200, modified.statusCode(), modified.body());
        watcher.awaitNotify("second", notify -> Pidf.hasNote(notify, "second"), PATIENCE);

        HttpResponse<String> stale = send(publication(entityTag(first)).PUT(BodyPublishers.noBody()));
        assertEquals(412, stale.statusCode());
        assertEquals("application/problem+json", stale.headers().firstValue("Content-Type").orElse(""));
        HttpResponse<String> brief = send(publication(entityTag(modified)).header("Expires", "1").PUT(BodyPublishers.noBody()));
        assertEquals(Map.of("sipStatus", 423L, "minExpires", 60L), Map.of("sipStatus", json(brief).get("sipStatus"), "minExpires", json(brief).get("minExpires")));

        HttpResponse<String> refreshed = send(publication(entityTag(modified)).PUT(BodyPublishers.noBody()));
        HttpResponse<String> removed = send(publication(entityTag(refreshed)).DELETE());
        assertEquals(200, removed.statusCode(), removed.body());
        watcher.awaitNotify("the removal", notify -> notify.cseq() == 45 && !notify.bodyText().contains("<tuple"), PATIENCE);
    }

    @Test
    @Order(1)
    void theStateIsToldInPartsAndAsItIsSent() throws Exception {
        publish(presentity, "here");

        Map<String, Object> state = get(request(open, "presentities/" + presentity));
        Map<String, Object> eventPackage = list(state, "packages").get(0);
        assertEquals("application/pidf+xml", list(eventPackage, "publications").get(0).get("contentType"));
        @SuppressWarnings("unchecked")
        Map<String, Object> parts = (Map<String, Object>) eventPackage.get("state");
        assertEquals("open", list(parts, "services").get(0).get("basic"));
        assertEquals("here", list(parts, "notes").get(0).get("text"));

        HttpResponse<String> document = send(request(open, "presentities/" + presentity + "/document"));
        assertEquals("application/pidf+xml", document.headers().firstValue("Content-Type").orElse(""));
        assertTrue(document.body().contains("<note>here</note>"), document.body());
        assertEquals(404, send(request(open, "presentities/sip:nobody@example.com")).statusCode());
    }

    @Test
    @Order(1)
    void aWatcherIsShownWithItsPathAndTurnedAwayByWhicheverNodeIsAsked() throws Exception {
        WatcherUe watcher = opened(described().open());
        List<String> routes = List.of("<sip:" + watcher.endpoint().hostPort() + ";lr>", "<sip:scscf1.home1.net;lr>");
        SipMessage ok = watcher.exchange(watcher.request(600).with("Record-Route", routes));
        assertEquals(200, ok.status());
        watcher.awaitNotify(1, PATIENCE);
        String watchers = "presentities/" + presentity + "/watchers";

        Map<String, Object> shown = list(get(as("olga", PASSWORD, watchers)), "watchers").get(0);
        assertEquals("active", shown.get("state"));
        assertEquals("no rule, so allow by default", shown.get("reason"));
        assertEquals(List.of("as", "proxy", "proxy", "ue"), list(shown, "path").stream().map(hop -> hop.get("role")).toList());
        assertEquals("sip:scscf1.home1.net;lr", list(shown, "path").get(2).get("address"));
        assertEquals(shown.get("id"), get(request(open, watchers + '/' + shown.get("id"))).get("id"));

        HttpResponse<String> form = send(request(open, watchers + '/' + shown.get("id") + "/terminate").header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}")));
        assertEquals(415, form.statusCode());
        HttpResponse<String> foreign = send(as("olga", PASSWORD, watchers + '/' + shown.get("id") + "/terminate").header("Content-Type", "application/json").header("Origin", "https://evil.example")
                .POST(BodyPublishers.ofString("{}")));
        assertEquals(403, foreign.statusCode());
        HttpResponse<String> done = send(as("olga", PASSWORD, watchers + '/' + shown.get("id") + "/terminate").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"reason\":\"rejected\"}")));
        assertEquals(200, done.statusCode(), done.body());
        SipMessage last = watcher.awaitNotify("the end", notify -> notify.required("Subscription-State").startsWith("terminated"), PATIENCE);
        assertEquals("terminated;reason=rejected", last.required("Subscription-State"));
        assertEquals(routes, last.values("Route"));
    }

    @Test
    @Order(1)
    void aSearchIsAnsweredByAllNodesInPages() throws Exception {
        String mark = UUID.randomUUID().toString();
        Set<String> published = new TreeSet<>(IntStream.range(0, 24).mapToObj(i -> "sip:" + mark + '.' + i + "@example.com").toList());
        for (String uri : published) {
            assertEquals(201, publish(uri, "here").statusCode());
        }

        List<String> found = new ArrayList<>();
        Set<Object> homes = new TreeSet<>();
        String after = "";
        while (after != null) {
            Map<String, Object> page = get(as("olga", PASSWORD, "presentities?limit=7&contains=" + mark.toUpperCase(Locale.ROOT) + "&after=" + after));
            list(page, "presentities").forEach(one -> {
                found.add((String) one.get("presentity"));
                homes.add(one.get("home"));
            });
            after = (String) page.get("next");
        }
        assertEquals(List.copyOf(published), found);
        assertEquals(Set.of(open.nodeName(), guarded.nodeName()), homes);
    }

    @Test
    @Order(1)
    void onlyOperatorsAreLetInWhereARoleIsNeeded() throws Exception {
        HttpResponse<String> stranger = send(request(guarded, "nodes"));
        assertEquals(401, stranger.statusCode());
        assertTrue(stranger.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic"), stranger.headers().toString());
        assertEquals(401, send(as("olga", "wrong", "nodes")).statusCode());
        assertEquals(403, send(as("guest", PASSWORD, "nodes")).statusCode());
        assertEquals(2, list(get(as("olga", PASSWORD, "nodes")), "nodes").size());
    }

    @Test
    @Order(1)
    void theConsoleIsForThoseWhomTheInterfaceServes() throws Exception {
        for (String file : List.of("../../", "../../console/main.js", "../../console/console.css")) {
            assertEquals(401, send(request(guarded, file)).statusCode(), file);
            assertEquals(403, send(as("guest", PASSWORD, file)).statusCode(), file);
            HttpResponse<String> served = send(as("olga", PASSWORD, file));
            assertEquals(200, served.statusCode(), file);
            assertTrue(served.headers().firstValue("Content-Security-Policy").orElse("").contains("script-src 'self'"), file);
        }
        assertEquals(404, send(as("olga", PASSWORD, "../../console/other.js")).statusCode());
    }

    @Test
    @Order(1)
    void whatAllNodesHaveCountedIsToldByAnyOfThem() throws Exception {
        publish(presentity, "counted");

        List<Map<String, Object>> nodes = list(get(as("olga", PASSWORD, "counters")), "nodes");

        assertEquals(Set.of(open.nodeName(), guarded.nodeName()), Set.copyOf(nodes.stream().map(node -> node.get("node")).toList()));
        long compositions = nodes.stream().flatMap(node -> list(node, "counters").stream()).filter(counter -> counter.get("name").equals("presence_compositions_total")).mapToLong(counter -> (long) counter.get("value")).sum();
        assertTrue(compositions > 0, nodes.toString());
    }

    @Test
    @Order(1)
    void theDescriptionIsServed() throws Exception {
        HttpResponse<String> description = client.send(HttpRequest.newBuilder(URI.create(open.http() + "api/openapi.json")).build(), BodyHandlers.ofString());

        assertEquals(200, description.statusCode());
        assertEquals("3.0.3", json(description).get("openapi"));
    }

    // ---- Messages as they pass -----------------------------------------------------------------------------------------------------------

    private HttpResponse<Stream<String>> followed(String query) throws IOException, InterruptedException {
        return client.send(as("olga", PASSWORD, "presentities/" + presentity + "/messages" + query).build(), BodyHandlers.ofLines());
    }

    private static void awaitLine(Iterator<String> lines, String beginning) {
        while (!lines.next().startsWith(beginning)) {
            assertTrue(lines.hasNext());
        }
    }

    private static List<Map<String, Object>> messages(Iterator<String> lines, int count) {
        List<Map<String, Object>> messages = new ArrayList<>();
        while (messages.size() < count) {
            awaitLine(lines, "event: message");
            awaitLine(lines, "id: " + (messages.size() + 1));
            messages.add(Json.object(lines.next().substring("data: ".length()).getBytes(StandardCharsets.UTF_8)));
        }
        return messages;
    }

    @Test
    @Order(1)
    @Timeout(60)
    void messagesAreFollowedAsTheyPassByWayOfAnotherNode() throws Exception {
        HttpResponse<Stream<String>> stream = followed("");
        assertEquals("text/event-stream", stream.headers().firstValue("Content-Type").orElse(""));
        Iterator<String> lines = stream.body().iterator();
        awaitLine(lines, ": following " + String.join(", ", new TreeSet<>(Set.of(open.nodeName(), guarded.nodeName()))));
        WatcherUe watcher = subscribed();

        List<Map<String, Object>> messages = messages(lines, 4);

        assertEquals(Set.of("in SUBSCRIBE null", "out SUBSCRIBE 200", "out NOTIFY null", "in NOTIFY 200"),
                messages.stream().map(message -> message.get("direction") + " " + message.get("method") + ' ' + message.get("status")).collect(Collectors.toSet()));
        Map<String, Object> subscribe = messages.stream().filter(message -> message.get("method").equals("SUBSCRIBE") && message.get("status") == null).findFirst().orElseThrow();
        assertEquals(List.of(open.nodeName(), "udp", watcher.endpoint().hostPort(), "presence", presentity), Stream.of("node", "transport", "peer", "event", "to").map(subscribe::get).toList());
        assertTrue(((String) subscribe.get("text")).startsWith("SUBSCRIBE "), subscribe.toString());

        assertEquals(503, send(as("olga", PASSWORD, "presentities/" + presentity + "/messages")).statusCode(), "the one place is taken");
        stream.body().close();
        HttpResponse<Stream<String>> dialog = followed("?call-id=" + subscribe.get("callId"));
        while (dialog.statusCode() == 503) {
            dialog = followed("?call-id=" + subscribe.get("callId"));
        }
        awaitLine(dialog.body().iterator(), ": following ");
        dialog.body().close();
        assertEquals(401, send(request(guarded, "presentities/" + presentity + "/messages")).statusCode());
    }

    private static RunScript run(ServerProcess node, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--http", node.http().getAuthority()));
        return RunScript.call(all.toArray(String[]::new));
    }

    @Test
    @Order(1)
    void theCommandLineShowsTables() {
        subscribed();

        RunScript status = run(open, "status");
        assertEquals(0, status.status(), status.output());
        assertEquals(3, status.output().lines().count(), status.output());
        assertTrue(status.output().contains(guarded.nodeName() + "  yes"), status.output());

        RunScript watchers = run(open, "watchers", presentity);
        assertTrue(watchers.output().contains("sip:watcher@home1.net  active  presence  allow: no rule, so allow by default"), watchers.output());
        RunScript json = run(open, "watchers", presentity, "--json");
        assertEquals(1L, Json.object(json.output().getBytes(StandardCharsets.UTF_8)).get("total"));

        RunScript stranger = run(guarded, "status");
        assertEquals(1, stranger.status());
        assertTrue(stranger.output().contains("--user"), stranger.output());
    }

    /** The last, as it stops a node. */
    @Test
    @Order(2)
    void aNodeIsDrainedByWayOfAnother() {
        RunScript drain = run(open, "drain", guarded.nodeName());

        assertEquals(0, drain.status(), drain.output());
        assertEquals(ServerProcess.TERMINATED, guarded.awaitExit(Duration.ofSeconds(60)));
        assertTrue(guarded.output().contains("drain 6/6"), guarded.output());
    }
}
