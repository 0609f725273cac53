package org.imspresence.rest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a browser cannot be made to do by a page of another site. */
class GateTest {

    private static final String HOST = "console.home1.net:8080";

    @ParameterizedTest
    @CsvSource({"127.0.0.1, localhost:8080", "127.0.0.1, 127.0.0.1", "127.0.0.2, 127.0.0.1:8080", "0:0:0:0:0:0:0:1, [::1]:8080", "::1, localhost"})
    void thisMachineIsServed(String peer, String host) {
        assertDoesNotThrow(() -> Gate.checkIsLocal(peer, host));
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, localhost", "127.0.0.1, rebound.example:8080", "127.0.0.1, 127.0.0.1.example", "127.0.0.1, localhost.example", "127.0.0.1, ''", "::ffff:192.0.2.1, localhost", "127.0.0.1, 192.0.2.1"})
    void noOtherMachineAndNoForeignNameForThisOneIsServed(String peer, String host) {
        assertEquals(403, assertThrows(Problem.class, () -> Gate.checkIsLocal(peer, host)).status());
    }

    @Test
    void programsAndOwnPagesMayAct() {
        assertDoesNotThrow(() -> Gate.checkIsOwn("", "", HOST, "application/json"));
        assertDoesNotThrow(() -> Gate.checkIsOwn("https://" + HOST, "same-origin", HOST, "application/json"));
        assertDoesNotThrow(() -> Gate.checkIsOwn("", "none", HOST, ""));
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example, ''", "https://evil.example, cross-site", "'', cross-site", "'', same-site", "null, ''", "https://console.home1.net, ''", "://, ''"})
    void pagesOfOthersMayNot(String origin, String site) {
        assertEquals(403, assertThrows(Problem.class, () -> Gate.checkIsOwn(origin, site, HOST, "application/json")).status());
    }

    @ParameterizedTest
    @CsvSource({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
    void formsMayNot(String type) {
        assertEquals(415, assertThrows(Problem.class, () -> Gate.checkIsOwn("", "", HOST, type)).status());
    }
}
