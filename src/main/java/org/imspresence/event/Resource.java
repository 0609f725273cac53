package org.imspresence.event;

import java.util.Collection;

import org.imspresence.publication.Publication;
import org.imspresence.subscription.Subscription;

/**
 * What a package may look at to tell the state of a resource, as it is or as it would be after a change. Lent for the length of a call.
 */
public interface Resource {

    /** Canonical address. */
    String address();

    /** The live publications for the package that looks, in any order. */
    Collection<Publication> publications();

    /** The live subscriptions to the resource, of all packages, in any order. */
    Collection<Subscription> subscriptions();
}
