package org.imspresence.event;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.imspresence.filter.Filter;
import org.imspresence.filter.FilterException;
import org.imspresence.publication.ContentDecision;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublicationRules;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.SubscriptionRules;

/**
 * RFC 6665 s5: what an event package says about itself. All else is the framework's: dialogs, expiries, NOTIFYs and their order, entity tags, storage.
 *
 * <p>One class per package. It must be a pure function of its settings and its arguments: the home calls it on any thread, and every node must come to the same result.
 */
public interface EventPackage {

    /** The event type, as in {@code Event} and {@code Allow-Events}; compared byte by byte (RFC 6665 s8.2.1). */
    String name();

    /** Media types of the bodies of NOTIFY (RFC 6665 s5.4.4), lower case, the default first; the watcher's Accept picks one. */
    List<String> formats();

    /** Media types of the bodies of PUBLISH (RFC 3903 s10.2), lower case, for Accept; its Content-Type names one. */
    default List<String> publishedFormats() {
        return formats();
    }

    /** How SUBSCRIBEs are judged: default and bounds of the expiry (RFC 6665 s5.4.3), limits. */
    SubscriptionRules subscriptions();

    /** How PUBLISHes are judged (RFC 3903 s10.2, what a package defines for it); empty for a package that nobody publishes to: such a PUBLISH gets 489. */
    Optional<PublicationRules> publications();

    /**
     * What to store of the body of a PUBLISH, or what is wrong with it (RFC 3903 s6 step 5), 400 or 415. Only asked for a body, and of a package that is published to.
     *
     * @param request  its Content-Type may be any, or empty
     * @param modified what its entity tag names, as it is stored; empty for an initial publication
     */
    ContentDecision content(PublishRequest request, Optional<Publication> modified);

    /**
     * What there is to tell of a resource. Bad stored data must not fail it: what cannot be read is left out and reported.
     *
     * @throws StateTooLargeException if that is too much; a PUBLISH that would lead to it is refused with 413
     */
    EventState state(Resource resource) throws StateTooLargeException;

    /**
     * What a watcher is told who waits for the presentity's decision: the same of everybody, so that it does not show whether there is such a presentity.
     *
     * @param address canonical address of the resource
     * @return empty for nothing, a NOTIFY without a body
     */
    default Optional<EventState> pending(String address) {
        return Optional.empty();
    }

    /** Media types of the bodies that its SUBSCRIBEs may have (RFC 6665 s5.4.3), lower case; none: any body that has to be understood is refused with 415. */
    default List<String> subscribeFormats() {
        return List.of();
    }

    /**
     * RFC 4660: what the filters of a subscription come to for its resource.
     *
     * @param address canonical address of the resource
     * @param filters as the subscription's terms have them: what {@link #subscriptions} once took, perhaps on a node of another version
     * @throws FilterException if they cannot be applied here
     */
    default Filter filter(String address, String filters) {
        return Filter.NONE;
    }

    /** The least time between two NOTIFYs that tell one watcher of a change (RFC 6665 s5.4.9); zero for none. The latest state wins. */
    Duration pacing();

    /** Who may subscribe. */
    enum Access {
        /** Whom the presentity's rules let in, to what they let through (RFC 5025). */
        BY_RULES,
        /** The resource itself and nobody else; others get 403. */
        OWNER
    }

    /** Who may subscribe. */
    default Access access() {
        return Access.BY_RULES;
    }

    /** Formats of NOTIFY that a watcher gets only if its Accept names them: no range such as {@code application/*} stands for them (RFC 5263 s4.2). */
    default List<String> partialFormats() {
        return List.of();
    }

    /** True for a format whose bodies are numbered and may say only what has changed since the last one. */
    default boolean isNumbered(String format) {
        return partialFormats().contains(format);
    }

    /**
     * True for a package whose state depends on who has subscribed to the others, as that of a watcher information package does: the state is looked at again whenever a
     * subscription to the resource comes, changes or goes.
     */
    default boolean followsSubscriptions() {
        return false;
    }
}
