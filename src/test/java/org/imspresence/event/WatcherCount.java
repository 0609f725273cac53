package org.imspresence.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.imspresence.publication.ContentDecision;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublicationRules;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.RatePolicy;
import org.imspresence.subscription.SubscriptionLimits;
import org.imspresence.subscription.SubscriptionRules;

/** A second event package, in one class: how many watch the presence of a resource. Nobody publishes it; it follows from the subscriptions to the other. */
public final class WatcherCount implements EventPackage {

    public static final String NAME = "watcher-count";
    public static final String FORMAT = "text/plain";

    private record Count(long watchers) implements EventState {

        @Override
        public byte[] body(String format) {
            return String.valueOf(watchers).getBytes(UTF_8);
        }

        @Override
        public String digest() {
            return String.valueOf(watchers);
        }

        @Override
        public boolean isSameAs(EventState other) {
            return equals(other);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> formats() {
        return List.of(FORMAT);
    }

    @Override
    public SubscriptionRules subscriptions() {
        return new SubscriptionRules(new SubscriptionLimits(120, 60, 600, 10, 10, new RatePolicy(0, 0)));
    }

    @Override
    public Optional<PublicationRules> publications() {
        return Optional.empty();
    }

    @Override
    public ContentDecision content(PublishRequest request, Optional<Publication> modified) {
        throw new IllegalStateException("nobody can publish it");
    }

    @Override
    public EventState state(Resource resource) {
        return new Count(resource.subscriptions().stream().filter(watching -> watching.status() == Watching.Status.ACTIVE).count());
    }

    @Override
    public Duration pacing() {
        return Duration.ZERO;
    }

    @Override
    public boolean followsSubscriptions() {
        return true;
    }
}
