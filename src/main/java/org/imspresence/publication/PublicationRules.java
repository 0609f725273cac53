package org.imspresence.publication;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import org.imspresence.publication.ContentDecision.Accept;
import org.imspresence.publication.PublishDecision.Refuse;
import org.imspresence.publication.PublishDecision.Remove;
import org.imspresence.publication.PublishDecision.Renew;
import org.imspresence.publication.PublishDecision.Repeat;
import org.imspresence.publication.PublishDecision.Store;

/**
 * RFC 3903 s6: what an event state compositor does with a PUBLISH, its checks in the clause's order (steps 1 to 3, resource, event package and identity,
 * belong to admission).
 *
 * <table>
 *   <caption>The operations (RFC 3903 s4.1, table 1)</caption>
 *   <tr><td>initial</td><td>body</td><td>no SIP-If-Match</td><td>Expires &gt; 0</td></tr>
 *   <tr><td>refresh</td><td>no body</td><td>SIP-If-Match</td><td>Expires &gt; 0</td></tr>
 *   <tr><td>modify</td><td>body</td><td>SIP-If-Match</td><td>Expires &gt; 0</td></tr>
 *   <tr><td>remove</td><td>no body</td><td>SIP-If-Match</td><td>Expires: 0</td></tr>
 * </table>
 */
public final class PublicationRules {

    private final PublicationLimits limits;
    private final Supplier<String> entityTags;

    /** @param entityTags a new tag with each call, never the same twice */
    public PublicationRules(PublicationLimits limits, Supplier<String> entityTags) {
        this.limits = limits;
        this.entityTags = entityTags;
    }

    /**
     * @param stored  the publications of the presentity, of the request's package: the live ones, and those removed ones that are still remembered
     * @param request the PUBLISH
     * @param content looks at the body when its turn has come, given the publication that the request modifies; empty for an initial one
     * @param now     milliseconds since the epoch
     */
    public PublishDecision decide(Collection<Publication> stored, PublishRequest request, Function<Optional<Publication>, ContentDecision> content, long now) {
        for (Publication publication : stored) {
            Optional<PublishAnswer> answered = publication.answer(request, now);
            if (answered.isPresent()) {
                return new Repeat(answered.get());
            }
        }
        List<Publication> live = stored.stream().filter(publication -> !publication.removed()).toList();
        Optional<Publication> matched = live.stream()
                .filter(p -> p.entityTag().equals(request.ifMatch()) && p.expiresAt() > now)
                .findFirst();
        if (request.hasIfMatch() && matched.isEmpty()) {
            return new Refuse(412, "SIP-If-Match names no publication of this presentity");
        }
        if (limits.tooBrief(request.expires())) {
            return new Refuse(423, "Interval Too Brief", limits.minExpires());
        }
        if (matched.isEmpty() && !request.hasBody()) {
            return new Refuse(400, "An initial publication needs a body");
        }
        if (matched.isEmpty() && request.expires() == 0) {
            return new Refuse(400, "An initial publication needs Expires above 0; SIP-If-Match names one to remove");
        }
        if (!request.hasBody()) {
            return renewedOrRemoved(matched.get(), request, now);
        }
        ContentDecision body = request.contentEncoding().isEmpty() ? content.apply(matched) : new Refuse(415, "Content-Encoding is not supported");
        if (body instanceof Refuse refusal) {
            return refusal;
        }
        if (matched.isPresent() && request.expires() == 0) {
            return renewedOrRemoved(matched.get(), request, now);
        }
        if (matched.isEmpty() && live.size() >= limits.perPresentity()) {
            return new Refuse(480, "Too many publications of this presentity");
        }
        long order = 1 + stored.stream().mapToLong(Publication::order).max().orElse(0);
        return stored((Accept) body, matched, request, order, now);
    }

    private PublishDecision renewedOrRemoved(Publication matched, PublishRequest request, long now) {
        PublishAnswer answer = answer(request, now);
        return answer.expires() == 0 ? new Remove(matched.removed(answer)) : new Renew(matched.refreshed(answer, expiresAt(answer)), answer.expires());
    }

    private Store stored(Accept content, Optional<Publication> matched, PublishRequest request, long order, long now) {
        PublishAnswer answer = answer(request, now);
        // Watchers may get to see the id, so it says nothing: not the entity tag, which is the publisher's key to the publication. Two nodes that do not see each other give the same request the same id, and
        // different ones different ids.
        String id = matched.map(Publication::id).orElse("p" + request.transaction());
        List<PublishAnswer> answers = PublishAnswer.with(matched.map(Publication::answers).orElse(List.of()), answer);
        return new Store(new Publication(request.eventPackage(), id, answer.entityTag(), content.contentType(), content.body(), expiresAt(answer), order, false, answers), answer.expires());
    }

    private PublishAnswer answer(PublishRequest request, long now) {
        return new PublishAnswer(request.transaction(), entityTags.get(), limits.granted(request.expires()), now);
    }

    private static long expiresAt(PublishAnswer answer) {
        return answer.at() + answer.expires() * 1000L;
    }
}
