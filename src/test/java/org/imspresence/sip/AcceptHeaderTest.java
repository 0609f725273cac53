package org.imspresence.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptHeaderTest {

    private static final List<String> SERVED = List.of("application/pidf+xml", "application/cpim-pidf+xml");

    @Test
    void withoutTheHeaderTheDefaultIsServed() {
        assertEquals(Optional.of("application/pidf+xml"), AcceptHeader.choose(List.of(), SERVED, List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/pidf+xml                                                        | application/pidf+xml
            application/cpim-pidf+xml                                                   | application/cpim-pidf+xml
            APPLICATION/PIDF+XML                                                        | application/pidf+xml
            application/cpim-pidf+xml, application/pidf+xml                             | application/cpim-pidf+xml
            application/pidf+xml, application/cpim-pidf+xml                             | application/pidf+xml
            application/pidf+xml;q=0.3, application/cpim-pidf+xml                       | application/cpim-pidf+xml
            application/pidf+xml;q=0.3, application/cpim-pidf+xml;q=0.2                 | application/pidf+xml
            application/pidf+xml ; q=0.3 , application/cpim-pidf+xml ; Q=0.4            | application/cpim-pidf+xml
            application/pidf+xml;q = 0.3, application/cpim-pidf+xml;q = 0.4             | application/cpim-pidf+xml
            application/pidf+xml;charset=utf-8;q=0.3, application/cpim-pidf+xml;q=0.2   | application/pidf+xml
            application/watcherinfo+xml, application/cpim-pidf+xml;q=0.1                | application/cpim-pidf+xml
            text/plain;q=0.9, application/pidf+xml;q=0.1                                | application/pidf+xml
            */*                                                                         | application/pidf+xml
            application/*                                                               | application/pidf+xml
            application/cpim-pidf+xml, */*                                              | application/cpim-pidf+xml
            application/cpim-pidf+xml, */*;q=0.5                                        | application/cpim-pidf+xml
            */*;q=0.5, application/cpim-pidf+xml                                        | application/cpim-pidf+xml
            application/cpim-pidf+xml;q=0.3, */*;q=0.5                                  | application/pidf+xml
            application/pidf+xml;q=0, */*                                               | application/cpim-pidf+xml
            */*, application/pidf+xml;q=0                                               | application/cpim-pidf+xml
            application/*;q=0.2, */*;q=0.9, application/cpim-pidf+xml;q=0.3             | application/cpim-pidf+xml
            application/pidf+xml;q=7, application/cpim-pidf+xml;q=1                     | application/pidf+xml
            application/pidf+xml;q=x, application/cpim-pidf+xml;q=0.1                   | application/cpim-pidf+xml
            """)
    void theTypeOfTheHighestQualityIsServedAndOfEqualsTheOneListedFirst(String header, String served) {
        assertEquals(Optional.of(served), AcceptHeader.choose(List.of(header), SERVED, List.of()));
        assertEquals(Optional.of(served), AcceptHeader.choose(Arrays.asList(header.split(",")), SERVED, List.of()), "in as many header lines");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            text/plain
            text/*
            application/xml
            application/pidf+xml;q=0
            application/pidf+xml;q=0.0, application/cpim-pidf+xml;q=0
            */*;q=0
            application/*;q=0, */*
            application
            app*
            *
            ""
            ,
            """)
    void nothingIsServedWhenNothingIsAcceptable(String header) {
        assertEquals(Optional.empty(), AcceptHeader.choose(List.of(header), SERVED, List.of()));
    }

    @Test
    void anEmptyLineAmongOthersCountsForNothing() {
        assertEquals(Optional.of("application/cpim-pidf+xml"), AcceptHeader.choose(List.of("", "application/cpim-pidf+xml"), SERVED, List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            application/pidf+xml, application/pidf-diff+xml                   | application/pidf+xml
            application/pidf+xml;q=0.3, application/pidf-diff+xml;q=1         | application/pidf-diff+xml
            application/pidf-diff+xml, application/pidf+xml                   | application/pidf-diff+xml
            application/pidf-diff+xml;q=0, application/pidf+xml;q=0.1         | application/pidf+xml
            application/*                                                     | application/pidf+xml
            */*, application/pidf+xml;q=0.5                                   | application/cpim-pidf+xml
            APPLICATION/PIDF-DIFF+XML                                         | application/pidf-diff+xml
            """)
    void aTypeThatHasToBeNamedIsForThoseWhoNameIt(String header, String chosen) {
        assertEquals(Optional.of(chosen), AcceptHeader.choose(List.of(header), SERVED, List.of("application/pidf-diff+xml")));
    }
}
