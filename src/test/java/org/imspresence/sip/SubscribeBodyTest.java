package org.imspresence.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;

import org.imspresence.sip.doubles.FakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261 s8.2.3: a body is understood, left out, or the reason to refuse. */
class SubscribeBodyTest {

    private static final List<String> TAKEN = List.of("a/b", "c/d+xml");

    private static SubscribeBody read(FakeRequest request) {
        return SubscribeBody.of(request.servletRequest(), TAKEN);
    }

    @Test
    void withoutABodyThereIsNone() {
        assertEquals("", read(FakeRequest.subscribe()).contentType());
        assertEquals(0, read(FakeRequest.subscribe().body("x/y", "")).body().length);
    }

    @ParameterizedTest
    @CsvSource({"a/b, a/b", "C/D+xml;charset=utf-8, c/d+xml", "a/b ;x=y, a/b"})
    void aTypeIsKnownInWhateverLettersAndWithParameters(String header, String type) {
        SubscribeBody body = read(FakeRequest.subscribe().body(header, "text").with("Content-Encoding", "Identity"));

        assertEquals(type, body.contentType());
        assertArrayEquals("text".getBytes(UTF_8), body.body());
    }

    @Test
    void whatIsNotUnderstoodIsRefusedWithWhatWouldDo() {
        for (FakeRequest request : List.of(FakeRequest.subscribe().body("x/y", "text"), FakeRequest.subscribe().body("a/b", "text").with("Content-Encoding", "gzip"),
                FakeRequest.subscribe().body("x/y", "text").with("Content-Disposition", "render;handling=required"))) {
            Refusal refusal = assertThrows(Refusal.class, () -> read(request));

            assertEquals(415, refusal.status());
            assertEquals(Map.of("Accept", "a/b, c/d+xml", "Accept-Encoding", "identity"), refusal.headers());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"render;handling=optional", "x; Handling = OPTIONAL ;y=z"})
    void whatIsNotUnderstoodAndOptionalIsLeftOut(String disposition) {
        assertEquals("", read(FakeRequest.subscribe().body("x/y", "text").with("Content-Disposition", disposition)).contentType());
        assertEquals("a/b", read(FakeRequest.subscribe().body("a/b", "text").with("Content-Disposition", disposition)).contentType());
    }
}
