package org.imspresence.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What records become, and what is read of a text. */
class JsonTest {

    public record Sample(String name, Integer number, List<Sample> inner, boolean truth) {}

    private static Object read(String text) {
        return Json.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void recordsAreObjectsWithoutTheMembersThatAreNull() {
        Sample sample = new Sample("\u00e4\"\n", null, List.of(new Sample("b", 2, List.of(), false)), true);

        assertEquals("{\"name\":\"\u00e4\\\"\\n\",\"inner\":[{\"name\":\"b\",\"number\":2,\"inner\":[],\"truth\":false}],\"truth\":true}", new String(Json.write(sample), StandardCharsets.UTF_8));
    }

    @Test
    void whatIsReadIsPlain() {
        assertEquals(Map.of("a", Arrays.asList(1L, 2.5, true, null, "x"), "b", Map.of()), read("{\"a\": [1, 2.5, true, null, \"x\"], \"b\": {}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{} {}", "{\"a\":1,\"a\":2}", "nul", "{a:1}", "99999999999999999999"})
    void whatIsNoJsonIsRefused(String text) {
        assertThrows(JsonException.class, () -> read(text));
    }

    @Test
    void deepNestingIsRefused() {
        assertThrows(JsonException.class, () -> read("[".repeat(40) + "]".repeat(40)));
    }

    @Test
    void anArrayIsNoObject() {
        assertThrows(JsonException.class, () -> Json.object("[]".getBytes(StandardCharsets.UTF_8)));
    }
}
