package org.imspresence.xcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.imspresence.documents.DocumentKey;
import org.imspresence.documents.StoredDocument;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever Mallory, who is known and has a tree, sends: nothing of Alice's is read or changed, and nothing fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {

    private static final String SECRET = "sip:alices-friend@example.com";
    private static final String LISTS = "<resource-lists xmlns=\"urn:ietf:params:xml:ns:resource-lists\"><list name=\"l\"><entry uri=\"%s\"/></list></resource-lists>";
    private static final String ALICE = "resource-lists/users/sip:alice@example.com/index";
    private static final String MALLORY = "resource-lists/users/sip:mallory@example.com/index";
    private static final StoredDocument OF_ALICE = stored("sip:alice@example.com", SECRET);
    private static final StoredDocument OF_MALLORY = stored("sip:mallory@example.com", "sip:someone@example.com");

    private final Xcap xcap = new Xcap(Xcap.PROXIED);

    private static StoredDocument stored(String owner, String entry) {
        return new StoredDocument(new DocumentKey("resource-lists", owner, "index"), "first", LISTS.formatted(entry).getBytes(StandardCharsets.UTF_8));
    }

    @BeforeEach
    void bothHaveADocument() {
        xcap.documents.clear();
        xcap.documents.plant(OF_ALICE);
        xcap.documents.plant(OF_MALLORY);
    }

    static Stream<String> uris() {
        List<String> uris = new ArrayList<>(List.of(ALICE, ALICE + "/~~/resource-lists", "", "/", "//", "~~", "/~~/", "resource-lists", "resource-lists/users", "resource-lists/users/",
                "resource-lists/users/sip:mallory@example.com", "resource-lists/users/sip:mallory@example.com/", MALLORY + "/", MALLORY + "/~~", MALLORY + "/~~/",
                "resource-lists/global/index", "resource-lists/global/../users/sip:alice@example.com/index", "resource-lists//users/sip:alice@example.com/index",
                "resource-lists/users/sip:mallory@example.com//index", "Resource-lists/users/sip:alice@example.com/index", "resource-lists/Users/sip:alice@example.com/index",
                "resource-lists/users/*/index", "resource-lists/users/%2A/index", "resource-lists/users/sip:*@example.com/index", "xcap-caps/users/sip:alice@example.com/index",
                "resource-lists/users/sip:alice@example.com,sip:mallory@example.com/index", "resource-lists/users/%22%22%20%3Csip:alice@example.com%3E/index",
                "resource-lists/users/%3Csip:alice@example.com%3E/index", "resource-lists/users/sip:mallory@example.com;x=%3Csip:alice@example.com%3E/index",
                "resource-lists/users/sip:mallory%40example.com@example.com/index", "resource-lists/users/sip:alice@example.com%3Fx=sip:mallory@example.com/index",
                "resource-lists/users/sip:mallory@example.com%0D%0AX-3GPP-Asserted-Identity:sip:alice@example.com/index"));
        for (String out : List.of("..", "%2e%2e", "%2E.", ".", "%2e", "..%2f", "%2e%2e%2f", "..%5c", "..\\", "%252e%252e", "%252e%252e%252f", "....//", "%c0%ae%c0%ae", "%e0%80%ae", "..;", "..;/", "%00",
                "..%00", "%u002e", "%", "%2", "%zz", "%ff", "\u00e4", "%0a", "%7f", "C:", "file:", "~", "%7e%7e%7e", "$HOME", "|", "%5c%5cserver")) {
            uris.add("resource-lists/users/sip:mallory@example.com/" + out + "/sip:alice@example.com/index");
            uris.add("resource-lists/users/sip:mallory@example.com/" + out + "/index");
            uris.add("resource-lists/users/" + out + "/index");
            uris.add(out + "/users/sip:alice@example.com/index");
            uris.add(MALLORY + out);
        }
        for (String selector : List.of("//entry", "/resource-lists", "resource-lists//entry", "..", "../..", "resource-lists/..", "resource-lists/.", "resource-lists/parent::*", "resource-lists/child::list",
                "ancestor-or-self::*", "resource-lists/list[last()]", "resource-lists/list[position()=1]", "resource-lists/list[1 or 1]", "resource-lists/list[@name='l' or '1'='1']",
                "resource-lists/list[@name='l' and @name='l']", "resource-lists/list[@name!='x']", "resource-lists/list[@name]", "resource-lists/list[@*='l']", "resource-lists/list[name()='list']",
                "resource-lists/list[contains(@name,'l')]", "resource-lists/list[string-length(@name)=1]", "resource-lists/list[not(@x)]", "resource-lists/list|resource-lists/list", "resource-lists/list/text()",
                "resource-lists/list/node()", "resource-lists/list/comment()", "resource-lists/processing-instruction()", "document('file:///etc/passwd')", "doc('http://127.0.0.1/')",
                "resource-lists/list[document('file:///etc/passwd')]", "unparsed-text('/etc/passwd')", "resource-lists/list[1][2]", "resource-lists/list[@name='l'][1]", "resource-lists/list[0]", "resource-lists/list[-1]",
                "resource-lists/list[1.5]", "resource-lists/list[99999999999999999999]", "resource-lists/list[1]]", "resource-lists/list[[1]", "resource-lists/list[@name='l]", "resource-lists/list[@name=\"l']",
                "resource-lists/list[@name=l]", "resource-lists/list[@name='&x;']", "resource-lists/list[@name='&#xFFFFFF;']", "resource-lists/list[@name='<']", "resource-lists/$x", "resource-lists/list/@*",
                "resource-lists/list/@name/x", "resource-lists/list/@@name", "resource-lists/namespace::x", "resource-lists/namespace::*/x", "namespace::*", "@name", "*:list", "p:list", "resource-lists/x:*", "xmlns:list",
                "resource-lists/list[@xmlns='urn:ietf:params:xml:ns:resource-lists']", "resource-lists/list[id('x')]", "resource-lists/list[last()-0]", "resource-lists/list[@name='l']/", "resource-lists/ list",
                "resource-lists/list[ 1 ]", "resource-lists/list[1]--", "*", "*/*/*/*", "1", "-", "resource-lists/\u0301list", "a".repeat(3000), "*/".repeat(40) + "*", "*[1]".repeat(500), "[".repeat(1000), "resource-lists/list[@name='" + "x".repeat(2000) + "']")) {
            uris.add(MALLORY + "/~~/" + UriReader.encoded(selector));
        }
        for (String query : List.of("xmlns", "xmlns(", "xmlns()", "xmlns(a)", "xmlns(a=)", "xmlns(=b)", "xmlns(a=b", "xmlns(a=b)x", "xpointer(//entry)", "element(/1)", "xmlns(a=b))", "xmlns(a=(b)", "xmlns(a=b)".repeat(40),
                "xmlns(a=" + "^(".repeat(900) + ")", "%", "%00", "a=b&c=d", "xmlns(xml=urn:x)xmlns(a:b=c)", "xmlns(xmlns=urn:x)", "xmlns(p=http://www.w3.org/2000/xmlns/)", "xmlns(a=b^x)")) {
            uris.add(MALLORY + "/~~/resource-lists?" + query);
        }
        uris.add(MALLORY + "x".repeat(300));
        uris.add("resource-lists/users/sip:mallory@example.com/" + "a/".repeat(50));
        uris.add("x".repeat(100_000));
        uris.add("resource-lists/users/sip:" + "m".repeat(200) + "@example.com/index");
        return uris.stream();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("uris")
    void aUriLeadsToNobodyElsesDocument(String uri) {
        for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "POST")) {
            XcapResponse response = xcap.request(method, uri, LISTS.formatted("sip:x@y").getBytes(StandardCharsets.UTF_8),
                    "Content-Type", "application/resource-lists+xml", "X-3GPP-Asserted-Identity", "\"sip:mallory@example.com\"");

            assertHarmless(response);
        }
        assertTrue(xcap.documents.all().stream().allMatch(document -> document.equals(OF_ALICE) || document.key().owner().equals("sip:mallory@example.com")));
    }

    static Stream<byte[]> bodies() {
        List<byte[]> bodies = new ArrayList<>();
        String inner = "<list name='l'/>";
        for (String prolog : List.of("<!DOCTYPE resource-lists>", "<!DOCTYPE r SYSTEM 'file:///etc/passwd'>", "<!DOCTYPE r [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
                "<!DOCTYPE r [<!ENTITY % e SYSTEM 'http://127.0.0.1:1/'>%e;]>", "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;'>]>",
                "<?xml version='1.1'?>", "<?xml version='1.0' encoding='UTF-16'?>", "<?xml version='1.0' encoding='x-none'?>", "<?xml version='1.0' encoding='UTF-7'?>", "<?xml-stylesheet href='file:///etc/passwd'?>", "\0", "]]>",
                "<!--", "<![CDATA[", "\uFEFF\uFEFF", "junk", "<a/>")) {
            bodies.add((prolog + "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'>" + inner + "</resource-lists>").getBytes(StandardCharsets.UTF_8));
        }
        for (String content : List.of("&e;", "&#0;", "&#xFFFF;", "\0", "<list", "<list>", "</list>", "<list name='l' name='l'/>", "<list xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='urn:x file:///etc/passwd'/>",
                "<list xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:noNamespaceSchemaLocation='http://127.0.0.1:1/x.xsd'/>",
                "<list xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:type='x'/>", "<list><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/passwd' parse='text'/></list>",
                "<list>".repeat(100) + "</list>".repeat(100), "<list>".repeat(4000), "<list/>".repeat(5000), "<list " + "x".repeat(30_000) + "=''/>", attributes(200), "<" + "x".repeat(60_000) + "/>", "<list name='" + "&amp;".repeat(10_000) + "'/>",
                "<p:list/>", "<:list/>", "<list xmlns=''/>", "<list xmlns:xml='urn:x'/>", "<list xmlns:xmlns='urn:x'/>", "<list xmlns:p=''/>", "x".repeat(70_000), "<list name='a\u0001'/>", "<list><![CDATA[</list>]]></list>")) {
            bodies.add(("<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'>" + content + "</resource-lists>").getBytes(StandardCharsets.UTF_8));
            bodies.add(content.getBytes(StandardCharsets.UTF_8));
        }
        String good = LISTS.formatted("sip:x@y");
        for (String encoding : List.of("UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "IBM037")) {
            bodies.add(good.getBytes(Charset.forName(encoding)));
        }
        for (int[] bytes : new int[][] {{0xC0, 0xAF}, {0xED, 0xA0, 0x80}, {0xF4, 0x90, 0x80, 0x80}, {0xFF, 0xFE}, {0xE2, 0x82}, {0x80}}) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.writeBytes("<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'><list name='".getBytes(StandardCharsets.UTF_8));
            for (int b : bytes) {
                body.write(b);
            }
            body.writeBytes("'/></resource-lists>".getBytes(StandardCharsets.UTF_8));
            bodies.add(body.toByteArray());
        }
        Random random = new Random(4825);
        for (int i = 0; i < 100; i++) {
            byte[] mutated = good.getBytes(StandardCharsets.UTF_8);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            bodies.add(mutated);
        }
        return bodies.stream();
    }

    private static String attributes(int count) {
        StringBuilder out = new StringBuilder("<list");
        for (int i = 0; i < count; i++) {
            out.append(" a").append(i).append("=''");
        }
        return out.append("/>").toString();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("bodies")
    void aBodyIsRefusedOrStoredAsItIsInItsSendersTree(byte[] body) {
        String identity = "sip:mallory@example.com";
        XcapResponse whole = xcap.request("PUT", MALLORY, body, "Content-Type", "application/resource-lists+xml", "X-3GPP-Asserted-Identity", identity);
        assertHarmless(whole);
        assertTrue(whole.status() == 409 || whole.status() == 413 || whole.status() == 200, whole.status() + Xcap.text(whole));

        XcapResponse element = xcap.request("PUT", MALLORY + "/~~/resource-lists/list%5b1%5d", body, "Content-Type", "application/xcap-el+xml", "X-3GPP-Asserted-Identity", identity);
        assertHarmless(element);
        XcapResponse attribute = xcap.request("PUT", MALLORY + "/~~/resource-lists/list%5b1%5d/@name", body, "Content-Type", "application/xcap-att+xml", "X-3GPP-Asserted-Identity", identity);
        assertHarmless(attribute);
        xcap.documents.all().forEach(document -> assertFalse(new String(document.body(), StandardCharsets.UTF_8).contains("root:")));
    }

    @Test
    void thereAreAtLeastTwoHundredOfEach() {
        assertTrue(uris().count() >= 200, uris().count() + " URIs");
        assertTrue(bodies().count() >= 150, bodies().count() + " bodies");
    }

    private void assertHarmless(XcapResponse response) {
        assertTrue(response.status() < 500, response.status() + " " + Xcap.text(response));
        assertFalse(Xcap.text(response).contains(SECRET), Xcap.text(response));
        assertEquals(OF_ALICE, xcap.documents.find(OF_ALICE.key()).orElseThrow());
    }
}
