package org.imspresence.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.imspresence.publication.PublishRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of a request, and what of it is refused. */
class ReadingRequestsTest {

    private static final String ALICE = "sip:alice@example.com";

    private static ApiRequest request(String method, String path, Map<String, String> headers, String body) {
        return new ApiRequest("operator", method, ApiRequest.segments(path), Map.of(), name -> headers.getOrDefault(name, ""), body.getBytes(StandardCharsets.UTF_8));
    }

    private static PublishRequest publish(Map<String, String> headers, String body, boolean initial) {
        ApiRequest request = request("PUT", "presentities/" + ALICE + "/publications", headers, body);
        return Publishing.request(request, ALICE, initial, Publishing.expires(request));
    }

    private static int refusal(Map<String, String> headers, boolean initial) {
        return assertThrows(Problem.class, () -> publish(headers, "x", initial)).status();
    }

    @Test
    void anAddressInAPathIsPercentDecodedAndAPlusStaysOne() {
        Route.Taken taken = Route.of(request("GET", "presentities/tel%3A+1-201%2F5/watchers", Map.of(), ""));

        assertEquals(Route.WATCHERS, taken.route());
        assertEquals(List.of("tel:+1-201/5"), taken.values());
    }

    @Test
    void headIsRoutedAsGet() {
        assertEquals(Route.NODES, Route.of(request("HEAD", "nodes", Map.of(), "")).route());
    }

    @Test
    void aPathWithoutTheMethodTellsWhichItHas() {
        Problem problem = assertThrows(Problem.class, () -> Route.of(request("PATCH", "presentities/a/publications", Map.of(), "")));

        assertEquals(405, problem.status());
        assertEquals("POST, PUT, DELETE", problem.response().headers().get("Allow"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nowhere", "presentities/a/b", "nodes/a", "presentities/a/watchers/b/c"})
    void anotherPathIsNotThere(String path) {
        assertEquals(404, assertThrows(Problem.class, () -> Route.of(request("GET", path, Map.of(), ""))).status());
    }

    @Test
    void brokenEncodingAndDoubleParametersAreRefused() {
        assertEquals(400, assertThrows(Problem.class, () -> ApiRequest.segments("presentities/%zz")).status());
        assertEquals(400, assertThrows(Problem.class, () -> ApiRequest.parameters("a=1&a=2")).status());
        assertEquals(Map.of("a", "x y", "b", ""), ApiRequest.parameters("a=x+y&b"));
    }

    @Test
    void ifMatchIsReadWithAndWithoutQuotes() {
        assertEquals("-tag_1", publish(Map.of("If-Match", "\"-tag_1\""), "", false).ifMatch());
        assertEquals("-tag_1", publish(Map.of("If-Match", "-tag_1"), "", false).ifMatch());
    }

    @ParameterizedTest
    @CsvSource({"*", "W/\"a\"", "'\"a\", \"b\"'", "\"a"})
    void whatIsNotOneStrongEntityTagIsRefused(String ifMatch) {
        assertEquals(400, refusal(Map.of("If-Match", ifMatch), false));
    }

    @Test
    void anInitialPublicationNamesNoneAndTheOthersNameOne() {
        assertEquals(400, refusal(Map.of("If-Match", "a"), true));
        assertEquals(428, refusal(Map.of(), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "Thu, 01 Dec 1994 16:00:00 GMT", "9999999999"})
    void expiresIsANumberOfSeconds(String expires) {
        assertEquals(400, refusal(Map.of("Expires", expires), true));
    }

    @Test
    void withoutExpiresTheDefaultHolds() {
        assertEquals(PublishRequest.NO_EXPIRES, publish(Map.of(), "x", true).expires());
        assertEquals(90, publish(Map.of("Expires", "90"), "x", true).expires());
    }

    @Test
    void aRepeatIsKnownByItsKeyAndOnlyIfItAsksForTheSame() {
        Map<String, String> headers = Map.of("Idempotency-Key", "k");

        assertEquals(publish(headers, "x", true).transaction(), publish(headers, "x", true).transaction());
        assertNotEquals(publish(headers, "x", true).transaction(), publish(headers, "y", true).transaction());
        assertNotEquals(publish(Map.of(), "x", true).transaction(), publish(Map.of(), "x", true).transaction());
    }

    @Test
    void aStateIsReadIntoPersonsServicesDevicesAndNotes() {
        StateView state = new StateReader().read(("""
                <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:d="urn:ietf:params:xml:ns:pidf:data-model" xmlns:r="urn:ietf:params:xml:ns:pidf:rpid" entity="pres:a@example.com">
                  <tuple id="t"><status><basic>open</basic><x xmlns="urn:x">y</x></status><r:class>work</r:class><d:deviceID>urn:d</d:deviceID><contact priority="0.8"> sip:a@host </contact>
                    <note xml:lang="en">here</note><timestamp>2026-01-01T00:00:00Z</timestamp></tuple>
                  <note>all</note>
                  <d:person id="p"><r:activities><r:meeting/><r:other>tea</r:other></r:activities><d:note>busy</d:note></d:person>
                  <d:device id="i"><d:deviceID>urn:d</d:deviceID></d:device>
                </presence>""").getBytes(StandardCharsets.UTF_8));

        String rpid = "urn:ietf:params:xml:ns:pidf:rpid";
        assertEquals(List.of(new StateView.Service("t", "open", "sip:a@host", "0.8", List.of("urn:d"), List.of(new StateView.Note("here", "en")), "2026-01-01T00:00:00Z",
                List.of(new StateView.Detail("class", rpid, List.of("work")), new StateView.Detail("x", "urn:x", List.of("y"))))), state.services());
        assertEquals(List.of(new StateView.Person("p", List.of(new StateView.Note("busy", null)), null, List.of(new StateView.Detail("activities", rpid, List.of("meeting", "other: tea"))))), state.persons());
        assertEquals(List.of(new StateView.Device("i", "urn:d", List.of(), null, List.of())), state.devices());
        assertEquals(List.of(new StateView.Note("all", null)), state.notes());
        assertTrue(state.entity().startsWith("pres:"));
    }
}
