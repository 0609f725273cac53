package org.imspresence.dialog.standard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;

class TopViaTest {

    @Test
    void whatTheContainerHasReceivedFromPrecedesWhatTheSenderSays() {
        assertEquals(Optional.of("10.0.0.9"), TopVia.source("SIP/2.0/UDP scscf1.home1.net:5060;branch=z9hG4bK1;received=10.0.0.9;rport=5060"));
        assertEquals(Optional.of("[::1]"), TopVia.source("SIP/2.0/TCP [5555::1]:5060;branch=z9hG4bK1 ; received = [::1]"));
    }

    @Test
    void withoutItTheSenderHasNamedItsOwnAddress() {
        assertEquals(Optional.of("10.0.0.9"), TopVia.source("SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK1"));
        assertEquals(Optional.of("[5555::1]"), TopVia.source("SIP / 2.0 / UDP [5555::1];branch=z9hG4bK1"));
    }

    @Test
    void onlyTheTopmostViaCounts() {
        assertEquals(Optional.of("10.0.0.9"), TopVia.source("SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1, SIP/2.0/UDP a;received=10.0.0.1"));
    }

    @Test
    void whatIsNoViaHasNoSource() {
        assertEquals(Optional.empty(), TopVia.source(""));
        assertEquals(Optional.empty(), TopVia.source("HTTP/1.1 10.0.0.9"));
    }
}
