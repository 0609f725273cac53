package org.imspresence.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.imspresence.config.SettingsException;
import org.imspresence.dialog.ChargingVector;
import org.imspresence.presence.SamplePackages;
import org.imspresence.sip.doubles.FakeRequest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedHeadersTest {

    private static final String PEER = "192.0.2.7";
    private static final String STRANGER = "198.51.100.1";
    private static final String ICID = "\"AyretyU0dm+6O2IrT5tAFrbHLso=023551024\"";
    private static final String VECTOR = "icid-value=" + ICID + "; orig-ioi=home1.net";
    private static final String SERVED = "sip:user3_public1@home2.net";

    private static Admission admission(String peer, String... more) {
        String[] settings = new String[more.length + 4];
        System.arraycopy(new String[] {"identity.trusted-peers", "192.0.2.0/24", "identity.unasserted", "from"}, 0, settings, 0, 4);
        System.arraycopy(more, 0, settings, 4, more.length);
        return new Admission(SamplePackages.with(), Set.of("home2.net"), SampleIdentities.of(peer, settings));
    }

    private static Admission inIms(String peer) {
        return admission(peer, "ims.headers", "yes", "ims.ioi", "home2.net");
    }

    private static long unreadable(Admission admission) {
        return admission.counters().get("presence_trusted_headers_unreadable_total").getAsLong();
    }

    private static String icidOf(Admission admission, FakeRequest subscribe) {
        return admission.subscribe(subscribe.servletRequest(), "ours").dialog().icid();
    }

    private static Optional<String> answered(Admission admission, FakeRequest request) {
        admission.trusted().complete(request.servletRequest().createResponse(200));
        return request.responses().get(0).header(ChargingVector.HEADER);
    }

    @Nested
    class Rfc7315Clause56 {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                icid-value=1234bc9876e; icid-generated-at=192.0.6.8; orig-ioi=home1.net | 1234bc9876e | home1.net
                icid-value="a;b=\\"c, d"                                                | "a;b=\\"c, d" | ``
                ICID-Value = x ; Orig-Ioi = "Type 3home1.net" ; flag ; term-ioi=y       | x | "Type 3home1.net"
                transit-ioi="a.1, b.2"; icid-value=x; icid-value=y;                     | x | ``
                """)
        void aVectorIsReadWithItsValuesAsTheyStand(String line, String icid, String origIoi) {
            assertEquals(Optional.of(new ChargingVector(icid, origIoi, "")), ChargingVectorHeader.of(List.of(line)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "icid-value", "icid-value=", "icid-value=\"\"", "icid-value=\"x", "orig-ioi=home1.net", "icid-value=x, icid-value=y", "icid-value=x;;orig-ioi=y", "<x>"})
        void whatCannotBeReadIsNone(String line) {
            assertEquals(Optional.empty(), ChargingVectorHeader.of(List.of(line)));
        }

        @Test
        void noneThatIsTooLongToBeKeptAndNoneOfTwoCounts() {
            assertEquals(Optional.of(128), ChargingVectorHeader.of(List.of("icid-value=" + "x".repeat(128))).map(vector -> vector.icid().length()));
            assertEquals(Optional.empty(), ChargingVectorHeader.of(List.of("icid-value=" + "x".repeat(129))));
            assertEquals(Optional.empty(), ChargingVectorHeader.of(List.of("icid-value=x;y=\"" + "\\z".repeat(100_000))));
            assertEquals(Optional.empty(), ChargingVectorHeader.of(List.of("icid-value=x", "icid-value=x")));
        }
    }

    @Nested
    class Rfc5502Clause6 {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                <sip:user2_public1@home2.net>;sescase=term;regstate=reg | sip:user2_public1@home2.net | true
                sip:user2_public1@home2.net; SesCase = Term             | sip:user2_public1@home2.net | true
                "A <b>; \\"c" <tel:+1-555-0001> ;regstate=unreg         | tel:+15550001 | false
                User <sips:a@HOME2.net;x=y>;sescase=orig                | sip:a@home2.net | false
                <sip:a@home2.net>;orig-cdiv                             | sip:a@home2.net | false
                """)
        void aServedUserIsReadWithItsSessionCase(String line, String address, boolean terminating) {
            assertEquals(Optional.of(new ServedUserHeader(address, terminating)), ServedUserHeader.of(List.of(line)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "x", "<sip:a@b", "\"x <sip:a@b>", "<http://a.b>;sescase=term", "<sip:a@b>sescase=term", "<sip:a@b>, <sip:c@d>"})
        void whatCannotBeReadIsNone(String line) {
            assertEquals(Optional.empty(), ServedUserHeader.of(List.of(line)));
        }

        @Test
        void noneThatIsVeryLongAndNoneOfTwoCounts() {
            assertEquals(Optional.empty(), ServedUserHeader.of(List.of(" ".repeat(1_000_000) + "<sip:a@b>")));
            assertEquals(Optional.empty(), ServedUserHeader.of(List.of("<sip:a@b>", "<sip:a@b>")));
        }
    }

    @Nested
    class WhatATrustedPeerSays {

        @Test
        void theIcidIsKeptWithTheDialogAndRepeatedInTheAnswerThatNamesOurNetwork() {
            Admission admission = inIms(PEER);
            FakeRequest subscribe = FakeRequest.subscribe().with(ChargingVector.HEADER, VECTOR);

            assertEquals(ICID, icidOf(admission, subscribe));
            assertEquals(Optional.of("icid-value=" + ICID + ";orig-ioi=home1.net;term-ioi=home2.net"), answered(admission, subscribe));
            assertEquals(0, unreadable(admission));
        }

        @Test
        void aRefreshLeavesTheDialogItsIcidAndIsAnsweredWithItsOwn() {
            Admission admission = inIms(PEER);
            FakeRequest refresh = FakeRequest.subscribe().to("<" + FakeRequest.PRESENTITY + ">;tag=ours").with(ChargingVector.HEADER, "icid-value=other");

            assertEquals("", icidOf(admission, refresh));
            assertEquals(Optional.of("icid-value=other;term-ioi=home2.net"), answered(admission, refresh));
        }

        @Test
        void theServedUserIsWhomARequestIsForInTheTerminatingCaseAlone() throws IOException {
            Admission admission = inIms(PEER);

            assertEquals(SERVED, admission.subscribe(FakeRequest.subscribe().with("P-Served-User", "<" + SERVED + ">;sescase=term").servletRequest(), "ours").presentity());
            assertEquals(FakeRequest.PRESENTITY, admission.subscribe(FakeRequest.subscribe().with("P-Served-User", "<" + SERVED + ">;sescase=orig").servletRequest(), "ours").presentity());
            FakeRequest publish = FakeRequest.publish().from("<" + SERVED + ">;tag=1").with("P-Served-User", "<" + SERVED + ">;sescase=term");
            assertEquals(SERVED, admission.publish(publish.servletRequest()).presentity());
        }

        @Test
        void aServedUserChangesNeitherWhoMayPublishNorWhichDomainsAreServed() {
            Admission admission = inIms(PEER);
            FakeRequest publish = FakeRequest.publish().with("P-Served-User", "<" + SERVED + ">;sescase=term");
            FakeRequest elsewhere = FakeRequest.subscribe().with("P-Served-User", "<sip:user3_public1@home3.net>;sescase=term");

            assertEquals(403, assertThrows(Refusal.class, () -> admission.publish(publish.servletRequest())).status());
            assertEquals(404, assertThrows(Refusal.class, () -> admission.subscribe(elsewhere.servletRequest(), "ours")).status());
        }

        @Test
        void whatCannotBeReadIsIgnoredAndCounted() {
            Admission admission = inIms(PEER);
            FakeRequest subscribe = FakeRequest.subscribe().with(ChargingVector.HEADER, "icid").with("P-Served-User", "nobody");

            assertEquals(FakeRequest.PRESENTITY, admission.subscribe(subscribe.servletRequest(), "ours").presentity());
            assertEquals(Optional.empty(), answered(admission, subscribe));
            assertEquals(2, unreadable(admission));
        }
    }

    @Nested
    class WhatCountsForNothing {

        private void countsForNothing(Admission admission) {
            FakeRequest subscribe = FakeRequest.subscribe().with(ChargingVector.HEADER, VECTOR).with("P-Served-User", "<" + SERVED + ">;sescase=term");

            assertEquals(FakeRequest.PRESENTITY, admission.subscribe(subscribe.servletRequest(), "ours").presentity());
            assertEquals("", icidOf(admission, subscribe));
            assertEquals(Optional.empty(), answered(admission, subscribe));
        }

        @Test
        void whatAStrangerSays() {
            countsForNothing(inIms(STRANGER));
        }

        @Test
        void whatComesFromAnUncertainAddress() {
            countsForNothing(inIms(""));
        }

        @Test
        void whatAnybodySaysUnlessItIsSetToCount() {
            countsForNothing(admission(PEER));
        }
    }

    @Test
    void aNameOfTheNetworkThatCannotBeQuotedIsRefusedAtStart() {
        assertThrows(SettingsException.class, () -> admission(PEER, "ims.headers", "yes", "ims.ioi", "home\"2"));
        assertThrows(SettingsException.class, () -> admission(PEER, "ims.headers", "yes", "ims.ioi", "home\\2"));
        assertThrows(SettingsException.class, () -> admission(PEER, "ims.headers", "yes", "ims.ioi", "x".repeat(129)));
    }
}
