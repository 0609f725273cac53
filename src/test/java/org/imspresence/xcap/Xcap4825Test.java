package org.imspresence.xcap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.XmlLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4825, request by request. */
class Xcap4825Test {

    private static final String LISTS_TYPE = "application/resource-lists+xml";
    private static final String ELEMENT = "application/xcap-el+xml";
    private static final String ATTRIBUTE = "application/xcap-att+xml";
    private static final String INDEX = "resource-lists/users/sip:bill@example.com/index";
    private static final String LIST = INDEX + "/~~/resource-lists/list%5b@name=%22friends%22%5d";
    private static final String BOB = LIST + "/entry%5b@uri=%22sip:bob@example.com%22%5d";
    private static final String DOCUMENT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists"
                            xmlns:x="urn:extension">
              <list   name='friends'><!-- kept as written -->
              </list>
            </resource-lists>
            """;

    private final Xcap xcap = new Xcap(Xcap.OPEN);

    @Test
    void s13_aUserMakesAListAddsToItReadsChangesAndDeletes() {
        XcapResponse created = xcap.put(INDEX, LISTS_TYPE, DOCUMENT);
        assertEquals(201, created.status());
        assertArrayEquals(DOCUMENT.getBytes(StandardCharsets.UTF_8), xcap.get(INDEX).body());

        XcapResponse added = xcap.put(BOB, ELEMENT, "<entry uri=\"sip:bob@example.com\"><display-name>Bob</display-name></entry>");
        assertEquals(201, added.status());
        assertNotEquals(Xcap.header(created, "ETag"), Xcap.header(added, "ETag"));

        XcapResponse name = xcap.get(BOB + "/display-name");
        assertEquals("<display-name>Bob</display-name>", Xcap.text(name));
        assertEquals(ELEMENT, name.contentType());
        assertEquals(Xcap.header(added, "ETag"), Xcap.header(name, "ETag"));

        assertEquals(200, xcap.put(BOB + "/display-name", ELEMENT, "<display-name>Robert</display-name>").status());
        assertEquals(400, xcap.put(LIST + "/@x:kind", ATTRIBUTE, "\"private\"").status());
        assertEquals(201, xcap.put(LIST + "/@x:kind?xmlns(x=urn:extension)", ATTRIBUTE, "\"private\"").status());
        XcapResponse kind = xcap.get(LIST + "/@y:kind?xmlns(y=urn:extension)");
        assertEquals("\"private\"", Xcap.text(kind));
        assertEquals(ATTRIBUTE, kind.contentType());

        XcapResponse deleted = xcap.delete(BOB);
        assertEquals(200, deleted.status());
        assertEquals(404, xcap.get(BOB).status());
        assertEquals(404, xcap.delete(BOB).status());
        assertEquals(DOCUMENT.replace("name='friends'", "name='friends' x:kind=\"private\""), Xcap.text(xcap.get(INDEX)));

        assertEquals(200, xcap.delete(INDEX).status());
        assertEquals(404, xcap.get(INDEX).status());
        assertEquals(404, xcap.delete(INDEX).status());
        assertEquals(List.of("sip:bill@example.com"), xcap.changed.stream().distinct().toList());
        assertEquals(6, xcap.changed.size());
    }

    /** The clause's figures 31 and 32, and the request of s7.7 that fails. */
    @Test
    void s13_theValueOfAnAttributeIsReadAndPutInItsQuotes() {
        xcap.put(INDEX, LISTS_TYPE, DOCUMENT);
        xcap.put(LIST + "/entry", ELEMENT, "<entry uri='sip:nancy@example.com'/>");
        String uri = INDEX + "/~~/resource-lists/list/entry%5b1%5d/@uri";

        assertEquals("'sip:nancy@example.com'", Xcap.text(xcap.get(uri)));
        assertEquals(200, xcap.put(uri, ATTRIBUTE, "\"sip:petri@example.com\"").status());
        assertEquals("\"sip:petri@example.com\"", Xcap.text(xcap.get(uri)));
        assertTrue(Xcap.text(xcap.put(uri, ATTRIBUTE, "sip:petri@example.com")).contains("<not-xml-att-value "));
        assertTrue(Xcap.text(xcap.put(LIST + "/entry%5b@uri=%22sip:petri@example.com%22%5d/@uri", ATTRIBUTE, "\"sip:bad-friends@example.com\"")).contains("<cannot-insert "));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "resource-lists/list%5blast()%5d", "resource-lists/list%5b@name=friends%5d", "resource-lists/id(%22friends%22)", "resource-lists/list%5b@name%5d", "resource-lists/list/@name/entry",
        "resource-lists/list%5b@name=%22friends%22%5d%5b1%5d", "resource-lists//list", "resource-lists/"})
    void s8_aSelectorOfAnExtensionThatIsNotKnownLeadsNowhere(String selector) {
        xcap.put(INDEX, LISTS_TYPE, DOCUMENT);

        assertEquals(404, xcap.get(INDEX + "/~~/" + selector).status());
        assertEquals(404, xcap.put(INDEX + "/~~/" + selector, ELEMENT, "<list/>").status());
        assertEquals(404, xcap.delete(INDEX + "/~~/" + selector).status());
        assertEquals(400, xcap.get(INDEX + "/~~/resource-lists/x:list").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "xpointer(id(%22a%22))xmlns(l=urn:ietf:params:xml:ns:resource-lists)", "xmlns(l=urn:ietf:params:xml:ns:resource-lists)element(/1/2)", "xmlns(l%20=%20urn:ietf:params:xml:ns:resource-lists)%20v:x(%5E)(()))",
        "xmlns(other=urn:a%5E(b%5E))xmlns(l=urn:ietf:params:xml:ns:resource-lists)"})
    void s6_4_partsOfTheQueryThatBindNoPrefixAreIgnored(String query) {
        xcap.put(INDEX, LISTS_TYPE, DOCUMENT);

        assertEquals(200, xcap.get(INDEX + "/~~/l:resource-lists/l:list?" + query).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"xmlns(l)", "xmlns(l=urn:a", "xmlns(l=urn:a))", "a=b", "xmlns(l=urn:%5Ea)", "(l)"})
    void s6_4_whatIsNoPointerIsABadRequest(String query) {
        xcap.put(INDEX, LISTS_TYPE, DOCUMENT);

        assertEquals(400, xcap.get(INDEX + "/~~/resource-lists?" + query).status());
        assertEquals(200, xcap.get(INDEX + "/~~/resource-lists?shorthand").status());
    }

    @Test
    void s7_10_namespaceBindingsAreReadAndNotWritten() {
        xcap.put(INDEX, LISTS_TYPE, DOCUMENT);

        XcapResponse bindings = xcap.get(LIST + "/namespace::*");

        assertEquals("<list xmlns=\"urn:ietf:params:xml:ns:resource-lists\" xmlns:x=\"urn:extension\"/>", Xcap.text(bindings));
        assertEquals("application/xcap-ns+xml", bindings.contentType());
        XcapResponse refused = xcap.put(LIST + "/namespace::*", "application/xcap-ns+xml", "<list xmlns:y=\"urn:y\"/>");
        assertEquals(405, refused.status());
        assertEquals("GET, HEAD, OPTIONS", Xcap.header(refused, "Allow"));
        assertEquals(405, xcap.delete(LIST + "/namespace::*").status());
    }

    @Test
    void s7_11_aChangeIsMadeOnlyIfTheDocumentIsTheOneTheClientKnows() {
        String first = Xcap.header(xcap.put(INDEX, LISTS_TYPE, DOCUMENT, "If-None-Match", "*"), "ETag");
        assertEquals(412, xcap.put(INDEX, LISTS_TYPE, DOCUMENT, "If-None-Match", "*").status());
        String entry = "<entry uri=\"sip:bob@example.com\"/>";

        String second = Xcap.header(xcap.put(BOB, ELEMENT, entry, "If-Match", first), "ETag");

        assertEquals(412, xcap.put(BOB, ELEMENT, entry, "If-Match", first).status());
        assertEquals(412, xcap.put(BOB, ELEMENT, entry, "If-None-Match", "*").status());
        assertEquals(412, xcap.delete(BOB, "If-Match", "\"other\", W/" + second).status());
        assertEquals(412, xcap.put(INDEX, LISTS_TYPE, DOCUMENT, "If-None-Match", second).status());
        assertEquals(200, xcap.delete(BOB, "If-Match", "\"other\", " + second).status());
        assertEquals(412, xcap.delete(INDEX, "If-Match", second).status());
        assertEquals(200, xcap.delete(INDEX, "If-Match", "*").status());
        assertEquals(412, xcap.put(INDEX, LISTS_TYPE, DOCUMENT, "If-Match", "*").status());
    }

    @Test
    void s8_2_6_aPartThatIsNotThereYetHasTheEntityTagOfItsDocument() {
        String tag = Xcap.header(xcap.put(INDEX, LISTS_TYPE, DOCUMENT), "ETag");
        String entry = "<entry uri=\"sip:bob@example.com\"/>";

        assertEquals(412, xcap.put(BOB, ELEMENT, entry, "If-None-Match", "*").status());
        assertEquals(412, xcap.put(BOB, ELEMENT, entry, "If-None-Match", tag).status());
        assertEquals(412, xcap.put(LIST + "/@x:kind?xmlns(x=urn:extension)", ATTRIBUTE, "'private'", "If-None-Match", "*").status());
        assertEquals(DOCUMENT, Xcap.text(xcap.get(INDEX)));
        assertEquals(201, xcap.put(BOB, ELEMENT, entry, "If-Match", "*").status());
    }

    @Test
    void s9_whatTheClientHasIsNotSentAgain() {
        String tag = Xcap.header(xcap.put(INDEX, LISTS_TYPE, DOCUMENT), "ETag");

        XcapResponse same = xcap.get(LIST, "If-None-Match", "\"x\", " + tag);

        assertEquals(304, same.status());
        assertEquals(0, same.body().length);
        assertEquals(tag, Xcap.header(same, "ETag"));
        assertEquals(200, xcap.get(LIST, "If-None-Match", "\"x\"").status());
        assertEquals(412, xcap.get(LIST, "If-Match", "\"x\"").status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "/index | application/resource-lists+xml | <resource-lists | not-well-formed",
        "/index | application/resource-lists+xml | <resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'><list/><x/></resource-lists> | schema-validation-error",
        "/index | application/resource-lists+xml | <list xmlns='urn:ietf:params:xml:ns:resource-lists'/> | schema-validation-error",
        "/index | application/resource-lists+xml | <?xml version='1.0' encoding='ISO-8859-1'?><resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'/> | not-utf-8",
        "/index/~~/resource-lists/x | application/xcap-el+xml | <x/> | schema-validation-error",
        "/index/~~/resource-lists/list | application/xcap-el+xml | <list name='friends'/><list/> | not-xml-frag",
        "/index/~~/resource-lists/list/@name | application/xcap-att+xml | < | not-xml-att-value",
        "/index/~~/resource-lists/list%5b@name=%22friends%22%5d | application/xcap-el+xml | <list name='foes'/> | cannot-insert",
        "/index/~~/resource-lists/list%5b@name=%22foes%22%5d/entry | application/xcap-el+xml | <entry uri='sip:b@c'/> | no-parent",
        "/folder/index | application/resource-lists+xml | <resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'/> | no-parent",
        "/other/~~/resource-lists | application/xcap-el+xml | <resource-lists/> | no-parent",
        "/index/~~/resource-lists/list%5b2%5d | application/xcap-el+xml | <list name='friends'/> | uniqueness-failure"
    })
    void s11_aConflictIsNamedAndNothingChanges(String path, String type, String body, String condition) {
        xcap.put(INDEX, LISTS_TYPE, DOCUMENT);

        XcapResponse refused = xcap.put("resource-lists/users/sip:bill@example.com" + path, type, body);

        assertEquals(409, refused.status());
        assertEquals("application/xcap-error+xml", refused.contentType());
        assertTrue(Xcap.text(refused).contains("<xcap-error xmlns=\"urn:ietf:params:xml:ns:xcap-error\"><" + condition + " phrase="), Xcap.text(refused));
        assertEquals(DOCUMENT, Xcap.text(xcap.get(INDEX)));
    }

    @Test
    void s11_noParentNamesTheNearestAncestorThatIsThere() {
        xcap.put(INDEX, LISTS_TYPE, DOCUMENT);
        String query = "?xmlns(l=urn:ietf:params:xml:ns:resource-lists)";

        XcapResponse element = xcap.put(INDEX + "/~~/l:resource-lists/l:list%5b@name=%22friends%22%5d/l:list/l:entry" + query, ELEMENT, "<entry uri='sip:b@c'/>");
        XcapResponse document = xcap.put("resource-lists/users/sip:bill@example.com/none/~~/a", ELEMENT, "<a/>");

        assertTrue(Xcap.text(element).contains("<ancestor>http://xcap.example.com/" + INDEX + "/~~/l:resource-lists/l:list%5B@name=%22friends%22%5D" + query + "</ancestor>"),
                Xcap.text(element));
        assertTrue(Xcap.text(document).contains("<ancestor>http://xcap.example.com/resource-lists/users/sip:bill@example.com</ancestor>"), Xcap.text(document));
    }

    @Test
    void s11_aBodyThatIsNotUtf8IsNamed() {
        XcapResponse refused = xcap.request("PUT", INDEX, new byte[] {'<', 'a', '>', (byte) 0xC3, '<', '/', 'a', '>'}, "Content-Type", LISTS_TYPE);

        assertTrue(Xcap.text(refused).contains("<not-utf-8 "), Xcap.text(refused));
    }

    @Test
    void s11_1_uniquenessFailureLeadsToTheValueThatIsThere() {
        xcap.put(INDEX, LISTS_TYPE, DOCUMENT);

        assertTrue(Xcap.text(xcap.put(INDEX + "/~~/resource-lists/list%5b2%5d", ELEMENT, "<list name='friends'/>"))
                .contains("<exists field=\"resource-lists/list%5B1%5D/@name\"/>"));
        assertEquals("'friends'", Xcap.text(xcap.get(INDEX + "/~~/resource-lists/list%5B1%5D/@name")));
    }

    @Test
    void s8_4_aDeletionThatLeavesAnInvalidDocumentIsRefused() {
        xcap.put(INDEX, LISTS_TYPE, DOCUMENT);
        xcap.put(BOB, ELEMENT, "<entry uri=\"sip:bob@example.com\"/>");

        assertTrue(Xcap.text(xcap.delete(BOB + "/@uri")).contains("schema-validation-error"));
        assertEquals(200, xcap.delete(LIST + "/@name").status());
    }

    @Test
    void s12_theCapabilitiesNameEveryUsage() {
        XcapResponse capabilities = xcap.get("xcap-caps/global/index");

        assertEquals("application/xcap-caps+xml", capabilities.contentType());
        for (String auid : List.of("xcap-caps", "pres-rules", "org.openmobilealliance.pres-rules", "resource-lists", "rls-services", "pidf-manipulation")) {
            assertTrue(Xcap.text(capabilities).contains("<auid>" + auid + "</auid>"), auid);
        }
        for (String namespace : List.of("xcap-caps", "common-policy", "pres-rules", "resource-lists", "rls-services", "pidf")) {
            assertTrue(Xcap.text(capabilities).contains("<namespace>urn:ietf:params:xml:ns:" + namespace + "</namespace>"), namespace);
        }
        assertEquals(Optional.empty(), new Schemas().fault(new HardenedXml(XmlLimits.DEFAULT).parse(capabilities.body())));
        assertEquals("<auid>pres-rules</auid>", Xcap.text(xcap.get("xcap-caps/global/index/~~/xcap-caps/auids/auid%5b2%5d")));
        assertEquals(405, xcap.put("xcap-caps/global/index", "application/xcap-caps+xml", "<xcap-caps/>").status());
        assertEquals(405, xcap.delete("xcap-caps/global/index").status());
        assertEquals(404, xcap.get("xcap-caps/global/other").status());
        assertEquals(404, xcap.get("rls-services/global/index").status());
        assertEquals(404, xcap.get("unknown/global/index").status());
        assertEquals(404, xcap.put("xcap-caps/users/sip:bill@example.com/index", "application/xcap-caps+xml", "<xcap-caps/>").status());
    }

    @ParameterizedTest
    @CsvSource({"text/xml", "application/xcap-el+xml", "''", "application/resource-lists"})
    void s8_2_2_anotherMediaTypeIsRefusedWithTheRightOne(String type) {
        XcapResponse refused = xcap.put(INDEX, type, DOCUMENT);

        assertEquals(415, refused.status());
        assertEquals(LISTS_TYPE, Xcap.header(refused, "Accept"));
        assertEquals(201, xcap.put(INDEX, "Application/Resource-Lists+XML; charset=utf-8", DOCUMENT).status());
    }

    @Test
    void s8_1_otherMethodsAreRefusedWithThoseThatThereAre() {
        for (String method : List.of("POST", "PATCH", "TRACE")) {
            XcapResponse refused = xcap.request(method, INDEX, new byte[0]);
            assertEquals(405, refused.status());
            assertEquals("GET, HEAD, PUT, DELETE, OPTIONS", Xcap.header(refused, "Allow"));
        }
        assertEquals(200, xcap.request("OPTIONS", INDEX, new byte[0]).status());
    }

    @Test
    void s6_2_allFormsOfAUsersNameLeadToOneTree() {
        xcap.put(INDEX, LISTS_TYPE, DOCUMENT);

        for (String xui : List.of("sip%3Abill%40example.com", "sip:bill@EXAMPLE.com", "sips:bill@example.com:5061", "pres:bill@example.com", "sip:%62ill@example.com;user=ip")) {
            assertEquals(200, xcap.get("resource-lists/users/" + xui + "/index").status(), xui);
        }
        assertEquals(404, xcap.get("resource-lists/users/sip:Bill@example.com/index").status());
        assertEquals(404, xcap.get("resource-lists/users/bill/index").status());
    }
}
