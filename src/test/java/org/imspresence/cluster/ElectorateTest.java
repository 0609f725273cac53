package org.imspresence.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElectorateTest {

    @ParameterizedTest(name = "of {0}, with {2} ended, {1} decide: {3}")
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "a b c | a b | -   | true",
        "a b c | c   | -   | false",
        "a b c | b c | -   | true",
        "a b   | a   | -   | true",
        "a b   | b   | -   | false",
        "a b   | b   | a   | true",
        "a b c | c   | a   | false",
        "a b c | b   | a   | true",
        "a b c | c   | a b | true",
        "a b c d | a d | -   | true",
        "a b c d | b c | -   | false",
        "a b c d | b c | a   | true",
        "a b c d | d e f | - | false",
        "a     | b   | a   | true",
    })
    void moreThanHalfOfThoseThatHaveNotEndedDecideOrHalfWithTheOldest(String members, String present, String ended, boolean decide) {
        assertEquals(decide, new Electorate("a", 1, List.of(members.split(" "))).quorum(Set.of(present.split(" ")),
                ended == null ? Set.of() : Set.of(ended.split(" "))));
    }
}
