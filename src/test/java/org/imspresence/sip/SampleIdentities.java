package org.imspresence.sip;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

import org.imspresence.presence.SamplePackages;

/** Ways to find out who sends a request. */
final class SampleIdentities {

    private SampleIdentities() {}

    /** As in development: nobody is trusted, and From is believed. */
    static Identities believingFrom() {
        return new Identities(IdentitySettings.of(SamplePackages.settings("identity.unasserted", "from")), request -> Optional.empty());
    }

    /** @param peer a numeric address that all requests come from; empty for one that is not certain */
    static Identities of(String peer, String... keysAndValues) {
        return new Identities(IdentitySettings.of(SamplePackages.settings(keysAndValues)), request -> peer.isEmpty() ? Optional.empty() : Optional.of(address(peer)));
    }

    private static InetAddress address(String peer) {
        try {
            return InetAddress.getByName(peer);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
