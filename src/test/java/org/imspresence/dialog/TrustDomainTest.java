package org.imspresence.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustDomainTest {

    private static final String PRESENTITY = "sip:user2_public1@home2.net";
    private static final DialogState DIALOG = SampleDialogs.dialog("cb03a0s09a2sdfglkj490333");

    private final TrustDomain domain = TrustDomain.of(InetAddress::isLoopbackAddress, "home2.net");

    private static DialogState chargedBy(String icid) {
        return new DialogState(DIALOG.callId(), DIALOG.localTag(), DIALOG.remoteTag(), DIALOG.localParty(), DIALOG.remoteParty(), DIALOG.remoteTarget(), DIALOG.routeSet(), DIALOG.transport(), DIALOG.remoteCSeq(), icid);
    }

    @Test
    void itsMembersAreToldByTheirAddress() throws Exception {
        assertTrue(domain.contains(InetAddress.getByName("127.0.0.1")));
        assertFalse(domain.contains(InetAddress.getByName("192.0.2.1")));
    }

    @Test
    void ts24229_aNotifyHasTheIcidOfItsDialogAndOurNetworkAsTheOneItIsFrom() {
        assertEquals(
                Map.of("P-Charging-Vector", "icid-value=\"AyretyU0dm+6O2IrT5tAFrbHLso=023551024\";orig-ioi=home2.net", "P-Asserted-Identity", "<" + PRESENTITY + ">"),
                domain.ofNotify(chargedBy("\"AyretyU0dm+6O2IrT5tAFrbHLso=023551024\""), PRESENTITY));
    }

    @Test
    void aDialogWithoutIcidHasOneOfItsOwnThatStaysTheSame() {
        Map<String, String> headers = domain.ofNotify(DIALOG, PRESENTITY);

        assertEquals("icid-value=\"" + DIALOG.id() + "\";orig-ioi=home2.net", headers.get("P-Charging-Vector"));
        assertEquals(headers, domain.ofNotify(DIALOG.refreshed("sip:elsewhere.home1.net", 62), PRESENTITY));
        assertNotEquals(headers, domain.ofNotify(SampleDialogs.dialog("other"), PRESENTITY));
    }

    @ParameterizedTest
    @CsvSource({"home2.net, icid-value=x;orig-ioi=y;term-ioi=home2.net", "Type 3home2.net, icid-value=x;orig-ioi=y;term-ioi=\"Type 3home2.net\"", "'', icid-value=x;orig-ioi=y"})
    void anAnswerNamesOurNetworkIfItHasAName(String name, String vector) {
        assertEquals(vector, TrustDomain.of(peer -> true, name).answerTo(new ChargingVector("x", "y", "z")).toString());
    }
}
