package org.imspresence.dialog.location;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Names as the system looks them up, hosts file first: addresses only. The JVM keeps them itself for a while ({@code networkaddress.cache.ttl}), so they hold here for a second. */
public final class SystemNames implements NameRecords {

    private static final long TTL_SECONDS = 1;

    @Override
    public Answer<Naptr> naptr(String name) {
        return new Answer<>(List.of(), TTL_SECONDS);
    }

    @Override
    public Answer<Srv> srv(String name) {
        return new Answer<>(List.of(), TTL_SECONDS);
    }

    /** The system does not say whether there is no such name or no name server: it counts as the latter. */
    @Override
    public Answer<InetAddress> addresses(String host) {
        try {
            return new Answer<>(List.of(InetAddress.getAllByName(host)), TTL_SECONDS);
        } catch (UnknownHostException e) {
            throw new NameServerException("the system does not know the host " + host, e);
        }
    }
}
