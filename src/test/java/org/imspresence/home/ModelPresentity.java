package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.home.HomeBench.PRESENTITY;
import static org.imspresence.home.HomeBench.expect200;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.imspresence.authorization.Policy;
import org.imspresence.authorization.RuleDocument;
import org.imspresence.authorization.SubHandling;
import org.imspresence.document.Composition;
import org.imspresence.document.PartialBodies;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.imspresence.publication.PublishRequest;
import org.imspresence.testbed.SampleRules;

/** The presentity of a {@link HomeBench}: publishes, decides, and keeps account of it. */
final class ModelPresentity {

    private static final List<String> BASICS = List.of("open", "closed");
    private static final List<String> MOODS = List.of("happy", "sad", "angry");
    private static final List<String> SPHERES = List.of("work", "home");
    private static final List<Integer> LIFETIMES = List.of(60, 90, 300, 3600);

    /** One source, with the document that it has published; no entity tag when it has none. */
    private static final class Source {

        private String entityTag = "";
        private String id = "";
        private byte[] body = {};
        private PidfFormat format = PidfFormat.PIDF;
        private long order;
        private long expiresAt;
    }

    private final HomeBench bench;
    private final Random random;
    private final List<String> watchers;
    private final List<Source> sources = List.of(new Source(), new Source(), new Source());
    private Optional<byte[]> permanent = Optional.empty();
    private Policy policy = policy(List.of());
    private long published;
    private PublishRequest last;
    private Reply lastReply;
    private long repeatableUntil;

    /** @param watchers their names, each of whom rules are for */
    ModelPresentity(HomeBench bench, Random random, List<String> watchers) {
        this.bench = bench;
        this.random = random;
        this.watchers = watchers;
    }

    /** As it is now. */
    Truth truth() {
        return truth(List.of());
    }

    /** As it may have been at any time since then: publications run out in any order. The last one is the present. */
    List<Truth> truthsSince(long since) {
        List<Source> over = sources.stream().filter(source -> !source.entityTag.isEmpty() && source.expiresAt > since && source.expiresAt <= bench.clock.millis()).toList();
        return IntStream.iterate((1 << over.size()) - 1, set -> set >= 0, set -> set - 1)
                .mapToObj(set -> truth(IntStream.range(0, over.size()).filter(i -> (set >> i & 1) == 1).mapToObj(over::get).toList())).toList();
    }

    private Truth truth(List<Source> stillThere) {
        long now = bench.clock.millis();
        List<Composition.Source> live = sources.stream().filter(source -> isLive(source, now) || stillThere.contains(source))
                .map(source -> new Composition.Source(PresenceDocument.parse(Truth.XML, source.format, source.body), source.order, source.id)).toList();
        return new Truth(live, permanent.map(body -> PresenceDocument.parse(Truth.XML, PidfFormat.PIDF, body)), policy, now);
    }

    private static boolean isLive(Source source, long now) {
        return !source.entityTag.isEmpty() && source.expiresAt > now;
    }

    /** Whether something has run out within so many milliseconds, which the home, or the watchers, may not know yet. */
    boolean isRunningOut(long within) {
        long now = bench.clock.millis();
        return sources.stream().anyMatch(source -> !source.entityTag.isEmpty() && source.expiresAt <= now && source.expiresAt > now - within);
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String often(String part) {
        return random.nextInt(3) > 0 ? part : "";
    }

    private byte[] document() {
        return ("<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='" + PRESENTITY + "'>"
                + often("<tuple id='phone'><status><basic>" + any(BASICS) + "</basic></status><contact>sip:phone@home2.net</contact>" + often("<note>for calls and for messages</note>") + "</tuple>")
                + often("<tuple id='" + any(List.of("phone2", "tablet")) + "'><status><basic>" + any(BASICS) + "</basic></status></tuple>")
                + often("<note>" + any(MOODS) + "</note>")
                + often("<dm:person id='me'>" + "<r:mood><r:" + any(MOODS) + "/></r:mood>" + often("<r:sphere><r:" + any(SPHERES) + "/></r:sphere>") + "</dm:person>")
                + often("<dm:device id='d'><dm:deviceID>urn:x:" + random.nextInt(2) + "</dm:deviceID></dm:device>") + "</presence>").getBytes(UTF_8);
    }

    // ---- Publications ----------------------------------------------------------------------------------------------------------------------

    /** One source publishes, changes what it has published, refreshes or removes it, or sends its last request again. */
    void publish() {
        if (last != null && random.nextInt(10) == 0) {
            repeat();
            return;
        }
        Source source = any(sources);
        boolean isLive = isLive(source, bench.clock.millis());
        if (!isLive) {
            source.entityTag = "";
        }
        int what = isLive ? random.nextInt(10) : 0;
        if (what < 7) {
            body(source, isLive);
        } else if (what < 9) {
            int lifetime = any(LIFETIMES);
            answered(source, request(source, lifetime, "", new byte[0]), lifetime);
        } else {
            answered(source, request(source, 0, "", new byte[0]), 0);
            source.entityTag = "";
        }
    }

    private void repeat() {
        if (bench.clock.millis() < repeatableUntil) {
            assertEquals(lastReply, expect200(bench.now(bench.homes().publish(last))));
        }
    }

    private void body(Source source, boolean isLive) {
        byte[] document = isLive && random.nextInt(5) == 0 ? source.body : document();
        PidfFormat format = random.nextInt(5) == 0 ? PidfFormat.CPIM_PIDF : PidfFormat.PIDF;
        int lifetime = any(LIFETIMES);
        PublishRequest request;
        if (format == PidfFormat.CPIM_PIDF) {
            document = new String(document, UTF_8).replace("urn:ietf:params:xml:ns:pidf'", "urn:ietf:params:xml:ns:cpim-pidf'").getBytes(UTF_8);
            request = request(source, lifetime, format.contentType(), document);
        } else {
            document = new String(document, UTF_8).replace("urn:ietf:params:xml:ns:cpim-pidf'", "urn:ietf:params:xml:ns:pidf'").getBytes(UTF_8);
            boolean isPartial = random.nextBoolean();
            boolean isChange = isLive && source.format == PidfFormat.PIDF;
            request = !isPartial ? request(source, lifetime, format.contentType(), document)
                    : request(source, lifetime, PidfDiff.CONTENT_TYPE, isChange ? PartialBodies.shortest(source.body, document) : PartialBodies.whole(document));
        }
        source.body = document;
        source.format = format;
        source.order = ++published;
        if (!isLive) {
            source.id = "p" + request.transaction();
        }
        answered(source, request, lifetime);
    }

    private PublishRequest request(Source source, int lifetime, String contentType, byte[] body) {
        return bench.numbered(new PublishRequest(PRESENTITY, "presence", source.entityTag, lifetime, contentType, "", body, ""));
    }

    private void answered(Source source, PublishRequest request, int lifetime) {
        last = request;
        lastReply = expect200(bench.now(bench.homes().publish(request)));
        repeatableUntil = bench.clock.millis() + 30_000;
        source.entityTag = lastReply.entityTag();
        source.expiresAt = bench.clock.millis() + lifetime * 1000L;
    }

    // ---- Documents -------------------------------------------------------------------------------------------------------------------------

    void decideAnew() {
        List<String> rules = watchers.stream().flatMap(this::rule).toList();
        bench.documents.put("pres-rules", SampleRules.document(rules.toArray(String[]::new)));
        policy = policy(rules);
        toldSo();
    }

    private Stream<String> rule(String name) {
        return switch (random.nextInt(14)) {
            case 0 -> Stream.empty();
            case 1 -> Stream.of(SampleRules.block(name));
            case 2 -> Stream.of(SampleRules.politeBlock(name));
            case 3, 4 -> Stream.of(SampleRules.allowServicesOnly(name));
            case 5, 6 -> Stream.of(SampleRules.allowPersonsOnly(name));
            case 7 -> Stream.of(SampleRules.politeBlock(name), atWork(name));
            case 8 -> Stream.of(atWork(name));
            default -> Stream.of(SampleRules.allow(name));
        };
    }

    private static String atWork(String name) {
        return SampleRules.allow(name).replace("<cp:conditions>", "<cp:conditions><cp:sphere value='work'/>").replace("id='allow-", "id='at-work-");
    }

    private static Policy policy(List<String> rules) {
        return Policy.of(rules.isEmpty() ? List.of() : List.of(new RuleDocument("index", SampleRules.document(rules.toArray(String[]::new)).getBytes(UTF_8))), List.of(), SubHandling.ALLOW);
    }

    /** Its permanent state (RFC 4827) is stored, changed or removed. */
    void storePermanentState() {
        if (permanent.isPresent() && random.nextInt(3) == 0) {
            permanent = Optional.empty();
            bench.documents.remove("pidf-manipulation");
        } else {
            permanent = Optional.of(document());
            bench.documents.put("pidf-manipulation", new String(permanent.get(), UTF_8));
        }
        toldSo();
    }

    private void toldSo() {
        bench.homes().documentsChanged(PRESENTITY);
        bench.settle();
    }
}
