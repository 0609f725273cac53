package org.imspresence.xcap;

import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.imspresence.address.PresenceAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who sends a request: whom an authentication proxy says (TS 33.222, TS 24.109), else whom Digest proves; for development, whoever the URI is about. */
final class Identification {

    private static final Logger LOG = LoggerFactory.getLogger(Identification.class);
    private static final String ASSERTED_IDENTITY = "X-3GPP-Asserted-Identity";
    private static final Pattern VALUE = Pattern.compile("\\s*(?:\"([^\"]*)\"|([^\",]+))\\s*(?:,|$)");

    private final XcapSettings settings;
    private final Optional<Digest> digest;
    private final Counts counts;

    Identification(XcapSettings settings, Clock clock, Counts counts) {
        this.settings = settings;
        this.digest = settings.users().map(users -> new Digest(users, clock));
        this.counts = counts;
    }

    /**
     * All canonical addresses of the one user who asks.
     *
     * @throws Refusal 401 with a challenge when Digest may prove it, else 403
     */
    Set<String> identities(XcapRequest request, ResourceUri uri) {
        if (settings.open()) {
            return uri.owner().map(Set::of).orElse(Set.of());
        }
        List<String> asserted = request.headers().all(ASSERTED_IDENTITY);
        boolean trusted = settings.trustedProxies().contains(request.peer());
        if (!asserted.isEmpty() && trusted) {
            return asserted(asserted);
        }
        if (!asserted.isEmpty()) {
            counts.untrustedAssertion();
            LOG.warn("{} of {} ignored: it is no trusted proxy", ASSERTED_IDENTITY, request.peer());
        }
        return digest.map(proof -> proof.identities(request))
                .orElseThrow(() -> new Refusal(403, settings.canIdentify() ? "only authentication proxies are served" : "nobody can be known: no xcap.trusted-proxies, no xcap.users-file"));
    }

    private static Set<String> asserted(List<String> lines) {
        Set<String> identities = new HashSet<>();
        for (String line : lines) {
            Matcher value = VALUE.matcher(line);
            while (value.lookingAt() && value.start() < line.length()) {
                String uri = value.group(1) == null ? value.group(2) : value.group(1);
                try {
                    identities.add(PresenceAddress.parse(uri).canonical());
                } catch (IllegalArgumentException e) {
                    LOG.warn("{} '{}' is no address: {}", ASSERTED_IDENTITY, uri, e.getMessage());
                }
                value.region(value.end(), line.length());
            }
        }
        if (identities.isEmpty()) {
            throw new Refusal(403, ASSERTED_IDENTITY + " names nobody");
        }
        return identities;
    }
}
