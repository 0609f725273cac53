package org.imspresence.event;

import java.util.Collection;
import java.util.Optional;

import org.imspresence.publication.Publication;

/**
 * What a package may look at to tell the state of a resource, as it is or as it would be after a change. Lent for the length of a call.
 */
public interface Resource {

    /** Canonical address. */
    String address();

    /** The live publications for the package that looks, in any order. */
    Collection<Publication> publications();

    /**
     * The subscriptions to the resource, of all packages but those that {@linkplain EventPackage#followsSubscriptions follow} subscriptions, in any order: live ones, waiting ones, and those that have ended a moment ago.
     */
    Collection<Watching> subscriptions();

    /** What the presentity has stored as its permanent state (RFC 4827); empty when it has not. */
    Optional<byte[]> permanent();

    /** What the time is, milliseconds since the epoch. */
    long now();
}
