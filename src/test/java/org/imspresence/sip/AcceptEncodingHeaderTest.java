package org.imspresence.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingHeaderTest {

    @Test
    void withoutTheHeaderNothingIsCompressed() {
        assertFalse(AcceptEncodingHeader.takesGzip(List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                              | false
            identity                        | false
            compress                        | false
            gzip                            | true
            GZip                            | true
            gzip;q=0                        | false
            gzip;q=0.000                    | false
            gzip ; Q = 0.001                | true
            gzip;q=x                        | false
            *                               | true
            *;q=0                           | false
            *, gzip;q=0                     | false
            *;q=0, gzip                     | true
            identity, gzip                  | true
            identity, gzip;q=0.9            | false
            identity;q=0.5, *;q=0.7         | true
            identity;q=0.8, *;q=0.7         | false
            identity;q=0, gzip;q=0.1        | true
            """)
    void gzipIsTakenWhereItIsAcceptableAndNoLessWelcomeThanIdentity(String header, boolean taken) {
        assertEquals(taken, AcceptEncodingHeader.takesGzip(List.of(header)));
    }

    @Test
    void theLinesOfTheHeaderAreOneList() {
        assertTrue(AcceptEncodingHeader.takesGzip(List.of("identity;q=0.5", "gzip")));
    }
}
