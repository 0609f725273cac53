package org.imspresence.publication;

/** What becomes of a PUBLISH: decided by {@link PublicationRules}, carried out by the home. */
public sealed interface PublishDecision {

    /** A new or changed document: store it, 200 with its entity tag, tell the watchers. */
    record Store(Publication publication, int expires) implements PublishDecision {}

    /** The same document for longer: store it, 200 with the new entity tag; no watcher is told. */
    record Renew(Publication publication, int expires) implements PublishDecision {}

    /**
     * Expires: 0: remove it, 200 with an entity tag, tell the watchers.
     *
     * @param publication what is left of it, to be stored in its place
     */
    record Remove(Publication publication) implements PublishDecision {}

    /** A request that has been carried out already: the same 200 again; nothing changes. */
    record Repeat(PublishAnswer answer) implements PublishDecision {}

    /** Refused; nothing changes. */
    record Refuse(int status, String reason, int minExpires) implements PublishDecision, ContentDecision {
        public Refuse(int status, String reason) {
            this(status, reason, 0);
        }
    }
}
