package org.imspresence.publication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class EntityTagTest {

    private final List<String> tags = Stream.generate(EntityTag::next).limit(10_000).toList();

    @Test
    void anEntityTagIsATokenOf128Bits() {
        // RFC 3903 s11.3.1: entity-tag = token (RFC 3261 s25.1)
        assertTrue(tags.stream().allMatch(tag -> tag.matches("[A-Za-z0-9_-]{22}")));
    }

    @Test
    void noEntityTagComesTwice() {
        assertEquals(tags.size(), Set.copyOf(tags).size());
    }

    @Test
    void noPlaceOfAnEntityTagCanBeGuessed() {
        for (int place : IntStream.range(0, 21).toArray()) {
            assertEquals(64, tags.stream().map(tag -> tag.charAt(place)).collect(Collectors.toSet()).size(), "place " + place);
        }
    }
}
