package org.imspresence.dialog.location;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;

/**
 * How next hops are found.
 *
 * @param source  where their names are looked up
 * @param server  the DNS server to ask; empty for those of the system
 * @param timeout whole seconds that a DNS server has for an answer
 * @param lookUps names that may be looked up at once
 * @param rest    how long a target that was silent is tried last
 */
public record LocationSettings(Source source, Optional<InetSocketAddress> server, Duration timeout, int lookUps, Duration rest) {

    /** Where names are looked up. */
    public enum Source {
        /** NAPTR, SRV, A and AAAA records (RFC 3263). */
        DNS,
        /** Addresses only, as the system knows them. */
        ADDRESSES
    }

    /**
     * @param server what {@link Setting#SIP_DNS_SERVER} names
     * @throws org.imspresence.config.SettingsException when one of them cannot be used
     */
    public static LocationSettings of(Settings settings, Optional<InetSocketAddress> server) {
        return new LocationSettings(
                settings.choice(Setting.SIP_LOCATE, Source.class),
                server,
                Duration.ofSeconds(settings.number(Setting.SIP_DNS_TIMEOUT, 1, 60)),
                settings.number(Setting.SIP_DNS_LOOKUPS, 1, 1_000),
                Duration.ofSeconds(settings.number(Setting.SIP_TARGET_REST, 0, 3_600)));
    }
}
