package org.imspresence.watcherinfo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.imspresence.event.EventPackage;
import org.imspresence.event.EventState;
import org.imspresence.event.Resource;
import org.imspresence.publication.ContentDecision;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublicationRules;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.SubscriptionLimits;
import org.imspresence.subscription.SubscriptionRules;

/**
 * RFC 3857: the event template-package {@code winfo}, who has subscribed to a resource in another event package, as documents of RFC 3858. For {@code presence} it is the package {@code presence.winfo}.
 *
 * <p>It is for the resource itself and nobody else (s4.6 recommends it, as it is sensitive: s6.2), and nobody publishes it: it follows from the subscriptions.
 */
public final class WatcherInfoPackage implements EventPackage {

    /** RFC 3858 s8.1. */
    public static final String FORMAT = "application/watcherinfo+xml";

    private static final String WINFO = ".winfo";

    private final String watched;
    private final SubscriptionRules subscriptions;
    private final Duration pacing;
    private final int watchers;

    /**
     * @param watched       name of the event package whose watchers it tells
     * @param subscriptions bounds of the subscriptions to itself (RFC 3857 s4.4: an hour unless asked otherwise)
     * @param pacing        least time between two NOTIFYs of changes to one subscriber (s4.10)
     * @param watchers      how many a document names at most
     */
    public WatcherInfoPackage(String watched, SubscriptionLimits subscriptions, Duration pacing, int watchers) {
        this.watched = watched;
        this.subscriptions = new SubscriptionRules(subscriptions);
        this.pacing = pacing;
        this.watchers = watchers;
    }

    /** RFC 3857 s4.1. */
    @Override
    public String name() {
        return watched + WINFO;
    }

    /** RFC 3857 s4.5. */
    @Override
    public List<String> formats() {
        return List.of(FORMAT);
    }

    @Override
    public SubscriptionRules subscriptions() {
        return subscriptions;
    }

    @Override
    public Optional<PublicationRules> publications() {
        return Optional.empty();
    }

    @Override
    public ContentDecision content(PublishRequest request, Optional<Publication> modified) {
        throw new IllegalArgumentException("nobody publishes " + name());
    }

    @Override
    public EventState state(Resource resource) {
        return WatcherInfo.of(resource.address(), watched, resource.subscriptions(), watchers, resource.now());
    }

    @Override
    public Duration pacing() {
        return pacing;
    }

    /** RFC 3857 s4.6. */
    @Override
    public Access access() {
        return Access.OWNER;
    }

    /** RFC 3858 s3: a document has a version, and is of full or of partial state. */
    @Override
    public boolean isNumbered(String format) {
        return true;
    }

    @Override
    public boolean followsSubscriptions() {
        return true;
    }
}
