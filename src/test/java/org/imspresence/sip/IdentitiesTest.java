package org.imspresence.sip;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.imspresence.config.SettingsException;
import org.imspresence.presence.SamplePackages;
import org.imspresence.sip.doubles.FakeRequest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentitiesTest {

    private static final String FROM = "sip:user1_public1@home1.net";
    private static final String PRESENTITY = FakeRequest.PRESENTITY;
    private static final String PEER = "192.0.2.7";

    private static Identities trusting(String... more) {
        String[] settings = new String[more.length + 2];
        settings[0] = "identity.trusted-peers";
        settings[1] = "192.0.2.0/24";
        System.arraycopy(more, 0, settings, 2, more.length);
        return SampleIdentities.of(PEER, settings);
    }

    private static FakeRequest asserting(String... lines) {
        FakeRequest request = FakeRequest.subscribe();
        for (String line : lines) {
            request.with("P-Asserted-Identity", line);
        }
        return request;
    }

    private static int status(Identities identities, FakeRequest request) {
        return assertThrows(Refusal.class, () -> identities.of(request.servletRequest())).status();
    }

    private static long count(Identities identities, String name) {
        return identities.counters().get(name).getAsLong();
    }

    @Nested
    class Rfc3325Clause91 {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                <sip:alice@home1.net>                                    | sip:alice@home1.net | ``
                sip:alice@home1.net                                      | sip:alice@home1.net | ``
                "Cullen Jennings" <sip:fluffy@cisco.com>                 | sip:fluffy@cisco.com | ``
                tel:+14085264000                                         | tel:+14085264000    | ``
                <tel:+1-408-526-4000>                                    | tel:+14085264000    | ``
                <sips:alice@HOME1.net:5061;x=y>                          | sip:alice@home1.net | ``
                <sip:alice@home1.net>, <tel:+14085264000>                | sip:alice@home1.net | tel:+14085264000
                <tel:+14085264000>,"A, B" <sip:alice@home1.net>          | sip:alice@home1.net | tel:+14085264000
                "<sip:mallory@x>, \\" <tel:+1>" <sip:alice@home1.net>    | sip:alice@home1.net | ``
                <sip:a,b@home1.net>, tel:+14085264000                    | sip:a,b@home1.net   | tel:+14085264000
                Alice <SIP:alice@home1.net>                              | sip:alice@home1.net | ``
                """)
        void theUserIsKnownByTheSipUriAndByTheTelephoneNumber(String line, String address, String alias) {
            assertEquals(new Identity(address, alias, false), trusting().of(asserting(line).servletRequest()));
        }

        @Test
        void twoValuesMayComeInTwoLines() {
            assertEquals(new Identity("sip:alice@home1.net", "tel:+14085264000", false), trusting().of(asserting("<tel:+14085264000>", "<sip:alice@home1.net>").servletRequest()));
        }
    }

    /** TS 24.229 s5.2.6.3. */
    @Test
    void aRequestInADialogThatATrustedPeerAssertsNobodyForIsOfWhomeverTheDialogBelongsTo() {
        FakeRequest refresh = FakeRequest.subscribe().to("<" + PRESENTITY + ">;tag=ours");

        assertEquals(Identity.OF_THE_DIALOG, trusting().of(refresh.servletRequest()));
        assertEquals(Identity.OF_THE_DIALOG, trusting("identity.unasserted", "refuse").of(refresh.servletRequest()));
        assertEquals(FROM, trusting("identity.unasserted", "from").of(refresh.servletRequest()).address());
        assertEquals(Identity.UNKNOWN, SampleIdentities.of("198.51.100.1", "identity.trusted-peers", "192.0.2.0/24").of(refresh.servletRequest()));
    }

    /** RFC 5876 s4.5. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <sip:alice@home1.net>, <sip:bob@home1.net>                     | sip:alice@home1.net | ``
            <sip:alice@home1.net>, <sips:bob@home1.net>, <tel:+1>, <tel:+2> | sip:alice@home1.net | tel:+1
            <mailto:alice@home1.net>, <sip:alice@home1.net>                | sip:alice@home1.net | ``
            <pres:bob@home1.net>, <sip:alice@home1.net>                    | sip:alice@home1.net | ``
            """)
    void rfc5876Clause45ValuesThatAreTooManyOrOfAnotherSchemeCountForNothing(String line, String address, String alias) {
        assertEquals(new Identity(address, alias, false), trusting().of(asserting(line).servletRequest()));
    }

    @Test
    void whenNoValueCountsNobodyIsAsserted() {
        assertEquals(Identity.UNKNOWN, trusting().of(asserting("<mailto:alice@home1.net>").servletRequest()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "alice", "<alice>", "<sip:alice@home1.net", "\"Alice <sip:alice@home1.net>", "<sip:alice@home1.net>,", "<sip:a b@home1.net>", "<sip:@home1.net>", "<tel:alice>", "<tel:5550123>", "<>",
        "<sip:alice@home1.net>, <tel:>", "1sip:alice@home1.net"})
    void whatATrustedPeerAssertsAndNobodyCanReadIsABadRequest(String line) {
        assertEquals(400, status(trusting(), asserting(line)));
    }

    @Nested
    class OfAPeerThatIsNotTrusted {

        @ParameterizedTest
        @ValueSource(strings = {"198.51.100.1", "2001:db8::1", "127.0.0.1", ""})
        void anAssertedIdentityIsIgnoredAndCounted(String peer) {
            Identities identities = SampleIdentities.of(peer, "identity.trusted-peers", "192.0.2.0/24");

            assertEquals(Identity.UNKNOWN, identities.of(asserting("<sip:alice@home1.net>").servletRequest()));
            assertEquals(1, count(identities, "presence_identity_untrusted_total"));
        }

        @Test
        void nothingIsCountedWhenNothingIsAsserted() {
            Identities identities = SampleIdentities.of("198.51.100.1");

            identities.of(FakeRequest.subscribe().servletRequest());

            assertEquals(0, count(identities, "presence_identity_untrusted_total"));
        }

        @Test
        void whatCannotBeReadIsIgnoredToo() {
            assertEquals(Identity.UNKNOWN, SampleIdentities.of(PEER).of(asserting("<").servletRequest()));
        }

        @Test
        void whatFromSaysCountsInDevelopmentAndNotWhatIsAsserted() {
            Identities identities = SampleIdentities.of(PEER, "identity.unasserted", "from");

            assertEquals(new Identity(FROM, "", false), identities.of(asserting("<sip:alice@home1.net>").servletRequest()));
        }

        @Test
        void aWatcherMayBeRefused() {
            assertEquals(403, status(SampleIdentities.of(PEER, "identity.unasserted", "refuse"), asserting("<sip:alice@home1.net>")));
        }
    }

    @Test
    void whatIsAssertedCountsMoreThanFromInDevelopmentToo() {
        assertEquals("sip:alice@home1.net", trusting("identity.unasserted", "from").of(asserting("<sip:alice@home1.net>").servletRequest()).address());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"mailto:a@b, 416", "sip:a b@home1.net, 400"})
    void aFromThatNamesNobodyIsRefusedWhereItIsBelieved(String uri, int status) {
        assertEquals(status, status(SampleIdentities.believingFrom(), FakeRequest.subscribe().from("<" + uri + ">;tag=1")));
        assertEquals(Identity.UNKNOWN, trusting().of(FakeRequest.subscribe().from("<" + uri + ">;tag=1").servletRequest()));
    }

    @Nested
    class Rfc3323Clause42AndRfc3325Clause93 {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                id                | true
                user              | true
                header            | true
                ID                | true
                id;critical       | true
                id; critical      | true
                header;session    | true
                none;id           | false
                none;x;critical   | false
                user, id          | true
                none              | false
                session           | false
                history           | false
                critical          | false
                ;                 | false
                something         | false
                """)
        void aUserMayHideFromThePresentity(String privacy, boolean hidden) {
            Identity identity = trusting().of(asserting("<sip:alice@home1.net>").with("Privacy", privacy).servletRequest());

            assertEquals(new Identity("sip:alice@home1.net", "", hidden), identity);
        }

        @Test
        void wishesMayComeInSeveralLines() {
            assertTrue(trusting().of(asserting("<sip:alice@home1.net>").with("Privacy", "session").with("Privacy", "id").servletRequest()).anonymous());
        }

        @ParameterizedTest
        @ValueSource(strings = {"something;critical", "critical;id;something"})
        void whatIsCriticalAndCannotBeProvidedIsRefused(String privacy) {
            assertEquals(500, status(trusting(), asserting("<sip:alice@home1.net>").with("Privacy", privacy)));
        }

        @Test
        void theReasonNamesWhatCannotBeProvided() {
            FakeRequest request = asserting("<sip:alice@home1.net>").with("Privacy", "id;Something;critical;el\u00dfe");

            Refusal refusal = assertThrows(Refusal.class, () -> trusting().of(request.servletRequest()));

            assertEquals("Privacy cannot be provided: el?e, something", refusal.getMessage());
        }

        @ParameterizedTest
        @ValueSource(strings = {"sip:anonymous@anonymous.invalid", "sip:x@Anonymous.Invalid:5060", "sips:anonymous.invalid"})
        void whoGivesNoNameIsNobody(String uri) {
            assertEquals(Identity.UNKNOWN, SampleIdentities.believingFrom().of(FakeRequest.subscribe().from("\"Anonymous\" <" + uri + ">;tag=1").servletRequest()));
            assertEquals(Identity.UNKNOWN, trusting().of(asserting("<" + uri + ">").servletRequest()));
        }
    }

    @Nested
    class Rfc3903Clause141 {

        private static void assertMayPublish(Identities identities, FakeRequest request, String presentity) {
            assertDoesNotThrow(() -> identities.checkMayPublish(request.servletRequest(), presentity));
            assertEquals(0, count(identities, "presence_publish_forbidden_total"));
        }

        private static void assertMayNotPublish(Identities identities, FakeRequest request, String presentity) {
            Refusal refusal = assertThrows(Refusal.class, () -> identities.checkMayPublish(request.servletRequest(), presentity));
            assertEquals(403, refusal.status());
            assertEquals("Forbidden", refusal.getMessage());
            assertEquals(1, count(identities, "presence_publish_forbidden_total"));
        }

        @Test
        void thePresentityMayPublishByEachOfItsNames() {
            FakeRequest request = asserting("<sip:user2_public1@home2.net>, <tel:+1-201-555-0123>");

            assertMayPublish(trusting(), request, PRESENTITY);
            assertMayPublish(trusting(), request, "tel:+12015550123");
        }

        @Test
        void anonymityDoesNotKeepThePresentityFromPublishing() {
            assertMayPublish(trusting(), asserting("<" + PRESENTITY + ">").with("Privacy", "id"), PRESENTITY);
        }

        @ParameterizedTest
        @ValueSource(strings = {"<sip:user2_public1@home1.net>", "<sip:User2_public1@home2.net>", "<tel:+12015550123>", "<sip:home2.net>"})
        void nobodyElseMay(String line) {
            assertMayNotPublish(trusting(), asserting(line).from("<" + PRESENTITY + ">;tag=1"), PRESENTITY);
        }

        @Test
        void aForgedIdentityIsNoHelp() {
            assertMayNotPublish(SampleIdentities.of(PEER), asserting("<" + PRESENTITY + ">").from("<" + PRESENTITY + ">;tag=1"), PRESENTITY);
        }

        @Test
        void nobodyMayPublishForNobody() {
            assertMayNotPublish(trusting(), FakeRequest.publish(), "sip:anonymous@anonymous.invalid");
        }

        @Test
        void aListedProxyMayPublishForEverybody() {
            Identities identities = trusting("publication.proxies", "sip:location@HOME2.net, tel:+1-201-555-0199");

            assertMayPublish(identities, asserting("<sip:location@home2.net>"), PRESENTITY);
            assertMayPublish(identities, asserting("<sip:x@home2.net>, <tel:+12015550199>"), PRESENTITY);
            assertMayNotPublish(identities, asserting("<sip:other@home2.net>"), PRESENTITY);
        }

        @Test
        void inDevelopmentFromSaysWhoPublishes() {
            assertMayPublish(SampleIdentities.believingFrom(), FakeRequest.publish(), PRESENTITY);
            assertMayNotPublish(SampleIdentities.believingFrom(), FakeRequest.publish().from("<sip:mallory@home2.net>;tag=1"), PRESENTITY);
        }
    }

    @Nested
    class TheSettings {

        private static List<String> warnings(String... keysAndValues) {
            return IdentitySettings.of(SamplePackages.settings(keysAndValues)).warnings();
        }

        @Test
        void areSilentInProduction() {
            assertEquals(List.of(), warnings("identity.trusted-peers", "192.0.2.0/24"));
            assertEquals(List.of(), warnings("identity.trusted-peers", "192.0.2.0/24", "identity.unasserted", "refuse"));
        }

        @Test
        void warnWhenAnybodyCanBeAnybody() {
            assertTrue(warnings("identity.unasserted", "from").get(0).contains("development only"));
            assertTrue(warnings("identity.trusted-peers", "0.0.0.0/0").get(0).contains("development only"));
            assertEquals(2, warnings("identity.trusted-peers", "::/0", "identity.unasserted", "from").size());
        }

        @Test
        void warnWhenNobodyIsBelieved() {
            assertTrue(warnings().get(0).contains("every watcher is anonymous"));
            assertTrue(warnings("identity.unasserted", "refuse").get(0).contains("every watcher is refused"));
        }

        @ParameterizedTest
        @CsvSource({"identity.unasserted, whoever", "identity.unasserted, From", "identity.trusted-peers, localhost", "publication.proxies, location@home2.net", "publication.proxies, mailto:a@b"})
        void refuseNonsense(String key, String value) {
            SettingsException refused = assertThrows(SettingsException.class, () -> IdentitySettings.of(SamplePackages.settings(key, value)));

            assertTrue(refused.getMessage().contains(key) && refused.getMessage().contains(value), refused.getMessage());
            assertFalse(refused.getMessage().contains("\n"));
        }
    }
}
