package org.imspresence.authorization;

import java.util.List;

/**
 * Who asks, as rules see it.
 *
 * @param identities canonical addresses of one and the same watcher, a sip and a tel one perhaps; none when nobody knows who it is
 * @param anonymous  it does not want the presentity to learn who it is (RFC 3323), or nobody knows
 */
public record Requester(List<String> identities, boolean anonymous) {

    public Requester {
        identities = List.copyOf(identities);
    }
}
