package org.imspresence.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.servlet.sip.SipServletRequest;

import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.RouteSet;
import org.imspresence.event.EventPackages;
import org.imspresence.presence.SamplePackages;
import org.imspresence.publication.PublishRequest;
import org.imspresence.sip.doubles.FakeRequest;
import org.imspresence.subscription.Rates;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Terms;
import org.imspresence.watcherinfo.SampleWatcherInfo;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {

    private static final String PRESENTITY = FakeRequest.PRESENTITY;

    private static final Admission ADMISSION = new Admission(SamplePackages.with(), Set.of(), SampleIdentities.believingFrom());

    private static SubscribeRequest admit(FakeRequest request) {
        return ADMISSION.subscribe(request.servletRequest(), "ours");
    }

    private static PublishRequest admitPublish(FakeRequest request) throws IOException {
        return ADMISSION.publish(request.servletRequest());
    }

    private static Refusal refused(FakeRequest request, int status) {
        Refusal refusal = assertThrows(Refusal.class, () -> {
            if (request.getMethod().equals("PUBLISH")) {
                admitPublish(request);
            } else {
                admit(request);
            }
        });
        assertEquals(status, refusal.status(), refusal.getMessage());
        assertFalse(refusal.getMessage().isBlank());
        return refusal;
    }

    @Nested
    class Subscribe {

        @Test
        void isReadIntoWhatTheHomeDecidesOn() {
            SubscribeRequest read = admit(FakeRequest.subscribe()
                    .with("Record-Route", "<sip:scscf2.home2.net;lr>")
                    .with("Record-Route", "<sip:scscf1.home1.net;lr>")
                    .with("Accept", "application/cpim-pidf+xml"));

            assertEquals(
                    new SubscribeRequest(PRESENTITY, "sip:user1_public1@home1.net", "", false, false, "presence", Terms.of("application/cpim-pidf+xml"), "", 600, "", SubscribeRequest.noBody(),
                            new DialogState("cb03a0s09a2sdfglkj490333", "ours", "31415", "<" + PRESENTITY + ">", "<sip:user1_public1@home1.net>",
                                    "sip:[5555::aaa:bbb:ccc:ddd]:1357;comp=sigcomp",
                                    new RouteSet(List.of("<sip:scscf2.home2.net;lr>", "<sip:scscf1.home1.net;lr>")), "udp", 61, "")),
                    read);
        }

        @Test
        void withAConditionNamesTheStateThatItsWatcherHas() {
            SubscribeRequest read = admit(FakeRequest.subscribe().with("Suppress-If-Match", " b4cf7 "));

            assertEquals("b4cf7", read.suppress());
            assertFalse(read.terms().quenched());
        }

        @Test
        void withAConditionThatAlwaysHoldsQuenchesTheSubscription() {
            SubscribeRequest read = admit(FakeRequest.subscribe().with("Suppress-If-Match", "*"));

            assertEquals("", read.suppress());
            assertTrue(read.terms().quenched());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a b", "a, b", "\"a\"", "<a>", "*, a"})
        void withAConditionThatIsNotOneEntityTagIsRefused(String condition) {
            refused(FakeRequest.subscribe().with("Suppress-If-Match", condition), 400);
        }

        @Test
        void withTwoConditionsIsRefused() {
            refused(FakeRequest.subscribe().with("Suppress-If-Match", "a").with("Suppress-If-Match", "a"), 400);
        }

        @ParameterizedTest
        @CsvSource({"gzip, true", "identity, false", "'identity, gzip;q=0.1', false"})
        void saysWhetherBodiesMayBeCompressed(String acceptEncoding, boolean gzip) {
            assertEquals(gzip, admit(FakeRequest.subscribe().with("Accept-Encoding", acceptEncoding)).terms().gzip());
            assertFalse(admit(FakeRequest.subscribe()).terms().gzip());
        }

        @ParameterizedTest
        @ValueSource(strings = {"presence", "presence;id=7", "presence;id=\"a b\";x=y", "presence ; id=7"})
        void keepsTheEventVerbatim(String event) {
            assertEquals(event, admit(FakeRequest.subscribe().without("Event").with("Event", event)).event());
        }

        @Test
        void takesTheRatesOutOfTheEvent() {
            SubscribeRequest read = admit(FakeRequest.subscribe().without("Event").with("Event", "presence;max-rate=0.2;id=7;min-rate=0.01"));

            assertEquals("presence;id=7", read.event());
            assertEquals(new Rates(0.2, 0.01, 0), read.terms().rates());
        }

        @ParameterizedTest
        @ValueSource(strings = {"presence.winfo", ";", ";presence", "Presence", "dialog", "presencex", "", "xpresence", "presence.winfo;id=presence"})
        void toAnotherEventIsRefusedWithTheEventsThatAreServed(String event) {
            assertEquals(Map.of("Allow-Events", "presence"), refused(FakeRequest.subscribe().without("Event").with("Event", event), 489).headers());
        }

        @ParameterizedTest
        @CsvSource({"presence.winfo.winfo, 403", "presence.winfo.winfo;id=7, 403", "dialog.winfo.winfo, 489", ".winfo.winfo, 489", "presence.winfo.winfo.winfo, 489", "presence.winfo, 200"})
        void toTheWatchersOfTheWatcherInformationIsForbidden(String event, int status) {
            Admission withWatcherInfo = new Admission(new EventPackages(List.of(SamplePackages.with().named("presence").orElseThrow(), SampleWatcherInfo.watcherInfo())), Set.of(),
                    SampleIdentities.believingFrom());
            SipServletRequest request = FakeRequest.subscribe().without("Event").with("Event", event).servletRequest();

            if (status == 200) {
                assertEquals("presence.winfo", withWatcherInfo.subscribe(request, "ours").eventPackage());
            } else {
                assertEquals(status, assertThrows(Refusal.class, () -> withWatcherInfo.subscribe(request, "ours")).status());
            }
        }

        @Test
        void withoutEventIsRefusedWithTheEventsThatAreServed() {
            assertEquals(Map.of("Allow-Events", "presence"), refused(FakeRequest.subscribe().without("Event"), 489).headers());
        }

        @Test
        void thatRequiresAnExtensionIsToldWhichIsNotKnown() {
            FakeRequest request = FakeRequest.subscribe().with("Require", "eventlist").with("Require", "100rel");

            assertEquals(Map.of("Unsupported", "eventlist, 100rel"), refused(request, 420).headers());
        }

        @Test
        void thatRequiresAnExtensionIsRefusedForThatBeforeItsEvent() {
            refused(FakeRequest.subscribe().without("Event").with("Require", "eventlist"), 420);
        }

        @ParameterizedTest
        @ValueSource(strings = {"mailto:a@b", "http://home2.net/", "urn:service:sos"})
        void toAUriOfAnotherSchemeIsRefused(String uri) {
            refused(FakeRequest.subscribe().requestUri(uri), 416);
        }

        @ParameterizedTest
        @CsvSource({
            "sip:user2_public1@home2.net, true", "sip:user2_public1@HOME2.NET:5061, true", "pres:user2_public1@home2.net, true", "tel:+12015550123, true",
            "sip:user2_public1@sub.home2.net, false", "sips:user2_public1@home1.net, false", "sip:[::1], false"})
        void isTakenForUsersOfTheDomainsThatAreServed(String uri, boolean taken) {
            Admission ofOneDomain = new Admission(SamplePackages.with(), Set.of("home2.net"), SampleIdentities.believingFrom());
            SipServletRequest request = FakeRequest.subscribe().requestUri(uri).servletRequest();

            if (taken) {
                ofOneDomain.subscribe(request, "ours");
            } else {
                assertEquals(404, assertThrows(Refusal.class, () -> ofOneDomain.subscribe(request, "ours")).status());
            }
        }

        @ParameterizedTest
        @CsvSource({"sip:user2_public1@home2.net, true", "sip:user1_public1@home1.net, false"})
        void isTakenByOurContactForTheSameUsersOnly(String presentity, boolean taken) {
            isTakenForUsersOfTheDomainsThatAreServed("sip:" + ContactUser.of(presentity) + "@presence.home2.net", taken);
        }

        @ParameterizedTest
        @ValueSource(strings = {"sip:a b@home2.net", "tel:5550123", "sip:", "sip:a@home2.net:0"})
        void toAUriThatIsNoAddressIsRefused(String uri) {
            refused(FakeRequest.subscribe().requestUri(uri), 400);
        }

        @ParameterizedTest
        @CsvSource({
            "sip:user2_public1@home2.net, sip:user2_public1@home2.net",
            "sip:user2_public1@HOME2.net;user=phone, sip:user2_public1@home2.net",
            "sips:user2_public1@home2.net, sip:user2_public1@home2.net",
            "pres:user2_public1@home2.net, sip:user2_public1@home2.net",
            "tel:+1-201-555-0123, tel:+12015550123"})
        void namesThePresentityInItsRequestUri(String uri, String presentity) {
            assertEquals(presentity, admit(FakeRequest.subscribe().requestUri(uri).to("<sip:somebody.else@home2.net>")).presentity());
        }

        @Test
        void namesThePresentityByOurContactToo() {
            String contact = "sip:" + ContactUser.of("tel:+12015550123") + "@presence.home2.net:5060";

            SubscribeRequest read = admit(FakeRequest.subscribe().requestUri(contact).to("<" + contact + ">"));

            assertFalse(read.inDialog());
            assertEquals("tel:+12015550123", read.presentity());
        }

        @ParameterizedTest
        @ValueSource(strings = {"sip:", "sip:user2_public1@HOME2.net", "tel:nobody"})
        void doesNotNameAPresentityByAUserPartThatIsOnlyLikeOurs(String text) {
            String made = "sip:" + ContactUser.of(text) + "@presence.home2.net";

            assertEquals(made, admit(FakeRequest.subscribe().requestUri(made)).presentity());
        }

        @Test
        void ofATelephoneIsReadToo() {
            assertEquals("tel:+12015550123", admit(FakeRequest.subscribe().from("<tel:+1-201-555-0123>;tag=1")).watcher());
        }

        @Test
        void withoutContactIsRefused() {
            refused(FakeRequest.subscribe().without("Contact"), 400);
        }

        @ParameterizedTest
        @ValueSource(strings = {"*", "<tel:+12015550123>", "<mailto:a@b>"})
        void withAContactThatNoNotifyCanBeSentToIsRefused(String contact) {
            refused(FakeRequest.subscribe().without("Contact").with("Contact", contact), 400);
        }

        @Test
        void withoutTagInFromIsRefused() {
            refused(FakeRequest.subscribe().from("<sip:user1_public1@home1.net>"), 400);
        }

        @Test
        void keepsTheRecordRouteInOrderWithAllParametersAndDoubles() {
            FakeRequest request = FakeRequest.subscribe()
                    .with("Record-Route", "<sip:scscf2.home2.net;lr;r2=on>;x=y")
                    .with("Record-Route", "<sip:scscf2.home2.net;lr;r2=on>;x=y")
                    .with("Record-Route", "<sip:[5555::b99:c88]:7531;lr;comp=sigcomp>")
                    .with("Record-Route", "\"P-CSCF, first\" <sips:pcscf1.home1.net:5062;transport=tcp>");

            assertEquals(List.of(
                    "<sip:scscf2.home2.net;lr;r2=on>;x=y", "<sip:scscf2.home2.net;lr;r2=on>;x=y", "<sip:[5555::b99:c88]:7531;lr;comp=sigcomp>",
                    "\"P-CSCF, first\" <sips:pcscf1.home1.net:5062;transport=tcp>"), admit(request).dialog().routeSet().routes());
        }

        @Test
        void withoutRecordRouteHasAnEmptyRouteSet() {
            assertEquals(List.of(), admit(FakeRequest.subscribe()).dialog().routeSet().routes());
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                <sip:a@b>;tag=1                       | <sip:a@b>
                Alice <sip:a@b>;tag=1                 | "Alice" <sip:a@b>
                Alice van Dam <sip:a@b>;tag=1         | "Alice van Dam" <sip:a@b>
                "Alice, A." <sip:a@b;user=ip>;tag=1   | "Alice, A." <sip:a@b;user=ip>
                "say \\"hi\\" \\\\ bye" <sip:a@b>;tag=1 | "say \\"hi\\" \\\\ bye" <sip:a@b>
                "" <sip:a@b>;tag=1                    | "" <sip:a@b>
                Grüße <sip:a@b>;tag=1                 | "Grüße" <sip:a@b>
                """)
        void keepsTheWatchersNameQuotedAndWithoutItsTag(String from, String remoteParty) {
            assertEquals(remoteParty, admit(FakeRequest.subscribe().from(from)).dialog().remoteParty());
        }

        @Test
        void aNameThatBreaksOutOfItsQuotesIsEscaped() {
            assertEquals("\"a\\\"b\\\\\" <sip:a@b>", admit(FakeRequest.subscribe().from("a\"b\\ <sip:a@b>;tag=1")).dialog().remoteParty());
        }

        @ParameterizedTest
        @CsvSource({"61 SUBSCRIBE, 61", "'  7   SUBSCRIBE ', 7", "0 SUBSCRIBE, 0", "4294967295 SUBSCRIBE, 4294967295"})
        void keepsTheSequenceNumber(String header, long number) {
            assertEquals(number, admit(FakeRequest.subscribe().without("CSeq").with("CSeq", header)).dialog().remoteCSeq());
        }

        @ParameterizedTest
        @ValueSource(strings = {"4294967296 SUBSCRIBE", "99999999999999999999 SUBSCRIBE"})
        void takesNoSequenceNumberOfMoreThan32Bits(String header) {
            refused(FakeRequest.subscribe().without("CSeq").with("CSeq", header), 400);
        }

        @ParameterizedTest
        @CsvSource({"UDP, udp", "TCP, tcp", "tls, tls"})
        void keepsTheTransport(String given, String kept) {
            assertEquals(kept, admit(FakeRequest.subscribe().transport(given)).dialog().transport());
        }

        @Test
        void withoutExpiresAsksForNone() {
            assertEquals(SubscribeRequest.NO_EXPIRES, admit(FakeRequest.subscribe().without("Expires")).expires());
        }

        @Test
        void withoutAcceptGetsTheDefaultFormat() {
            SubscribeRequest read = admit(FakeRequest.subscribe());

            assertEquals("application/pidf+xml", read.terms().contentType());
        }

        @Test
        void withAcceptInSeveralLinesGetsTheBestOfThem() {
            SubscribeRequest read = admit(FakeRequest.subscribe()
                    .with("Accept", "application/pidf+xml;q=0.3").with("Accept", "text/plain").with("Accept", "application/cpim-pidf+xml;q=0.4"));

            assertEquals("application/cpim-pidf+xml", read.terms().contentType());
        }

        @ParameterizedTest
        @ValueSource(strings = {"text/plain", ""})
        void thatAcceptsNothingThatIsServedHasNoFormat(String accept) {
            // RFC 3261 s20.1: an empty Accept means that nothing is acceptable.
            SubscribeRequest read = admit(FakeRequest.subscribe().with("Accept", accept));

            assertEquals("", read.terms().contentType());
        }
    }

    @Nested
    class InDialog {

        private final FakeRequest request = FakeRequest.subscribe()
                .requestUri("sip:" + ContactUser.of("tel:+12015550123") + "@presence.home2.net:5060")
                .to("\"User 2\" <sip:alias@home2.net>;tag=ours");

        @Test
        void thePresentityIsNamedByOurContactAndNotByTo() {
            SubscribeRequest read = admit(request);

            assertTrue(read.inDialog());
            assertEquals("tel:+12015550123", read.presentity());
            assertEquals("\"User 2\" <sip:alias@home2.net>", read.dialog().localParty());
        }

        @ParameterizedTest
        @ValueSource(strings = {"sip:user2_public1@home2.net", "sip:presence.home2.net", "sip:p-anna@home2.net", "tel:+12015550123"})
        void thePresentityIsNamedByToWhenTheRequestUriIsNotOurContact(String uri) {
            assertEquals("sip:alias@home2.net", admit(request.requestUri(uri)).presentity());
        }

        @Test
        void recordRouteCountsForNothing() {
            assertEquals(List.of(), admit(request.with("Record-Route", "<sip:attacker.example;lr>")).dialog().routeSet().routes());
        }

        @Test
        void theNewTargetIsRead() {
            assertEquals("sip:[5555::eee]:1400", admit(request.without("Contact").with("Contact", "<sip:[5555::eee]:1400>")).dialog().remoteTarget());
        }

        @Test
        void anEmptyTagIsNoTag() {
            assertFalse(admit(FakeRequest.subscribe().to("<" + PRESENTITY + ">;tag=")).inDialog());
        }
    }

    @Nested
    class Publish {

        @Test
        void isReadIntoWhatTheHomeDecidesOn() throws IOException {
            PublishRequest read = admitPublish(FakeRequest.publish().with("SIP-If-Match", " dx200xyz ").body("application/pidf+xml;charset=utf-8", "<x/>"));

            assertEquals(PRESENTITY, read.presentity());
            assertEquals("dx200xyz", read.ifMatch());
            assertEquals(600, read.expires());
            assertEquals("application/pidf+xml;charset=utf-8", read.contentType());
            assertArrayEquals("<x/>".getBytes(UTF_8), read.body());
        }

        @Test
        void thatSaysLittleIsReadAsSuch() throws IOException {
            PublishRequest read = admitPublish(FakeRequest.of("PUBLISH").from("<tel:+12015550123>;tag=1").with("Event", "presence").requestUri("tel:+1-201-555-0123"));

            assertEquals("tel:+12015550123", read.presentity());
            assertFalse(read.hasIfMatch());
            assertFalse(read.hasBody());
            assertEquals("", read.contentType());
            assertEquals(PublishRequest.NO_EXPIRES, read.expires());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "dx200xyz, dx200abc", "dx200xyz dx200abc", "\"dx200xyz\"", "dx200xyz;x=y"})
        void whoseConditionIsNotOneEntityTagIsRefused(String value) {
            refused(FakeRequest.publish().with("SIP-If-Match", value), 400);
        }

        @Test
        void thatHasTwoConditionsIsRefused() {
            refused(FakeRequest.publish().with("SIP-If-Match", "dx200xyz").with("SIP-If-Match", "dx200xyz"), 400);
        }

        @Test
        void ofAnotherEventIsRefused() {
            assertEquals(Map.of("Allow-Events", "presence"), refused(FakeRequest.publish().without("Event").with("Event", "dialog"), 489).headers());
            refused(FakeRequest.publish().without("Event"), 489);
        }

        @Test
        void thatRequiresAnExtensionIsRefused() {
            assertEquals(Map.of("Unsupported", "x"), refused(FakeRequest.publish().with("Require", "x"), 420).headers());
        }

        @Test
        void namesTheEncodingOfItsBodyUnlessThereIsNone() throws IOException {
            assertEquals("gzip", admitPublish(FakeRequest.publish().with("Content-Encoding", " gzip")).contentEncoding());
            assertEquals("", admitPublish(FakeRequest.publish().with("Content-Encoding", " Identity")).contentEncoding());
            assertEquals("", admitPublish(FakeRequest.publish()).contentEncoding());
        }

        @Test
        void forAUserOfADomainThatIsNotServedIsRefusedBeforeItsEventIsLookedAt() {
            Admission ofOneDomain = new Admission(SamplePackages.with(), Set.of("home9.net"), SampleIdentities.believingFrom());

            Refusal refusal = assertThrows(Refusal.class, () -> ofOneDomain.publish(FakeRequest.publish().without("Event").servletRequest()));

            assertEquals(404, refusal.status());
        }

        @Test
        void toAUriOfAnotherSchemeIsRefused() {
            refused(FakeRequest.publish().requestUri("mailto:a@b"), 416);
        }
    }
}
