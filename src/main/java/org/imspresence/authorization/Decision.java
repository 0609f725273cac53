package org.imspresence.authorization;

/**
 * What the rules say about a watcher.
 *
 * @param permissions what an {@link SubHandling#ALLOW allowed} watcher is told; {@link Permissions#NONE} for all others. Equal for all watchers that are told the same
 * @param reason      for people: the rules that led to it, by id, or that none applied
 */
public record Decision(SubHandling handling, Permissions permissions, String reason) {

    /** The same for a watcher that is told nothing any more. */
    public Decision blocking() {
        return new Decision(SubHandling.BLOCK, Permissions.NONE, reason);
    }
}
