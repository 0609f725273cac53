package org.imspresence.document;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PidfFormatTest {

    @ParameterizedTest
    @ValueSource(strings = {"application/pidf+xml", "Application/PIDF+XML", " application/pidf+xml ;charset=utf-8"})
    void aContentTypeNamesItsFormatInAnyCaseAndWithParameters(String contentType) {
        assertEquals(Optional.of(PidfFormat.PIDF), PidfFormat.ofContentType(contentType));
    }

    @Test
    void theDraftsFormatHasItsOwnContentType() {
        assertEquals(Optional.of(PidfFormat.CPIM_PIDF), PidfFormat.ofContentType("application/cpim-pidf+xml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";", "application/xml", "application/pidf-diff+xml", "application/pidf+xml,text/plain"})
    void anotherContentTypeNamesNone(String contentType) {
        assertEquals(Optional.empty(), PidfFormat.ofContentType(contentType));
    }
}
