package org.imspresence.xcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentificationTest {

    private static final String URI = "pres-rules/users/sip:alice@home1.net/index?xmlns(a=b)";
    private static final String TARGET = "/presence/xcap/" + URI;

    @TempDir
    private Path directory;
    private Instant now = Instant.parse("2026-11-26T02:00:00Z");
    private Digest digest;

    @BeforeEach
    void aliceAndBobHavePasswords() throws IOException {
        digest = new Digest(Users.read(file("# a comment", "alice@home1.net:home1.net:" + DigestAlgorithm.MD5.hash("alice@home1.net:home1.net:secret"),
                "alice@home1.net:home1.net:" + DigestAlgorithm.SHA_256.hash("alice@home1.net:home1.net:secret"), "",
                "bob:home1.net:" + DigestAlgorithm.MD5.hash("bob:home1.net:hidden").toUpperCase() + ":sip:bob@home1.net,tel:+1-201-555-0123")), clock());
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private String file(String... lines) throws IOException {
        return Files.write(directory.resolve("users"), List.of(lines)).toString();
    }

    private static XcapRequest request(String credentials) {
        return Xcap.of("GET", URI, new byte[0], "Authorization", credentials);
    }

    private Refusal refusal(XcapRequest request) {
        return assertThrows(Refusal.class, () -> digest.identities(request));
    }

    private String nonce() {
        String challenge = refusal(Xcap.of("GET", URI, new byte[0])).headers().get(0).getValue();
        return challenge.replaceAll(".*nonce=\"([^\"]+)\".*", "$1");
    }

    private static String credentials(DigestAlgorithm algorithm, String user, String password, String nonce, String count, String uri) {
        String secret = algorithm.hash(user + ":home1.net:" + password);
        String response = algorithm.hash(String.join(":", secret, nonce, count, "c", "auth", algorithm.hash("GET:" + uri)));
        return "Digest username=\"" + user + "\", realm=\"home1.net\", nonce=\"" + nonce + "\", uri=\"" + uri + "\", algorithm=" + algorithm.token()
                + ", response=\"" + response + "\", qop=auth, nc=" + count + ", cnonce=\"c\"";
    }

    @Test
    void rfc7616_s3_3_theStrongerChallengeComesFirst() {
        Refusal refusal = refusal(Xcap.of("GET", URI, new byte[0]));

        assertEquals(401, refusal.status());
        assertEquals(List.of("WWW-Authenticate", "WWW-Authenticate"), refusal.headers().stream().map(Map.Entry::getKey).toList());
        assertTrue(refusal.headers().get(0).getValue().startsWith("Digest realm=\"home1.net\", qop=\"auth\", algorithm=SHA-256, nonce="));
        assertTrue(refusal.headers().get(1).getValue().contains("algorithm=MD5"));
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void rfc7616_s3_4_whoKnowsThePasswordIsKnown(DigestAlgorithm algorithm) {
        assertEquals(Set.of("sip:alice@home1.net"), digest.identities(request(credentials(algorithm, "alice@home1.net", "secret", nonce(), "00000001", TARGET))));
        assertEquals(Set.of("sip:alice@home1.net"), digest.identities(request(credentials(algorithm, "alice@home1.net", "secret", nonce(), "00000001", "http://xcap.home1.net:8080" + TARGET))));
    }

    /** RFC 7616 s3.9.1 with its own numbers. */
    @Test
    void rfc7616_s3_9_1_theExamplesOfTheRfc() {
        String tail = ":7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v:00000001:f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ:auth:";
        for (Map.Entry<DigestAlgorithm, String> example : Map.of(DigestAlgorithm.MD5, "8ca523f5e9506fed4657c9700eebdbec",
                DigestAlgorithm.SHA_256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1").entrySet()) {
            DigestAlgorithm h = example.getKey();
            assertEquals(example.getValue(), h.hash(h.hash("Mufasa:http-auth@example.org:Circle of Life") + tail + h.hash("GET:/dir/index.html")));
        }
    }

    @Test
    void aUserMayHaveSeveralIdentities() {
        assertEquals(Set.of("sip:bob@home1.net", "tel:+12015550123"), digest.identities(request(credentials(DigestAlgorithm.MD5, "bob", "hidden", nonce(), "00000001", TARGET))));
    }

    @ParameterizedTest
    @CsvSource({"alice@home1.net, wrong, MD5", "alice@home1.net, '', SHA_256", "mallory, secret, MD5", "'', '', MD5", "bob, hidden, SHA_256"})
    void aWrongPasswordOrAnUnknownUserIsAskedAgain(String user, String password, DigestAlgorithm algorithm) {
        Refusal refusal = refusal(request(credentials(algorithm, user, password, nonce(), "00000001", TARGET)));

        assertEquals(401, refusal.status());
        assertFalse(refusal.headers().get(0).getValue().contains("stale"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Digest", "Digest ", "Basic YWxpY2U6c2VjcmV0", "Digest username", "Digest username=\"", "Digest a=b, a=c", "Digest =,,,", "Digest username=\"alice@home1.net\"", "Digest qop=auth-int, nc=00000001, cnonce=x",
        "Digest qop=auth, nc=1, cnonce=x", "Digest qop=auth, nc=00000001, cnonce=x, algorithm=SHA-512-256", "Digest qop=auth, nc=0000000g, cnonce=x"})
    void credentialsThatAreNoneAreAskedAgain(String credentials) {
        assertEquals(401, refusal(request(credentials)).status());
    }

    @Test
    void aResponseForAnotherUriOrMethodIsNotTaken() {
        String nonce = nonce();

        assertEquals(400, refusal(request(credentials(DigestAlgorithm.MD5, "bob", "hidden", nonce, "00000001", "/presence/xcap/other"))).status());
        assertEquals(401, refusal(Xcap.of("PUT", URI, new byte[0], "Authorization", credentials(DigestAlgorithm.MD5, "bob", "hidden", nonce, "00000001", TARGET))).status());
    }

    @Test
    void rfc7616_s3_4_aRequestThatIsSentTwiceIsTakenOnce() {
        String nonce = nonce();
        String first = credentials(DigestAlgorithm.MD5, "bob", "hidden", nonce, "00000001", TARGET);
        digest.identities(request(first));

        Refusal repeated = refusal(request(first));

        assertEquals(401, repeated.status());
        assertTrue(repeated.headers().get(0).getValue().endsWith("stale=true"));
        assertEquals(Set.of("sip:bob@home1.net", "tel:+12015550123"), digest.identities(request(credentials(DigestAlgorithm.MD5, "bob", "hidden", nonce, "0000000a", TARGET))));
    }

    @Test
    void rfc7616_s3_3_anOldNonceIsStale() {
        String nonce = nonce();
        now = now.plusSeconds(301);

        Refusal refusal = refusal(request(credentials(DigestAlgorithm.MD5, "bob", "hidden", nonce, "00000001", TARGET)));

        assertTrue(refusal.headers().get(0).getValue().endsWith("stale=true"));
    }

    @Test
    void aNonceOfSomebodyElseIsStale() {
        String foreign = new Nonces(clock(), 10).next();

        assertTrue(refusal(request(credentials(DigestAlgorithm.MD5, "bob", "hidden", foreign, "00000001", TARGET))).headers().get(0).getValue().endsWith("stale=true"));
        assertTrue(refusal(request(credentials(DigestAlgorithm.MD5, "bob", "hidden", "no nonce", "00000001", TARGET))).headers().get(0).getValue().endsWith("stale=true"));
    }

    @Test
    void whatNoncesAreRememberedIsBoundedAndNoneIsTakenTwiceForThat() {
        Nonces nonces = new Nonces(clock(), 2);
        List<String> given = new java.util.ArrayList<>();
        for (int i = 0; i < 4; i++) {
            now = now.plusMillis(1);
            given.add(nonces.next());
        }

        given.forEach(nonce -> assertTrue(nonces.use(nonce, 1)));

        given.forEach(nonce -> assertFalse(nonces.use(nonce, 1)));
        assertFalse(nonces.use(given.get(1), 2), "forgotten");
        assertTrue(nonces.use(given.get(3), 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "alice:home1.net", "alice:home1.net:abc", ":home1.net:0123456789abcdef0123456789abcdef", "al ice:home1.net:0123456789abcdef0123456789abcdef", "",
        "alice@a.net:a:0123456789abcdef0123456789abcdef\nbob@b.net:b:0123456789abcdef0123456789abcdef", "alice@a.net:a\"b:0123456789abcdef0123456789abcdef"})
    void aUsersFileThatIsNoneStopsTheStart(String text) throws IOException {
        String file = file(text.split("\n"));

        assertTrue(assertThrows(SettingsException.class, () -> settings("xcap.users-file", file)).getMessage().contains("xcap.users-file"));
    }

    @ParameterizedTest
    @CsvSource({"xcap.open, true", "xcap.trusted-proxies, proxy.home1.net", "xcap.trusted-proxies, 10.0.0.1/8", "xcap.trusted-proxies, 10.0.0.0/33", "xcap.users-file, /nowhere/users", "xcap.max-bytes, 1",
        "xcap.documents-per-user, 0", "xcap.root, xcap.home1.net", "xcap.root, http://h/?x"})
    void settingsThatMakeNoSenseStopTheStart(String key, String value) {
        assertTrue(assertThrows(SettingsException.class, () -> settings(key, value)).getMessage().startsWith(key));
    }

    @Test
    void byDefaultNobodyIsLetIn() {
        XcapSettings settings = XcapSettings.of(Settings.read(new Properties(), Map.of()));

        assertFalse(settings.canIdentify());
        assertEquals(65536, settings.maxBytes());
        assertEquals("https://xcap.home1.net/services", settings("xcap.root", "https://xcap.home1.net/services/").root());
        assertTrue(settings("xcap.trusted-proxies", "10.0.0.0/8, ::1").trustedProxies().contains("0:0:0:0:0:0:0:1"));
    }

    private static XcapSettings settings(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty("presence." + key, value);
        return XcapSettings.of(Settings.read(properties, Map.of()));
    }
}
