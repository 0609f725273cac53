package org.imspresence.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.Xcap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What RFC 4825 s8 to s12 ask of a server, over real HTTP; docs/conformance.md has the whole list. */
class XcapConformanceIT {

    private static final String LISTS = "application/resource-lists+xml";
    private static final String ELEMENT = "application/xcap-el+xml";
    private static final String ATTRIBUTE = "application/xcap-att+xml";
    private static final String DOCUMENT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists" xmlns:x="urn:x">
              <list name="friends"><entry uri="sip:bob@example.com"/><!-- kept --></list>
              <list name="foes"/>
            </resource-lists>
            """;
    private static final String FRIENDS = "/~~/resource-lists/list%5b@name=%22friends%22%5d";

    @TempDir
    static Path folder;
    private static ServerProcess server;

    private final String user = "sip:" + UUID.randomUUID() + "@example.com";
    private final Xcap xcap = new Xcap(server, user);
    private final String index = "resource-lists/users/" + Xcap.encoded(user) + "/index";

    /** H(ali:example.com:f779ajvvh8a6s6) proves alice, as in RFC 5025 s3.1.1.2. */
    @BeforeAll
    static void start() throws IOException {
        Path users = Files.writeString(folder.resolve("users"), "ali:example.com:HA1:sip:alice@example.com\n".replace("HA1", md5("ali:example.com:f779ajvvh8a6s6")));
        server = ServerProcess.start(ServerProcess.options().arguments("--production")
                .set("identity.trusted-peers", "127.0.0.1")
                .set("xcap.trusted-proxies", "127.0.0.1")
                .set("xcap.users-file", users.toString()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String tag(HttpResponse<String> response) {
        return response.headers().firstValue("ETag").orElse("");
    }

    private void store() {
        assertEquals(201, xcap.put(index, LISTS, DOCUMENT).statusCode());
    }

    private void assertStored(String document) {
        assertEquals(document, xcap.get(index).body());
    }

    @ParameterizedTest
    @CsvSource({
        "unknown/users/USER/index, 404", "unknown/users/sip:somebody@example.com/index, 404", "INDEX/~~/resource-lists/list%5blast()%5d, 404",
        "INDEX/~~/resource-lists/x:list, 400", "INDEX/~~/resource-lists/x:list?xmlns(x=urn:x), 404", "INDEX/~~/resource-lists/list, 404", "INDEX/~~/resource-lists/list%5b9%5d, 404",
        "INDEX/~~/resource-lists/l:list%5b1%5d?xpointer(/1)xmlns(l=urn:ietf:params:xml:ns:resource-lists), 200", "INDEX/%7E%7E/resource-lists, 200", "INDEX/~~/resource-lists/list%5b@name=%22~~%22%5d, 404",
        "resource-lists/users/sip:somebody@example.com/index, 403"})
    void aUriLeadsToWhatTheClauseSays(String uri, int status) {
        store();

        assertEquals(status, xcap.get(uri.replace("INDEX", index).replace("USER", Xcap.encoded(user))).statusCode());
    }

    @Test
    void aUserProvesByDigestWhoItIs() throws IOException {
        HttpURLConnection connection = (HttpURLConnection) server.http().resolve("xcap/resource-lists/users/sip:alice@example.com/index").toURL().openConnection();
        assertEquals(401, connection.getResponseCode());
        assertTrue(connection.getHeaderField("WWW-Authenticate").startsWith("Digest "));

        HttpURLConnection proven = (HttpURLConnection) connection.getURL().openConnection();
        proven.setAuthenticator(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("ali", "f779ajvvh8a6s6".toCharArray());
            }
        });
        assertEquals(404, proven.getResponseCode());
    }

    @Test
    void methodsThatAreNotForAResourceAreRefused() {
        store();

        assertEquals(405, xcap.send("POST", index, "", "Content-Type", LISTS).statusCode());
        for (String method : new String[] {"PUT", "DELETE"}) {
            HttpResponse<String> refused = xcap.send(method, index + FRIENDS + "/namespace::*", "<list/>", "Content-Type", "application/xcap-ns+xml");
            assertEquals(405, refused.statusCode());
            assertTrue(refused.headers().firstValue("Allow").orElse("").contains("GET"));
        }
        assertStored(DOCUMENT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "/folder/index | LISTS | <resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'/> | no-parent",
        "/none/~~/resource-lists/list | ELEMENT | <list/> | no-parent",
        "/index/~~/resource-lists/list%5b@name=%22none%22%5d/entry | ELEMENT | <entry uri='sip:a@b'/> | no-parent",
        "/index | LISTS | <resource-lists | not-well-formed",
        "/index | LISTS | <?xml version='1.0' encoding='ISO-8859-1'?><resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'/> | not-utf-8",
        "/index/~~/resource-lists/list%5b3%5d | ELEMENT | <list/><list/> | not-xml-frag",
        "/index/~~/resource-lists/list%5b1%5d/@name | ATTRIBUTE | friends | not-xml-att-value",
        "/index/~~/resource-lists/list%5b@name=%22new%22%5d | ELEMENT | <list name='other'/> | cannot-insert",
        "/index/~~/resource-lists/list%5b@name=%22foes%22%5d | ELEMENT | <list name='other'/> | cannot-insert",
        "/index/~~/resource-lists/list%5b@name=%22foes%22%5d/@name | ATTRIBUTE | 'other' | cannot-insert",
        "/index/~~/resource-lists/list%5b3%5d | ELEMENT | <list><entry/></list> | schema-validation-error",
        "/index/~~/resource-lists/list%5b3%5d | ELEMENT | <list><x:a><item/></x:a></list> | schema-validation-error",
        "/index/~~/resource-lists/list%5b3%5d | ELEMENT | <list name='foes'/> | uniqueness-failure",
        "/index/~~/resource-lists/list%5b3%5d | ELEMENT | <list><external anchor='x'/></list> | constraint-failure"})
    void aConflictIsNamedAndNothingChanges(String path, String type, String body, String condition) {
        store();

        HttpResponse<String> refused = xcap.put(index.replace("/index", path), type.replace("LISTS", LISTS).replace("ELEMENT", ELEMENT).replace("ATTRIBUTE", ATTRIBUTE), body);

        assertEquals(409, refused.statusCode());
        assertEquals("application/xcap-error+xml", refused.headers().firstValue("Content-Type").orElse(""));
        assertTrue(refused.body().contains("<" + condition + " "), refused::body);
        assertStored(DOCUMENT);
    }

    @Test
    void aReportNamesResourcesByUrisThatCanBeUsed() {
        store();

        HttpResponse<String> doubled = xcap.put(index + "/~~/resource-lists/list%5b3%5d", ELEMENT, "<list name='foes'/>");
        assertTrue(doubled.body().contains("<exists field=\"resource-lists/list%5B2%5D/@name\"/>"), doubled::body);
        assertEquals("\"foes\"", xcap.get(index + "/~~/resource-lists/list%5B2%5D/@name").body());
        HttpResponse<String> orphan = xcap.put(index + FRIENDS + "/list/entry", ELEMENT, "<entry uri='sip:a@b'/>");
        assertTrue(orphan.body().contains("/~~/resource-lists/list%5B@name=%22friends%22%5D</ancestor>"), orphan::body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/~~/resource-lists/list%5b1%5d", "/~~/resource-lists/list%5b1%5d/@name"})
    void aBodyOfAnotherMediaTypeIsRefused(String node) {
        store();

        assertEquals(415, xcap.put(index + node, "application/xml", DOCUMENT).statusCode());
    }

    @Test
    void anElementGoesWhereTheClauseSaysAndIsKeptAsItCame() {
        store();
        String entry = "<entry xmlns='urn:ietf:params:xml:ns:resource-lists' xmlns:y='urn:y'  uri='sip:kim@example.com'><y:since>1999</y:since></entry>";

        HttpResponse<String> created = xcap.put(index + FRIENDS + "/entry%5b@uri=%22sip:kim@example.com%22%5d", ELEMENT, entry);
        assertEquals(201, created.statusCode());
        assertEquals(tag(created), tag(xcap.get(index + FRIENDS + "/entry%5b2%5d")));
        assertStored(DOCUMENT.replace("<!-- kept -->", entry + "<!-- kept -->"));

        HttpResponse<String> first = xcap.put(index + "/~~/resource-lists/*%5b1%5d%5b@name=%22first%22%5d", ELEMENT, "<list name=\"first\"/>");
        assertEquals(201, first.statusCode());
        assertNotEquals(tag(created), tag(first));
        assertStored(DOCUMENT.replace("<!-- kept -->", entry + "<!-- kept -->").replace("<list name=\"friends\">", "<list name=\"first\"/><list name=\"friends\">"));
        HttpResponse<String> replaced = xcap.put(index + "/~~/resource-lists/list%5b1%5d", ELEMENT, "<list name='1st'/>");
        assertEquals(200, replaced.statusCode());
        assertEquals("", replaced.body());
        assertTrue(!tag(replaced).isEmpty());
    }

    @Test
    void aNodeIsReadAsItStandsInTheDocumentAndUnderItsMediaType() {
        store();

        HttpResponse<String> document = xcap.get(index);
        HttpResponse<String> element = xcap.get(index + FRIENDS + "/entry");
        HttpResponse<String> attribute = xcap.get(index + FRIENDS + "/@name");
        HttpResponse<String> bindings = xcap.get(index + FRIENDS + "/namespace::*");

        assertEquals("<entry uri=\"sip:bob@example.com\"/>", element.body());
        assertEquals("\"friends\"", attribute.body());
        assertEquals("<list xmlns=\"urn:ietf:params:xml:ns:resource-lists\" xmlns:x=\"urn:x\"/>", bindings.body());
        assertType(LISTS, document);
        assertType(ELEMENT, element);
        assertType(ATTRIBUTE, attribute);
        assertType("application/xcap-ns+xml", bindings);
        assertTrue(document.headers().firstValue("Cache-Control").orElse("").contains("no-cache"));
        assertEquals(304, xcap.send("GET", index + FRIENDS, "", "If-None-Match", tag(document)).statusCode());
        assertEquals(404, xcap.get(index + FRIENDS + "/@none").statusCode());
    }

    private static void assertType(String type, HttpResponse<String> response) {
        assertEquals(200, response.statusCode());
        assertEquals(type, response.headers().firstValue("Content-Type").orElse(""));
        assertTrue(tag(response).matches("\"[^\"]+\""), () -> tag(response));
    }

    @Test
    void aNodeIsDeletedAndNothingAroundIt() {
        store();

        assertEquals(404, xcap.delete(index + "/~~/resource-lists/list").statusCode());
        HttpResponse<String> ambiguous = xcap.delete(index + "/~~/resource-lists/list%5b1%5d");
        assertEquals(409, ambiguous.statusCode());
        assertTrue(ambiguous.body().contains("<cannot-delete "), ambiguous::body);
        HttpResponse<String> invalid = xcap.delete(index + FRIENDS + "/entry/@uri");
        assertEquals(409, invalid.statusCode());
        assertTrue(invalid.body().contains("<schema-validation-error "), invalid::body);
        assertStored(DOCUMENT);

        HttpResponse<String> deleted = xcap.delete(index + FRIENDS + "/entry");
        assertEquals(200, deleted.statusCode());
        assertEquals(tag(deleted), tag(xcap.get(index)));
        assertStored(DOCUMENT.replace("<entry uri=\"sip:bob@example.com\"/>", ""));
        assertEquals(200, xcap.delete(index).statusCode());
        assertEquals(404, xcap.delete(index).statusCode());
    }

    @Test
    void aConditionIsAboutTheDocument() {
        store();
        String tag = tag(xcap.get(index));

        assertEquals(412, xcap.send("PUT", index + FRIENDS + "/entry%5b@uri=%22sip:a@b%22%5d", "<entry uri='sip:a@b'/>", "Content-Type", ELEMENT, "If-None-Match", "*").statusCode());
        assertEquals(201, xcap.send("PUT", index + FRIENDS + "/entry%5b@uri=%22sip:a@b%22%5d", "<entry uri='sip:a@b'/>", "Content-Type", ELEMENT, "If-Match", tag).statusCode());
        assertEquals(412, xcap.send("DELETE", index + FRIENDS, "", "If-Match", tag).statusCode());
    }

    @Test
    void theCapabilitiesAreInTheGlobalTreeAlone() {
        HttpResponse<String> capabilities = xcap.get("xcap-caps/global/index");

        assertType("application/xcap-caps+xml", capabilities);
        assertTrue(capabilities.body().contains("<auid>xcap-caps</auid>"), capabilities::body);
        assertTrue(capabilities.body().contains("<namespace>urn:ietf:params:xml:ns:xcap-caps</namespace>"), capabilities::body);
        assertEquals(404, xcap.get("xcap-caps/users/" + Xcap.encoded(user) + "/index").statusCode());
        assertEquals(404, xcap.put("xcap-caps/users/" + Xcap.encoded(user) + "/index", "application/xcap-caps+xml", capabilities.body()).statusCode());
    }

    @Test
    void whatAUserStoresIsSeenAtOnceInAllItsParts() {
        store();
        assertEquals(200, xcap.put(index, LISTS, DOCUMENT.replace("bob", "kim")).statusCode());

        assertEquals("\"sip:kim@example.com\"", xcap.get(index + FRIENDS + "/entry/@uri").body());
    }
}
