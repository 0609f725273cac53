package org.imspresence.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6446 s9.2. */
class RateParametersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "presence;max-rate=0.2 | 0.2 | 0 | 0",
        "presence;min-rate=1 | 0 | 1 | 0",
        "presence;adaptive-min-rate=99.9999999999 | 0 | 0 | 99.9999999999",
        "presence;id=7;MAX-RATE=00.5 ; min-rate = 0.0000000001;adaptive-min-rate=2;x | 0.5 | 0.0000000001 | 2",
        "presence;max-rate=1;max-rate=2 | 1 | 0 | 0",
        "presence;x=\"a;max-rate=1\";min-rate=3 | 0 | 3 | 0",
        "presence;x=\"a\\\";max-rate=1\" | 0 | 0 | 0"})
    void ratesAreReadFromAnEvent(String header, double max, double min, double adaptiveMin) {
        assertEquals(new Rates(max, min, adaptiveMin), RateParameters.of(header));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "00.0000000000", "", "-1", "+1", "100", "1.", ".5", "1e1", "0.12345678901", "\"1\"", "1,5", "one", "NaN", "1 2"})
    void zeroAndWhatIsNoRateByTheGrammarCountForNothing(String value) {
        assertSame(Rates.NONE, RateParameters.of("presence;max-rate=" + value));
        assertEquals(new Rates(0, 2, 0), RateParameters.of("presence;max-rate=" + value + ";min-rate=2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"presence", "presence;max-rate", "max-rate=1", "presence;id=max-rate", "presence;xmax-rate=1", ";", ""})
    void anEventWithoutRatesHasNone(String header) {
        assertSame(Rates.NONE, RateParameters.of(header));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "presence | presence",
        "presence ; id=7 | presence ; id=7",
        "presence;max-rate=1 | presence",
        "presence;max-rate=1;id=7;min-rate=x | presence;id=7",
        "presence;id=\"a;max-rate=1\";Adaptive-Min-Rate=1;y | presence;id=\"a;max-rate=1\";y"})
    void withoutItsRatesAnEventStaysWhatItWas(String header, String rest) {
        assertEquals(rest, RateParameters.without(header));
    }

    @Test
    void theyAreToldAsTheyWereAskedFor() {
        Rates rates = RateParameters.of("presence;max-rate=10;min-rate=0.0000000001;adaptive-min-rate=00.250");

        assertEquals(";max-rate=10;min-rate=0.0000000001;adaptive-min-rate=0.25", RateParameters.of(rates));
        assertEquals("active;expires=7", SubscriptionState.active(7, Rates.NONE));
        assertEquals("pending;expires=7;min-rate=0.5", SubscriptionState.pending(7, new Rates(0, 0.5, 0)));
    }
}
