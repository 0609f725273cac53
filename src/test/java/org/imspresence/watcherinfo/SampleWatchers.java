package org.imspresence.watcherinfo;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.RouteSet;
import org.imspresence.event.Resource;
import org.imspresence.event.Watching;
import org.imspresence.event.Watching.Event;
import org.imspresence.event.Watching.Status;
import org.imspresence.publication.Publication;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.Terms;

/** A resource and its watchers, each known by the Call-ID of its subscription, at a time that passes when the test says so. */
final class SampleWatchers implements Resource {

    /** Seconds that a subscription lasts. */
    static final int EXPIRES = 3600;

    private final String address;
    private final Map<String, Watching> watchers = new LinkedHashMap<>();
    private long now = 1_700_000_000_000L;

    SampleWatchers(String address) {
        this.address = address;
    }

    void passes(int seconds) {
        now += seconds * 1000L;
    }

    void add(String callId, String watcher, Status status, Event event) {
        addNamed(callId, "<" + watcher + ">", watcher, status, event);
    }

    /** @param party From of its SUBSCRIBE, without the tag */
    void addNamed(String callId, String party, String watcher, Status status, Event event) {
        put(callId, subscription("presence", callId, party, watcher, "", false), status, event);
    }

    void addAnonymous(String callId, String party, String watcher, String alias) {
        put(callId, subscription("presence", callId, party, watcher, alias, true), Status.PENDING, Event.SUBSCRIBE);
    }

    void addTo(String eventPackage, String callId, String watcher) {
        put(callId, subscription(eventPackage, callId, "<" + watcher + ">", watcher, "", false), Status.ACTIVE, Event.SUBSCRIBE);
    }

    private Subscription subscription(String eventPackage, String callId, String party, String watcher, String alias, boolean anonymous) {
        DialogState dialog = new DialogState(callId, "ours", "theirs", "<" + address + ">", party, "sip:192.0.2.1", new RouteSet(List.of()), "udp", 1, "");
        return new Subscription(watcher, alias, anonymous, eventPackage, Terms.of("application/pidf+xml"), now + EXPIRES * 1000L, dialog, 169, now, now, "", false);
    }

    private void put(String callId, Subscription subscription, Status status, Event event) {
        watchers.put(callId, new Watching(subscription, status, event));
    }

    void change(String callId, Status status, Event event) {
        put(callId, watchers.get(callId).subscription(), status, event);
    }

    void expiresIn(String callId, int seconds) {
        Watching watching = watchers.get(callId);
        Subscription old = watching.subscription();
        put(callId, old.refreshed(old.dialog(), old.terms(), now + seconds * 1000L, now), watching.status(), watching.event());
    }

    void forget(String callId) {
        watchers.remove(callId);
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Collection<Publication> publications() {
        return List.of();
    }

    @Override
    public Collection<Watching> subscriptions() {
        return List.copyOf(watchers.values());
    }

    @Override
    public Optional<byte[]> permanent() {
        return Optional.empty();
    }

    @Override
    public long now() {
        return now;
    }
}
