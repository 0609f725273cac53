package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.imspresence.address.PresenceAddress;
import org.imspresence.authorization.Circumstances;
import org.imspresence.authorization.Decision;
import org.imspresence.authorization.Permissions;
import org.imspresence.authorization.Policy;
import org.imspresence.authorization.Requester;
import org.imspresence.authorization.SubHandling;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.Composition;
import org.imspresence.document.CompositionPolicy;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.imspresence.document.XmlLimits;
import org.imspresence.filter.Filter;
import org.imspresence.testbed.CanonicalXml;

/** What each watcher of {@link HomeBench#PRESENTITY} is entitled to at one moment, worked out from what was published and decided, without a home. */
final class Truth {

    static final HardenedXml XML = new HardenedXml(XmlLimits.DEFAULT);
    static final PresenceAddress ADDRESS = PresenceAddress.parse(HomeBench.PRESENTITY);
    private static final ComposedDocument NOTHING = composed(List.of(), Optional.empty());
    private static final ComposedDocument WAITING = composed(List.of(), Optional.of(PresenceDocument.parse(XML, PidfFormat.PIDF, ("<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='" + HomeBench.PRESENTITY
            + "'><note xml:lang='en'>The subscription waits for approval</note></presence>").getBytes(UTF_8))));

    private record Told(Permissions permissions, Filter filter) {}

    private final ComposedDocument whole;
    private final Optional<String> sphere;
    private final Policy policy;
    private final long now;
    private final Map<Permissions, ComposedDocument> seen = new HashMap<>();
    private final Map<Told, String> told = new HashMap<>();

    /** @param now milliseconds since the epoch */
    Truth(List<Composition.Source> published, Optional<PresenceDocument> permanent, Policy policy, long now) {
        this.whole = composed(published, permanent);
        this.sphere = sphere(published, permanent);
        this.policy = policy;
        this.now = now;
    }

    private static ComposedDocument composed(List<Composition.Source> published, Optional<PresenceDocument> permanent) {
        return new Composition(XML).compose(ADDRESS, published, CompositionPolicy.MERGE, permanent);
    }

    private static Optional<String> sphere(List<Composition.Source> published, Optional<PresenceDocument> permanent) {
        Set<String> spheres = new TreeSet<>();
        published.forEach(source -> spheres.addAll(source.document().spheres()));
        if (spheres.isEmpty()) {
            permanent.ifPresent(document -> spheres.addAll(document.spheres()));
        }
        return spheres.size() == 1 ? spheres.stream().findFirst() : Optional.empty();
    }

    private Decision decision(String watcher) {
        return watcher.equals(HomeBench.PRESENTITY)
                ? new Decision(SubHandling.ALLOW, Permissions.ALL, "the presentity itself")
                : policy.decide(new Requester(List.of(watcher), false), new Circumstances(sphere, now));
    }

    boolean isPending(String watcher) {
        return decision(watcher).handling() == SubHandling.CONFIRM;
    }

    boolean isBlocked(String watcher) {
        return decision(watcher).handling() == SubHandling.BLOCK;
    }

    /** What it may know, before its filter. */
    ComposedDocument seen(String watcher) {
        Decision decision = decision(watcher);
        return switch (decision.handling()) {
            case ALLOW -> seen.computeIfAbsent(decision.permissions(), permissions -> permissions.of(whole));
            case CONFIRM -> WAITING;
            case POLITE_BLOCK, BLOCK -> NOTHING;
        };
    }

    /** What it is to hold, in canonical XML. */
    String told(String watcher, Filter filter) {
        Decision decision = decision(watcher);
        ComposedDocument before = seen(watcher);
        return decision.handling() == SubHandling.ALLOW ? told.computeIfAbsent(new Told(decision.permissions(), filter), key -> canonical(filter.of(before))) : canonical(filter.of(before));
    }

    private static String canonical(ComposedDocument document) {
        return CanonicalXml.of(document.bytes(PidfFormat.PIDF));
    }

    /** For people. */
    static String brief(String canonical) {
        return canonical.replaceAll("\\{[^}]*}", "").replace("\n", "").replace("</>", ")").replace("<", "(");
    }
}
