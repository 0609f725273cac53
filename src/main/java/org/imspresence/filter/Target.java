package org.imspresence.filter;

import java.util.Locale;
import org.imspresence.address.PresenceAddress;

/**
 * RFC 4661 s3.4: whom a filter is for.
 *
 * @param isDomain all resources of a domain, rather than one resource
 * @param name     the domain in lower case, or the canonical address; a URI that is none is somebody's, but no presentity's
 */
record Target(boolean isDomain, String name) {

    static Target resource(String uri) {
        try {
            return resource(PresenceAddress.parse(uri));
        } catch (IllegalArgumentException notAnAddress) {
            return new Target(false, uri);
        }
    }

    static Target resource(PresenceAddress address) {
        return new Target(false, address.canonical());
    }

    static Target domain(String name) {
        return new Target(true, name.toLowerCase(Locale.ROOT));
    }
}
