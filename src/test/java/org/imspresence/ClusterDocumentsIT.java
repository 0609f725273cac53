package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.imspresence.documents.DocumentKey;
import org.imspresence.documents.Documents;
import org.imspresence.documents.DocumentsSettings;
import org.imspresence.documents.StoredDocument;
import org.imspresence.testbed.FreePort;
import org.imspresence.testbed.Metrics;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Postgres;
import org.imspresence.testbed.PresentityScene;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.SampleRules;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerProcess.Options;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.UdpForwarder;
import org.imspresence.testbed.WatcherInfoTable;
import org.imspresence.testbed.WatcherUe;
import org.imspresence.testbed.Xcap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Rules in a cluster, whose nodes share one database: whichever node is asked and whichever is the home, what is stored is what holds; what cannot be read lets nobody in. */
@RestcommOnly("several nodes")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterDocumentsIT extends PresentityScene {

    private static final int CANDIDATES = 200;
    private static final int RACES = 8;
    /** The nodes live for half a minute. */
    private static final List<String> QUICK_TO_START = List.of("-XX:+UseSerialGC");
    /** Twice {@code documents.timeout}, and something for the machine. */
    private static final Duration BOUND = Duration.ofSeconds(5);
    /** How far watchers have been told is recorded a second after a change, and nothing outside shows it. */
    private static final Duration RECORDED = Duration.ofSeconds(2);
    private static final String WAITS = "pending: The subscription waits for approval";
    private static final String SEES_NOBODY = "active: nothing";
    private static final Pattern NOTE = Pattern.compile("<(?:\\w+:)?note\\b[^>]*>([^<]*)<");

    private static Postgres postgres;
    private static UdpForwarder cluster;
    private static final List<ServerProcess> nodes = new ArrayList<>();

    @BeforeAll
    static void start() {
        postgres = Postgres.startIfInstalled().orElse(null);
        if (postgres == null) {
            return;
        }
        List<InetSocketAddress> members = List.of(local(), local());
        cluster = UdpForwarder.to(members.get(0));
        for (InetSocketAddress own : members) {
            nodes.add(ServerProcess.start(node(own, members).advertise(cluster.address())
                    .set("documents.url", postgres.url()).set("documents.user", Postgres.USER).environment("PRESENCE_DOCUMENTS_PASSWORD", Postgres.PASSWORD)));
        }
        for (ServerProcess node : nodes) {
            Metrics.of(node).await("presence_cluster_members", count -> count == members.size(), PATIENCE);
        }
    }

    private static InetSocketAddress local() {
        return new InetSocketAddress("127.0.0.1", FreePort.next());
    }

    private static Options node(InetSocketAddress own, List<InetSocketAddress> members) {
        return ServerProcess.options().javaOptions(QUICK_TO_START).arguments("--production").cluster(own, members).set("identity.trusted-peers", "127.0.0.1").set("xcap.trusted-proxies", "127.0.0.1");
    }

    @BeforeEach
    void skipWithoutPostgres() {
        assumeTrue(postgres != null, Postgres.MISSING);
    }

    /** How nodes end in order is another test's. */
    @AfterAll
    static void stop() {
        nodes.forEach(ServerProcess::kill);
        nodes.forEach(ServerProcess::close);
        if (cluster != null) {
            cluster.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    protected InetSocketAddress entry() {
        return cluster.address();
    }

    private static void choose(ServerProcess node) {
        cluster.choose(node.sip());
    }

    private static ServerProcess other(ServerProcess node) {
        return nodes.get(1 - nodes.indexOf(node));
    }

    /** A user who publishes. */
    private record User(String uri, Publisher publisher) {

        void publish(String note) {
            assertEquals(200, publisher.publish(Pidf.document(uri, note), 600).status());
        }

        Xcap at(ServerProcess node) {
            return new Xcap(node, uri);
        }
    }

    private User user() {
        String uri = "sip:" + UUID.randomUUID() + "@example.com";
        return new User(uri, opened(new Publisher(entry(), uri)));
    }

    /** One whose home is that node: it is the home that sends the NOTIFYs. */
    private User userOf(ServerProcess home) {
        for (int i = 0; i < CANDIDATES; i++) {
            User candidate = user();
            WatcherUe itself = opened(WatcherUe.of(entry(), candidate.uri()).watcher(candidate.uri()).open());
            assertEquals(200, itself.subscribe(0).status());
            if (isFrom(home, itself.awaitNotify(1, PATIENCE))) {
                return candidate;
            }
        }
        throw new AssertionError("none of " + CANDIDATES + " users has its home at " + home.nodeName());
    }

    private static boolean isFrom(ServerProcess node, SipMessage notify) {
        return notify.topVia().sentBy().equals("127.0.0.1:" + node.sip().getPort());
    }

    private WatcherUe watching(User user, String name) {
        return subscribed(WatcherUe.of(entry(), user.uri()).watcher("sip:" + name + "@home1.net"));
    }

    /** What a watcher has been told, in order: the state of the subscription, and the note or nothing. */
    private static List<String> told(WatcherUe watcher) {
        return watcher.notifies().stream().map(ClusterDocumentsIT::words).toList();
    }

    private static String words(SipMessage notify) {
        Matcher note = NOTE.matcher(notify.bodyText());
        String words = notify.required("Subscription-State").replaceFirst(";.*", "") + ": " + (note.find() ? note.group(1) : "nothing");
        assertEquals(words.startsWith("active") && !words.equals(SEES_NOBODY), notify.bodyText().contains("<tuple"), notify::toString);
        return words;
    }

    private static String allowing(String... names) {
        return SampleRules.document(SampleRules.allow(names));
    }

    private static String entityTag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow(() -> new AssertionError(answer.statusCode() + " without ETag: " + answer.body()));
    }

    // ---- Any node, any home ----------------------------------------------------------------------------------------------------------------

    @Test
    void aRulePutAtOneNodeLetsInWhoWaitsAtTheOtherWhicheverIsTheHome() {
        for (ServerProcess home : nodes) {
            for (ServerProcess taker : nodes) {
                for (int i = 0; i < 2; i++) {
                    choose(taker);
                    letsIn(userOf(home), home, taker);
                }
            }
        }
    }

    private void letsIn(User user, ServerProcess home, ServerProcess taker) {
        user.publish("here");
        WatcherUe watcher = watching(user, "joe");
        assertEquals(List.of(WAITS), told(watcher));

        HttpResponse<String> put = user.at(other(taker)).putRules(allowing("joe"));

        assertEquals(201, put.statusCode(), put::body);
        SipMessage active = watcher.awaitNotify(2, PATIENCE);
        assertEquals("active: here", words(active));
        assertTrue(isFrom(home, active), active::toString);
        for (ServerProcess node : nodes) {
            HttpResponse<String> get = user.at(node).getRules();
            assertEquals(allowing("joe"), get.body());
            assertEquals(entityTag(put), entityTag(get));
        }
    }

    @Test
    void watcherInformationAtOneNodeNamesWatchersThatCameByTheOther() {
        for (ServerProcess home : nodes) {
            for (ServerProcess seer : nodes) {
                choose(seer);
                User user = userOf(home);
                WatcherUe itself = subscribed(WatcherUe.of(entry(), user.uri()).watcher(user.uri()).event("presence.winfo").accept("application/watcherinfo+xml"));
                watching(user, "ann");
                itself.awaitNotify(2, PATIENCE);
                choose(other(seer));
                watching(user, "joe");
                itself.awaitNotify(3, PATIENCE);

                assertEquals(List.of("sip:ann@home1.net pending subscribe", "sip:joe@home1.net pending subscribe"), watchers(itself));
                assertEquals(201, user.at(seer).putRules(allowing("joe")).statusCode());
                itself.awaitNotify(4, PATIENCE);
                assertEquals(List.of("sip:ann@home1.net pending subscribe", "sip:joe@home1.net active approved"), watchers(itself));
            }
        }
    }

    private static List<String> watchers(WatcherUe itself) {
        WatcherInfoTable table = new WatcherInfoTable();
        itself.notifies().forEach(notify -> table.apply(notify.body()));
        return table.rows().stream().map(row -> row.uri() + ' ' + row.status() + ' ' + row.event()).sorted().toList();
    }

    // ---- Races -----------------------------------------------------------------------------------------------------------------------------

    /** Node 0 lets joe in, node 1 ann. */
    @Test
    void ofTwoChangesAtTwoNodesUnderOneConditionOneIsMadeAndItsRuleHolds() {
        for (int i = 0; i < RACES; i++) {
            User user = user();
            one(201, raced(user, "If-None-Match", "*"));
            HttpResponse<String> emptied = user.at(nodes.get(i % 2)).putRules(SampleRules.document());
            assertEquals(200, emptied.statusCode());
            user.publish("before");
            List<WatcherUe> watchers = List.of(watching(user, "joe"), watching(user, "ann"));

            int winner = one(200, raced(user, "If-Match", entityTag(emptied)));

            watchers.get(winner).awaitNotify(2, PATIENCE);
            user.publish("after");
            watchers.get(winner).awaitNotify(3, PATIENCE);
            assertEquals(List.of(WAITS, "active: before", "active: after"), told(watchers.get(winner)));
            assertEquals(List.of(WAITS), told(watchers.get(1 - winner)));
        }
    }

    /** The answers of both nodes, after a look by which each client is connected. */
    private static List<HttpResponse<String>> raced(User user, String condition, String value) {
        CyclicBarrier start = new CyclicBarrier(nodes.size());
        List<CompletableFuture<HttpResponse<String>>> racing = Stream.of(0, 1).map(node -> CompletableFuture.supplyAsync(() -> {
            Xcap client = user.at(nodes.get(node));
            client.getRules();
            meet(start);
            return client.putRules(rulesOf(node), condition, value);
        }, task -> new Thread(task).start())).toList();
        List<HttpResponse<String>> answers = racing.stream().map(CompletableFuture::join).toList();
        for (ServerProcess node : nodes) {
            HttpResponse<String> get = user.at(node).getRules();
            assertTrue(answers.stream().anyMatch(answer -> answer.statusCode() < 300 && entityTag(answer).equals(entityTag(get)) && get.body().equals(rulesOf(answers.indexOf(answer)))), get::toString);
        }
        return answers;
    }

    private static String rulesOf(int node) {
        return allowing(node == 0 ? "joe" : "ann");
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Which one was answered with that status; the other was not to change anything. */
    private static int one(int status, List<HttpResponse<String>> answers) {
        List<Integer> statuses = answers.stream().map(HttpResponse::statusCode).toList();
        assertEquals(List.of(status, 412), statuses.stream().sorted().toList());
        return statuses.indexOf(status);
    }

    // ---- Without the database --------------------------------------------------------------------------------------------------------------

    /** The rules of some have been read by their homes before it goes down. Those of others lie there and nobody has looked. */
    @Test
    void whatIsDecidedHoldsWhileTheDatabaseIsDownAndWhoComesThenWaitsForIt() {
        choose(nodes.get(0));
        List<User> known = nodes.stream().map(this::userOf).toList();
        List<WatcherUe> letIn = new ArrayList<>();
        for (User user : known) {
            user.publish("before");
            assertEquals(201, user.at(nodes.get(0)).putRules(allowing("joe", "ann")).statusCode());
            letIn.add(watching(user, "joe"));
        }
        List<User> unread = Stream.generate(this::user).limit(6).toList();
        storeUnseen(unread, SampleRules.document(SampleRules.allow("joe"), SampleRules.block("mallory")));
        List<WatcherUe> joes = new ArrayList<>();
        List<WatcherUe> mallories = new ArrayList<>();

        postgres.kill();
        try {
            for (ServerProcess node : nodes) {
                Xcap client = known.get(0).at(node);
                refused(client::getRules);
                refused(() -> client.putRules(allowing("mallory")));
                refused(client::deleteRules);
                choose(node);
                for (int i = 0; i < known.size(); i++) {
                    String note = "meanwhile by " + node.nodeName();
                    known.get(i).publish(note);
                    letIn.get(i).awaitNotify(note, notify -> Pidf.hasNote(notify, note), PATIENCE);
                    assertEquals(List.of("active: " + note), told(watching(known.get(i), "ann")));
                }
            }
            for (User user : unread) {
                user.publish("secret");
                joes.add(watching(user, "joe"));
                mallories.add(watching(user, "mallory"));
                user.publish("news");
            }
        } finally {
            postgres.start();
            nodes.forEach(node -> Metrics.of(node).await("presence_documents_available", available -> available == 1, PATIENCE));
        }

        for (int i = 0; i < known.size(); i++) {
            assertEquals(200, known.get(i).at(nodes.get(1)).putRules(SampleRules.document(SampleRules.block("joe"))).statusCode());
            letIn.get(i).awaitNotify("it is thrown out", notify -> words(notify).equals("terminated: nothing"), PATIENCE);
            assertEquals(List.of("active: before", "active: meanwhile by " + nodes.get(0).nodeName(), "active: meanwhile by " + nodes.get(1).nodeName(), "terminated: nothing"), told(letIn.get(i)));
        }
        for (int i = 0; i < unread.size(); i++) {
            joes.get(i).awaitNotify(2, PATIENCE);
            mallories.get(i).awaitNotify(2, PATIENCE);
            assertEquals(List.of(WAITS, "active: news"), told(joes.get(i)));
            assertEquals(List.of(WAITS, "terminated: nothing"), told(mallories.get(i)));
        }
    }

    /** As if they had been stored long ago: no home is told. */
    private static void storeUnseen(List<User> users, String rules) {
        var server = new DocumentsSettings.Server(postgres.url(), Postgres.USER, Postgres.PASSWORD);
        try (Documents documents = Documents.open(new DocumentsSettings(true, Path.of("unused"), Optional.of(server), 2, Duration.ofSeconds(2)))) {
            users.forEach(user -> assertTrue(documents.store(new StoredDocument(new DocumentKey("pres-rules", user.uri(), "index"), "old", rules.getBytes(UTF_8)), Optional.empty())));
        }
    }

    private static void refused(Supplier<HttpResponse<String>> request) {
        long since = System.nanoTime();
        HttpResponse<String> answer = request.get();
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("the database of documents"), answer::body);
        assertTrue(answer.headers().firstValue("Retry-After").isPresent());
        assertTrue(took.compareTo(BOUND) < 0, took::toString);
    }

    // ---- Without the home ------------------------------------------------------------------------------------------------------------------

    /** A user and one watcher of each kind, who have been told so: joe is let in, ann is hidden from, carl waits. */
    private record Watched(User user, WatcherUe letIn, WatcherUe hiddenFrom, WatcherUe waiting) {

        List<WatcherUe> watchers() {
            return List.of(letIn, hiddenFrom, waiting);
        }
    }

    private Watched watchedOf(ServerProcess home) {
        User user = userOf(home);
        user.publish("before");
        assertEquals(201, user.at(home).putRules(SampleRules.document(SampleRules.allow("joe"), SampleRules.politeBlock("ann"))).statusCode());
        return new Watched(user, watching(user, "joe"), watching(user, "ann"), watching(user, "carl"));
    }

    /** The node that goes has founded the cluster. Nobody needs it afterwards. */
    @Test
    @Order(Integer.MAX_VALUE)
    void whenTheHomeIsKilledTheNextOneDecidesAsItDid() {
        ServerProcess home = nodes.get(0);
        ServerProcess successor = nodes.get(1);
        choose(successor);
        List<Watched> settled = Stream.generate(() -> watchedOf(home)).limit(4).toList();
        LockSupport.parkNanos(RECORDED.toNanos());
        List<Watched> fresh = Stream.generate(() -> watchedOf(home)).limit(2).toList();
        List<Watched> all = Stream.concat(settled.stream(), fresh.stream()).toList();

        home.kill();

        all.forEach(watched -> watched.user().publish("after"));
        for (Watched watched : all) {
            SipMessage after = watched.letIn().awaitNotify("after", notify -> Pidf.hasNote(notify, "after"), PATIENCE);
            assertTrue(isFrom(successor, after), after::toString);
            assertTrue(after.cseq() > watched.letIn().awaitNotify(1, PATIENCE).cseq(), after::toString);
        }
        for (Watched watched : all) {
            assertEquals(200, watched.user().at(successor).putRules(SampleRules.document(SampleRules.allow("ann", "carl"), SampleRules.block("joe"))).statusCode());
            watched.letIn().awaitNotify("it is thrown out", notify -> words(notify).startsWith("terminated"), PATIENCE);
            watched.hiddenFrom().awaitNotify("it is shown", notify -> Pidf.hasNote(notify, "after"), PATIENCE);
            watched.waiting().awaitNotify("it is let in", notify -> Pidf.hasNote(notify, "after"), PATIENCE);
        }
        List<List<String>> expected = List.of(List.of("active: before", "active: after", "terminated: nothing"), List.of(SEES_NOBODY, "active: after"), List.of(WAITS, "active: after"));
        settled.forEach(watched -> assertEquals(expected, watched.watchers().stream().map(ClusterDocumentsIT::told).toList()));
        // That they had been told was not recorded yet: they may be told the same again.
        fresh.forEach(watched -> assertEquals(expected, watched.watchers().stream().map(watcher -> told(watcher).stream().distinct().toList()).toList()));
    }

    // ---- Without a shared database ---------------------------------------------------------------------------------------------------------

    @Test
    void aNodeOfAClusterThatNamesNoDatabaseSaysWhatToDoAndDecidesByTheDefault() {
        InetSocketAddress own = local();
        try (ServerProcess node = ServerProcess.start(node(own, List.of(own)).set("cluster.name", "without-documents").set("authorization.default", "allow"))) {
            assertTrue(node.output().lines().anyMatch(line -> line.contains("WARN") && line.contains("no documents: ") && line.contains("documents.url names none. Set it on every node.")), node::output);
            cluster.choose(node.sip());
            User user = user();
            for (HttpResponse<String> answer : List.of(user.at(node).putRules(SampleRules.document(SampleRules.block("joe"))), user.at(node).getRules(), user.at(node).deleteRules())) {
                assertEquals(503, answer.statusCode());
                assertTrue(answer.body().contains("nodes must share one database of documents, and documents.url names none"), answer::body);
            }
            user.publish("here");

            assertEquals(List.of("active: here"), told(watching(user, "joe")));
            assertEquals(0, Metrics.of(node).value("presence_documents_available"));
        }
    }
}
