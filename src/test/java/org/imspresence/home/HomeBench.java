package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import org.imspresence.cluster.Cluster;
import org.imspresence.cluster.ClusterSettings;
import org.imspresence.cluster.GroupedKey;
import org.imspresence.cluster.Standing;
import org.imspresence.cluster.Store;
import org.imspresence.config.Settings;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.RouteSet;
import org.imspresence.dialog.SampleDialogs;
import org.imspresence.event.EventPackages;
import org.imspresence.presence.SamplePackages;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.Rates;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.Terms;
import org.imspresence.testbed.SampleRules;
import org.imspresence.testbed.SampleFilters;
import org.imspresence.timer.Bugs;
import org.imspresence.timer.TimerWheel;

/**
 * The homes of one node on a real cluster cache, with everything else in the hands of the test: the clock, the threads (all work happens in {@link #settle}), and the
 * watchers' side.
 */
final class HomeBench implements AutoCloseable {

    static final String PRESENTITY = "sip:user2_public1@home2.net";
    static final String PIDF = "application/pidf+xml";

    final SettableClock clock = new SettableClock();
    final ManualThreads threads = new ManualThreads();
    final FakeDialogs dialogs = new FakeDialogs();
    final FakeDocuments documents = new FakeDocuments();
    final Cluster cluster = Cluster.start(ClusterSettings.alone("a"), List.of(HomeSchema.INSTANCE), List.of(Homes.SUBSCRIPTIONS, Homes.PUBLICATIONS, Homes.DELIVERIES));
    final Store<Subscription> subscriptions = cluster.store(Homes.SUBSCRIPTIONS, Subscription.class);
    final Store<Publication> publications = cluster.store(Homes.PUBLICATIONS, Publication.class);
    final Store<Delivered> deliveries = cluster.store(Homes.DELIVERIES, Delivered.class);
    private final HomeSettings settings;
    private final EventPackages packages;
    private Homes homes;
    private int requests;
    private Standing standing = Standing.ACTING;
    private boolean successors;
    private final Measured measured = new Measured();

    /** @param keysAndValues settings that differ from the default */
    HomeBench(String... keysAndValues) {
        this(SamplePackages.settings(open(keysAndValues)), SamplePackages.with(SamplePackages.settings(keysAndValues)));
    }

    /** Everybody is let in, unless a test says otherwise. */
    private static String[] open(String... keysAndValues) {
        return Stream.concat(Stream.of("authorization.default", "allow"), Stream.of(keysAndValues)).toArray(String[]::new);
    }

    HomeBench(Settings settings, EventPackages packages) {
        this.settings = HomeSettings.of(settings);
        this.packages = packages;
    }

    /** Without pacing: most tests are about each single change. */
    static HomeBench unpaced(String... keysAndValues) {
        List<String> all = new ArrayList<>(List.of("notify.pacing", "0"));
        all.addAll(List.of(keysAndValues));
        return new HomeBench(all.toArray(String[]::new));
    }

    /** As a node of a cluster of several. */
    HomeBench withSuccessors() {
        successors = true;
        return this;
    }

    void stands(Standing changed) {
        standing = changed;
        homes().standingChanged();
        settle();
    }

    /** The homes; they take over what is stored when they are asked for first. */
    Homes homes() {
        if (homes == null) {
            homes = Homes.start(cluster, settings, packages, documents, dialogs, clock, threads, () -> standing, () -> successors, measured.recorders(), measured.journal());
            awaitOpen();
            settle();
        }
        return homes;
    }

    /** What the homes have measured. */
    Measured measured() {
        return measured;
    }

    private void awaitOpen() {
        while (!homes.isOpen()) {
            Thread.onSpinWait();
        }
    }

    /** Another home takes over what is stored: after this one has handed over in order, or as if it had died without a word. */
    void nextHome(boolean inOrder) {
        Set<Integer> segments = Set.of(cluster.segmentOf(PRESENTITY));
        Map<String, Delivered> word = deliveries.group(PRESENTITY);
        CompletableFuture<?> handedOver = homes().ownership().lost(segments).toCompletableFuture();
        settle();
        if (!handedOver.isDone()) {
            advance(500 + TimerWheel.TICK);
        }
        handedOver.join();
        if (!inOrder) {
            deliveries.group(PRESENTITY).keySet().forEach(id -> deliveries.remove(new GroupedKey(PRESENTITY, id)));
            word.forEach((id, delivered) -> deliveries.put(new GroupedKey(PRESENTITY, id), delivered, Store.FOREVER));
        }
        homes.ownership().gained(segments);
        settle();
    }

    /** Two parts of the cluster meet, and the home is found anew. */
    void merges() {
        Set<Integer> segments = Set.of(cluster.segmentOf(PRESENTITY));
        CompletableFuture<?> gone = homes().ownership().lostToMerge(segments).toCompletableFuture();
        settle();
        gone.join();
        homes().ownership().gained(segments);
        settle();
    }

    /** The presentity stores these rules by XCAP. */
    void rules(String... rules) {
        documents.put("pres-rules", SampleRules.document(rules));
        homes().documentsChanged(PRESENTITY);
        settle();
    }

    /** Lets all that is queued happen; a bug on the way fails the test. */
    void settle() {
        List<Throwable> bugs = Bugs.during(threads::runAll);
        if (!bugs.isEmpty()) {
            throw new AssertionError("a task threw", bugs.get(0));
        }
    }

    void advance(long milliseconds) {
        clock.advance(milliseconds);
        homes().tick();
        settle();
    }

    void advanceSeconds(long seconds) {
        advance(seconds * 1000);
    }

    Watcher watcher(String name) {
        return watcher(name, "ours-" + name);
    }

    /** Watchers of one name have one Call-ID and From tag; {@code localTag} tells them apart. */
    Watcher watcher(String name, String localTag) {
        return new Watcher(name, SampleDialogs.withTags(SampleDialogs.dialog(name), localTag, "theirs"));
    }

    /** A watcher whose SUBSCRIBE came without Record-Route. */
    Watcher directWatcher(String name) {
        return new Watcher(name, SampleDialogs.withRoutes(SampleDialogs.dialog(name), new RouteSet(List.of())).refreshed("sip:" + name + "@here", 61));
    }

    /** One watcher, its dialog, and what it is told. */
    final class Watcher {

        private String identity;
        private String event;
        private DialogState dialog;
        private String accept = PIDF;
        private byte[] filters = SubscribeRequest.noBody();
        private Rates rates = Rates.NONE;
        private boolean gzip;
        private String condition = "";

        private Watcher(String name, DialogState dialog) {
            this.identity = "sip:" + name + "@home1.net";
            this.event = "presence;id=" + name;
            this.dialog = dialog;
        }

        Watcher accepting(String format) {
            accept = format;
            return this;
        }

        /** The next SUBSCRIBE, and no other, has these filters. */
        Watcher asking(String filterSet) {
            filters = filterSet.getBytes(UTF_8);
            return this;
        }

        /** From its next SUBSCRIBE on. */
        Watcher wanting(Rates wanted) {
            rates = wanted;
            return this;
        }

        /** Its Accept-Encoding takes gzip. */
        Watcher acceptingGzip() {
            gzip = true;
            return this;
        }

        /** What the SUBSCRIBEs from now on have in Suppress-If-Match; empty for nothing. */
        Watcher unless(String suppressIfMatch) {
            condition = suppressIfMatch;
            return this;
        }

        /** Subscribes for another watcher than its name says: one that has several dialogs. */
        Watcher of(String owner) {
            identity = "sip:" + owner + "@home1.net";
            return this;
        }

        /** Subscribes with that identity. */
        Watcher as(String address) {
            identity = address;
            return this;
        }

        Watcher at(String contact) {
            dialog = dialog.refreshed(contact, dialog.remoteCSeq());
            return this;
        }

        /** Subscribes to another event than presence. */
        Watcher to(String header) {
            event = header;
            return this;
        }

        /** Subscribes, hears the 200, and gets its NOTIFY. */
        Watcher watches(int expires) {
            expect200(subscribe(expires));
            hears200();
            return this;
        }

        Reply subscribe(int expires) {
            return now(homes().subscribe(initial(expires)));
        }

        SubscribeRequest initial(int expires) {
            return request(false, expires, dialog);
        }

        /** The SUBSCRIBE that comes next in the dialog. */
        SubscribeRequest next(int expires) {
            dialog = dialog.refreshed(dialog.remoteTarget(), dialog.remoteCSeq() + 1);
            return request(true, expires, dialog);
        }

        Reply refresh(int expires) {
            return now(homes().subscribe(next(expires)));
        }

        Reply refreshFrom(String target, int expires) {
            dialog = dialog.refreshed(target, dialog.remoteCSeq());
            return refresh(expires);
        }

        Reply unsubscribe() {
            return refresh(0);
        }

        /** The last request once more, in the dialog or not. */
        Reply repeat(boolean inDialog, int expires) {
            return now(homes().subscribe(request(inDialog, expires, dialog)));
        }

        /** Once more by way of another node, which has made up another tag. */
        Reply repeatElsewhere(int expires) {
            return now(homes().subscribe(request(false, expires, SampleDialogs.withTags(dialog, "elsewhere", dialog.remoteTag()))));
        }

        private SubscribeRequest request(boolean inDialog, int expires, DialogState state) {
            byte[] body = filters;
            filters = SubscribeRequest.noBody();
            Terms terms = new Terms(accept, gzip, rates, "", condition.equals("*"));
            return new SubscribeRequest(PRESENTITY, identity, "", false, inDialog, event, terms, terms.quenched() ? "" : condition, expires, body.length == 0 ? "" : SampleFilters.TYPE, body, state);
        }

        void hears200() {
            homes().answered(PRESENTITY, dialog.localTag());
            settle();
        }

        DialogState dialog() {
            return dialog;
        }

        GroupedKey key() {
            return new GroupedKey(PRESENTITY, dialog.id());
        }

        /** Its record, while the subscription lives. */
        Optional<Subscription> stored() {
            return subscriptions.getIfLocal(key()).filter(subscription -> !subscription.isEnded());
        }

        /** What is remembered of it when it has ended. */
        Optional<Subscription> remembered() {
            return subscriptions.getIfLocal(key()).filter(Subscription::isEnded);
        }

        List<FakeDialogs.Sent> sent() {
            return dialogs.sent().stream().filter(one -> one.dialog().id().equals(dialog.id())).toList();
        }

        List<Notify> told() {
            return sent().stream().map(FakeDialogs.Sent::message).toList();
        }

        List<String> states() {
            return told().stream().map(Notify::subscriptionState).toList();
        }

        Notify lastTold() {
            return told().get(told().size() - 1);
        }

        FakeDialogs.Sent lastSent() {
            return sent().get(sent().size() - 1);
        }
    }

    /** The live publications that are stored, by key. */
    Map<String, Publication> published() {
        Map<String, Publication> published = publications.group(PRESENTITY);
        published.values().removeIf(Publication::removed);
        return published;
    }

    Reply publish(String note) {
        return now(homes().publish(publication("", note, 3600)));
    }

    Reply publish(String entityTag, String note, int expires) {
        return now(homes().publish(publication(entityTag, note, expires)));
    }

    /** A refresh or, with 0, a removal. */
    Reply renew(String entityTag, int expires) {
        return now(homes().publish(numbered(new PublishRequest(PRESENTITY, "presence", entityTag, expires, "", "", new byte[0], ""))));
    }

    PublishRequest publication(String entityTag, String note, int expires) {
        return numbered(new PublishRequest(PRESENTITY, "presence", entityTag, expires, PIDF, "", document(note), ""));
    }

    /** As a request of its own, and no repeat. */
    PublishRequest numbered(PublishRequest request) {
        return request.of("call-id", "tag", ++requests + " PUBLISH");
    }

    /** A document with one tuple, whose contact is named so. */
    static byte[] document(String note) {
        return ("<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='" + PRESENTITY + "'><tuple id='t'><status><basic>open</basic></status><contact>sip:"
                + note + "@home2.net</contact></tuple></presence>").getBytes(UTF_8);
    }

    static String text(Notify notify) {
        return new String(notify.body(), UTF_8);
    }

    static Reply expect200(Reply reply) {
        if (reply.status() != 200) {
            throw new AssertionError("not a 200: " + reply);
        }
        return reply;
    }

    Reply now(CompletionStage<Reply> stage) {
        settle();
        CompletableFuture<Reply> reply = stage.toCompletableFuture();
        if (!reply.isDone()) {
            throw new AssertionError("no reply");
        }
        return reply.join();
    }

    @Override
    public void close() {
        Thread drain = new Thread(cluster::close);
        drain.start();
        while (drain.isAlive()) {
            settle();
            clock.advance(TimerWheel.TICK);
            if (homes != null) {
                homes.tick(); // a hand-over waits for answers that will not come
            }
            Thread.onSpinWait();
        }
        if (homes != null) {
            homes.close();
        }
    }
}
