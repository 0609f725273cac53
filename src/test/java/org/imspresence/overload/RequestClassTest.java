package org.imspresence.overload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestClassTest {

    @ParameterizedTest(name = "{0}, tag {1}, tag of a publication {2}, Expires {3}, body {4}: {5}")
    @CsvSource({
        "SUBSCRIBE, false, false, 3600, false, NEW_SUBSCRIPTION",
        "SUBSCRIBE, false, false,   -1, false, NEW_SUBSCRIPTION",
        "SUBSCRIBE, false, false,    0, false, NEW_SUBSCRIPTION",
        "SUBSCRIBE, true,  false, 3600, false, RENEWAL",
        "SUBSCRIBE, true,  false,    0, false, RENEWAL",
        "PUBLISH,   false, false, 3600, true,  NEW_PUBLICATION",
        "PUBLISH,   false, true,  3600, true,  CHANGE",
        "PUBLISH,   false, true,    -1, true,  CHANGE",
        "PUBLISH,   false, true,  3600, false, RENEWAL",
        "PUBLISH,   false, true,     0, false, RENEWAL",
        "PUBLISH,   false, true,     0, true,  RENEWAL",
        "OPTIONS,   false, false,   -1, false, OTHER",
        "INVITE,    true,  false,   -1, true,  OTHER"})
    void aRequestIsWhatItAsksFor(String method, boolean toTag, boolean ifMatch, int expires, boolean body, RequestClass expected) {
        assertEquals(expected, RequestClass.of(method, toTag, ifMatch, expires, body));
    }

    @Test
    void noneIsRefusedWithAStatusThatSilencesAWholeHop() {
        Arrays.stream(RequestClass.values()).forEach(c -> assertNotEquals(503, c.status()));
    }
}
