package org.imspresence.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.imspresence.address.PresenceAddress;
import org.imspresence.config.Networks;
import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.imspresence.dialog.TrustDomain;

/**
 * Whom the server believes. See {@link Setting} for what each leads to.
 *
 * @param trusted    the peers that are believed who a user is
 * @param unasserted who a request is from that has no identity which counts
 * @param proxies    canonical addresses of those who may publish for everybody
 * @param domain     the trusted peers as a trust domain, when more is told within it than elsewhere
 */
public record IdentitySettings(Networks trusted, Unasserted unasserted, Set<String> proxies, Optional<TrustDomain> domain) {

    /** What stands in a quoted string as it is. */
    private static final Pattern NETWORK = Pattern.compile("[ -~&&[^\"\\\\]]{0,128}");

    /** What becomes of a request without an identity that counts. */
    public enum Unasserted {
        /** Nobody has sent it. */
        ANONYMOUS,
        /** It gets 403. */
        REFUSE,
        /** It is from whom its From names. */
        FROM
    }

    /** @throws SettingsException naming the first that is malformed */
    public static IdentitySettings of(Settings settings) {
        Networks trusted = Networks.of(settings, Setting.IDENTITY_TRUSTED_PEERS);
        return new IdentitySettings(
                trusted,
                settings.choice(Setting.IDENTITY_UNASSERTED, Unasserted.class),
                settings.list(Setting.PUBLICATION_PROXIES).stream().map(IdentitySettings::address).collect(Collectors.toUnmodifiableSet()),
                settings.isOn(Setting.IMS_HEADERS) ? Optional.of(TrustDomain.of(trusted::contains, network(settings))) : Optional.empty());
    }

    private static String network(Settings settings) {
        String name = settings.text(Setting.IMS_IOI).strip();
        if (!NETWORK.matcher(name).matches()) {
            throw new SettingsException(Setting.IMS_IOI.key() + ": a name has up to 128 visible characters and spaces, without quotation marks and backslashes");
        }
        return name;
    }

    private static String address(String uri) {
        try {
            return PresenceAddress.parse(uri).toString();
        } catch (IllegalArgumentException e) {
            throw new SettingsException(Setting.PUBLICATION_PROXIES.key() + ": " + uri + ": " + e.getMessage());
        }
    }

    /** Sentences that an operator has to read at start; none when all is as in production. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (unasserted == Unasserted.FROM) {
            warnings.add("%s=from: users are believed who they are by their From, where anybody can write any name. For development only".formatted(Setting.IDENTITY_UNASSERTED.key()));
        } else if (trusted.isEmpty()) {
            warnings.add("%s is empty: nobody is believed who a user is, so every watcher is %s and nobody may publish"
                    .formatted(Setting.IDENTITY_TRUSTED_PEERS.key(), unasserted == Unasserted.REFUSE ? "refused" : "anonymous"));
        }
        if (domain.isPresent() && trusted.isEmpty()) {
            warnings.add("%s=yes: there is nobody to tell them, as %s is empty".formatted(Setting.IMS_HEADERS.key(), Setting.IDENTITY_TRUSTED_PEERS.key()));
        }
        if (trusted.containsEverybody()) {
            warnings.add("%s has a network that everybody is in: whoever reaches the server can be whom he likes. For development only".formatted(Setting.IDENTITY_TRUSTED_PEERS.key()));
        }
        return warnings;
    }
}
