package org.imspresence.publication;

import java.util.List;
import java.util.Optional;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * RFC 3903 s3: one publication of a presentity, as it is stored on two nodes.
 *
 * <p>What its publisher has removed stays stored for a while, without its body: a PUBLISH that comes once more is answered as before, and a part of the cluster that was cut off in the meantime
 * does not bring it back.
 *
 * @param eventPackage the event type it was published for
 * @param id          stable name of the publication among those of its presentity and package; refreshes and modifications keep it. Watchers may see it
 * @param entityTag   the tag of the last 200, the one that SIP-If-Match must name next
 * @param contentType media type of the body
 * @param body        all of what is published: nobody needs to know what came before to read it
 * @param expiresAt   end of life, milliseconds since the epoch
 * @param order       rises with each body published for the presentity: the higher one is the newer
 * @param removed     true when its publisher has removed it
 * @param answers     how its last requests were answered, the newest last
 */
@Proto
@ProtoTypeId(101300)
public record Publication(
        String eventPackage, String id, String entityTag, String contentType, byte[] body, long expiresAt, long order, boolean removed, List<PublishAnswer> answers) {

    public Publication {
        answers = List.copyOf(answers);
    }

    /** Tells it from all publications of its presentity, whatever the package. */
    public String key() {
        return eventPackage + '/' + id;
    }

    /** This publication with its life renewed and a new entity tag (RFC 3903 s6: every 200 has a new one). */
    Publication refreshed(PublishAnswer answer, long newExpiresAt) {
        return new Publication(eventPackage, id, answer.entityTag(), contentType, body, newExpiresAt, order, false, PublishAnswer.with(answers, answer));
    }

    /** What is left of this publication when it is removed. */
    Publication removed(PublishAnswer answer) {
        return new Publication(eventPackage, id, answer.entityTag(), "", new byte[0], expiresAt, order, true, PublishAnswer.with(answers, answer));
    }

    /** How this very request was answered, if it was and if that is not too long ago for it to be a repeat. */
    Optional<PublishAnswer> answer(PublishRequest request, long now) {
        return answers.stream().filter(answer -> answer.isTo(request) && !answer.isForgotten(now)).findFirst();
    }

    /** Seconds until it runs out, rounded up; 0 when it has. @param now milliseconds since the epoch */
    public long remainingSeconds(long now) {
        return Math.max(0, (expiresAt - now + 999) / 1000);
    }

    /** Whether a repeat of its last request may still come. */
    public boolean isRepeatable(long now) {
        return changedAt() + PublishAnswer.REPEATED_FOR >= now;
    }

    /** When its publisher was heard of last, milliseconds since the epoch. */
    public long changedAt() {
        return answers.isEmpty() ? 0 : answers.get(answers.size() - 1).at();
    }

    /**
     * What two parts of the cluster that did not see each other have made of one publication: what was removed on one side is not brought back, else the word of its publisher that came last holds.
     * The requests of both are remembered.
     */
    public static Publication merged(Publication one, Publication other) {
        Publication last = one.removed() == other.removed() ? one.changedAt() >= other.changedAt() ? one : other : one.removed() ? one : other;
        List<PublishAnswer> answers = PublishAnswer.merged(one.answers, other.answers);
        return new Publication(last.eventPackage, last.id, last.entityTag, last.contentType, last.body, last.expiresAt, last.order, last.removed, answers);
    }

    /** Arrays have no meaningful equality of their own; the entity tag is another one for each content. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Publication that && key().equals(that.key()) && entityTag.equals(that.entityTag) && expiresAt == that.expiresAt && order == that.order
                && removed == that.removed && answers.equals(that.answers);
    }

    @Override
    public int hashCode() {
        return entityTag.hashCode();
    }
}
