package org.imspresence.authorization;

import java.util.List;
import java.util.Optional;

import org.imspresence.address.PresenceAddress;

/**
 * Who asks, with what conditions ask about it again and again worked out once.
 *
 * @param identities canonical addresses
 * @param domains    of the identities, in their order; empty for one that has none
 */
record Watcher(List<String> identities, List<Optional<String>> domains, boolean anonymous) {

    static Watcher of(Requester requester) {
        return new Watcher(requester.identities(), requester.identities().stream().map(Watcher::domainOf).toList(), requester.anonymous());
    }

    private static Optional<String> domainOf(String identity) {
        try {
            return PresenceAddress.parse(identity).domain();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether anybody vouches for who it is. */
    boolean isKnown() {
        return !identities.isEmpty();
    }
}
