package org.imspresence.xcap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RFC 7616: HTTP Digest, with {@code qop=auth}. */
final class Digest {

    private static final int REMEMBERED_NONCES = 10_000;
    private static final String SCHEME = "Digest ";
    private static final Pattern PARAMETER = Pattern.compile("\\s*([A-Za-z0-9*-]+)\\s*=\\s*(?:\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"|([^\\s,\"]+))\\s*(?:,|$)");
    private static final Pattern COUNT = Pattern.compile("[0-9a-fA-F]{8}");

    private final Users users;
    private final Nonces nonces;

    Digest(Users users, Clock clock) {
        this.users = users;
        this.nonces = new Nonces(clock, REMEMBERED_NONCES);
    }

    /**
     * Who sends a request.
     *
     * @return canonical addresses of the one user
     * @throws Refusal 401 with a challenge, or 400 when the response is for another URI
     */
    Set<String> identities(XcapRequest request) {
        String credentials = request.headers().first("Authorization").orElseThrow(() -> challenge("nobody has said who is asking", false));
        if (!credentials.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw challenge("the credentials are not those of Digest", false);
        }
        Map<String, String> given = parameters(credentials.substring(SCHEME.length()));
        DigestAlgorithm algorithm = DigestAlgorithm.of(given.getOrDefault("algorithm", DigestAlgorithm.MD5.token())).orElseThrow(() -> challenge("an unknown algorithm", false));
        Optional<Users.User> user = users.named(text(given, "username"));
        // An unknown user costs as much as a wrong password.
        String secret = user.map(known -> known.secrets().get(algorithm)).orElse("");
        boolean right = isEqual(expected(algorithm, secret, request.method(), given), text(given, "response").toLowerCase(Locale.ROOT));
        if (!right || user.isEmpty() || secret.isEmpty() || !text(given, "realm").equals(users.realm())) {
            throw challenge("wrong user or password: " + text(given, "username"), false);
        }
        if (!isTarget(text(given, "uri"), request.target())) {
            throw new Refusal(400, "the Digest response is for another URI");
        }
        if (!nonces.use(text(given, "nonce"), Long.parseLong(text(given, "nc"), 16))) {
            throw challenge("a stale nonce", true);
        }
        return user.get().identities();
    }

    private Map<String, String> parameters(String text) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(text);
        while (matcher.lookingAt() && matcher.start() < text.length()) {
            String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2).replaceAll("\\\\(.)", "$1");
            if (parameters.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value) != null) {
                throw challenge("a parameter of the credentials is there twice", false);
            }
            matcher.region(matcher.end(), text.length());
        }
        if (!text(parameters, "qop").equals("auth") || !COUNT.matcher(text(parameters, "nc")).matches() || text(parameters, "cnonce").isEmpty()) {
            throw challenge("the credentials lack qop=auth, nc or cnonce", false);
        }
        return parameters;
    }

    private static String text(Map<String, String> parameters, String name) {
        return parameters.getOrDefault(name, "");
    }

    private static String expected(DigestAlgorithm algorithm, String secret, String method, Map<String, String> given) {
        return algorithm.hash(String.join(":", secret, text(given, "nonce"), text(given, "nc"), text(given, "cnonce"), "auth", algorithm.hash(method + ":" + text(given, "uri"))));
    }

    private static boolean isEqual(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** RFC 7616 s3.4.6: the same resource; clients behind a proxy send the absolute URI. */
    private static boolean isTarget(String uri, String target) {
        return uri.equals(target) || uri.matches("https?://[^/?]+" + Pattern.quote(target));
    }

    private Refusal challenge(String reason, boolean stale) {
        String nonce = nonces.next();
        List<Map.Entry<String, String>> challenges = users.algorithms().stream().map(algorithm -> Map.entry("WWW-Authenticate",
                "Digest realm=\"" + users.realm() + "\", qop=\"auth\", algorithm=" + algorithm.token() + ", nonce=\"" + nonce + "\"" + (stale ? ", stale=true" : ""))).toList();
        return new Refusal(401, reason, challenges);
    }
}
