package org.imspresence.xcap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each application usage takes and refuses. */
class UsagesTest {

    private static final String RULES = "application/auth-policy+xml";
    private static final String PRES_RULES = "pres-rules/users/sip:alice@example.com/index";
    private static final String OMA_RULES = "org.openmobilealliance.pres-rules/users/sip:alice@example.com/pres-rules";
    private static final String LISTS = "resource-lists/users/sip:alice@example.com/index";
    private static final String SERVICES = "rls-services/users/sip:alice@example.com/index";
    private static final String STATE = "pidf-manipulation/users/sip:alice@example.com/index";

    private final Xcap xcap = new Xcap(Xcap.OPEN);

    /** RFC 5025 s7 and s9.5: a rule for one user, with most of what a rule can say. */
    private static String ruleset(String handling) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <cr:ruleset xmlns="urn:ietf:params:xml:ns:pres-rules" xmlns:pr="urn:ietf:params:xml:ns:pres-rules" xmlns:cr="urn:ietf:params:xml:ns:common-policy">
                  <cr:rule id="a">
                    <cr:conditions>
                      <cr:identity><cr:one id="sip:user@example.com"/><cr:many domain="example.org"><cr:except id="sip:eve@example.org"/></cr:many></cr:identity>
                      <cr:sphere value="work"/>
                      <cr:validity><cr:from>2026-01-01T08:00:00Z</cr:from><cr:until>2026-12-31T17:00:00+01:00</cr:until></cr:validity>
                    </cr:conditions>
                    <cr:actions><pr:sub-handling>%s</pr:sub-handling></cr:actions>
                    <cr:transformations>
                      <pr:provide-services><pr:service-uri-scheme>sip</pr:service-uri-scheme><pr:service-uri-scheme>mailto</pr:service-uri-scheme></pr:provide-services>
                      <pr:provide-persons><pr:all-persons/></pr:provide-persons>
                      <pr:provide-devices><pr:deviceID>urn:uuid:1</pr:deviceID><pr:class>biz</pr:class></pr:provide-devices>
                      <pr:provide-activities>true</pr:provide-activities>
                      <pr:provide-user-input>bare</pr:provide-user-input>
                      <pr:provide-unknown-attribute ns="urn:vendor-specific:foo-namespace" name="foo">true</pr:provide-unknown-attribute>
                    </cr:transformations>
                  </cr:rule>
                </cr:ruleset>
                """.formatted(handling);
    }

    @Test
    void rfc5025_s9_rulesArePutAndTheirDefaultNamespaceIsThatOfPresenceRules() {
        assertEquals(201, xcap.put(PRES_RULES, RULES, ruleset("allow")).status());
        assertEquals(RULES, xcap.get(PRES_RULES).contentType());

        String action = "/~~/cp:ruleset/cp:rule%5b@id=%22a%22%5d/cp:actions/sub-handling?xmlns(cp=urn:ietf:params:xml:ns:common-policy)";
        assertEquals("<pr:sub-handling>allow</pr:sub-handling>", Xcap.text(xcap.get(PRES_RULES + action)));
        assertEquals(200, xcap.put(PRES_RULES + action, "application/xcap-el+xml", "<pr:sub-handling>block</pr:sub-handling>").status());
        assertEquals(ruleset("block"), Xcap.text(xcap.get(PRES_RULES)));
        assertEquals(404, xcap.get(PRES_RULES + "/~~/ruleset").status());
    }

    @Test
    void rfc4825_s11_1_aDoubledIdIsFoundUnderTheNamespacesOfTheUsage() {
        String doubled = "<p:ruleset xmlns:p='urn:ietf:params:xml:ns:common-policy'><p:rule id='b'/><p:rule id='a'/><p:rule id='a'/></p:ruleset>";

        assertTrue(Xcap.text(xcap.put(PRES_RULES, RULES, doubled)).contains("field=\"a:ruleset/a:rule%5B2%5D/@id?xmlns(a=urn:ietf:params:xml:ns:common-policy)\""));
        assertTrue(Xcap.text(xcap.put(OMA_RULES, RULES, doubled)).contains("field=\"ruleset/rule%5B2%5D/@id\""));
    }

    @Test
    void documentsAreCheckedByManyThreadsAtOnce() {
        long good = IntStream.range(0, 400).parallel()
                .filter(i -> xcap.put("pres-rules/users/sip:user" + i + "@example.com/index", RULES, ruleset(i % 2 == 0 ? "allow" : "perhaps")).status() == (i % 2 == 0 ? 201 : 409)).count();

        assertEquals(400, good);
    }

    @Test
    void omaRulesHaveTheirOwnNamespaceNameAndConditions() {
        String rules = """
                <cr:ruleset xmlns:ocp="urn:oma:xml:xdm:common-policy" xmlns:pr="urn:ietf:params:xml:ns:pres-rules" xmlns:cr="urn:ietf:params:xml:ns:common-policy">
                  <cr:rule id="wp_prs_allow_onelist_friends">
                    <cr:conditions><ocp:external-list><ocp:entry anc="http://xcap.example.com/resource-lists/users/sip:alice@example.com/index/~~/resource-lists/list%5b1%5d"/></ocp:external-list></cr:conditions>
                    <cr:actions><pr:sub-handling>allow</pr:sub-handling></cr:actions>
                  </cr:rule>
                  <cr:rule id="wp_prs_block_anonymous"><cr:conditions><ocp:anonymous-request/></cr:conditions></cr:rule>
                  <cr:rule id="other"><cr:conditions><ocp:other-identity/></cr:conditions></cr:rule>
                </cr:ruleset>
                """;

        assertEquals(201, xcap.put(OMA_RULES, RULES, rules).status());
        assertEquals("\"other\"", Xcap.text(xcap.get(OMA_RULES + "/~~/ruleset/rule%5b3%5d/@id")));
        XcapResponse elsewhere = xcap.put(OMA_RULES.replace("/pres-rules", "/index"), RULES, rules);
        assertEquals(409, elsewhere.status());
        assertTrue(Xcap.text(elsewhere).contains("constraint-failure"), Xcap.text(elsewhere));
    }

    @Test
    void rfc4826_s3_3_listsWithinListsAreTaken() {
        String lists = """
                <?xml version="1.0" encoding="UTF-8"?>
                <resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                 <list name="friends">
                  <entry uri="sip:bill@example.com"><display-name>Bill Doe</display-name></entry>
                  <entry-ref ref="resource-lists/users/sip:bill@example.com/index/~~/resource-lists/list%5b@name=%22list1%22%5d/entry%5b@uri=%22sip:petri@example.com%22%5d"/>
                  <list name="close-friends">
                   <display-name xml:lang="en">Close Friends</display-name>
                   <entry uri="sip:bill@example.com"/>
                   <external anchor="http://xcap.example.org/resource-lists/users/sip:a@example.org/index/~~/resource-lists/list%5b@name=%22mkting%22%5d"/>
                  </list>
                 </list>
                </resource-lists>
                """;

        assertEquals(201, xcap.put(LISTS, "application/resource-lists+xml", lists).status());
    }

    @Test
    void rfc4825_s5_8_extensionsThatAreNotKnownAreTakenWhereTheSchemasHaveThem() {
        String lists = """
                <resource-lists xmlns="urn:ietf:params:xml:ns:resource-lists" xmlns:x="urn:x">
                 <list name="friends" x:kind="close"><entry uri="sip:bill@example.com" x:since="1999"><x:anything><x:else/></x:anything></entry><x:extension/></list>
                </resource-lists>
                """;

        assertEquals(201, xcap.put(LISTS, "application/resource-lists+xml", lists).status());
    }

    @Test
    void rfc4826_s4_3_servicesAreTaken() {
        String services = """
                <?xml version="1.0" encoding="UTF-8"?>
                <rls-services xmlns="urn:ietf:params:xml:ns:rls-services" xmlns:rl="urn:ietf:params:xml:ns:resource-lists">
                 <service uri="sip:mybuddies@example.com">
                  <resource-list>http://xcap.example.com/resource-lists/users/sip:alice@example.com/index/~~/resource-lists/list%5b@name=%22l1%22%5d</resource-list>
                  <packages><package>presence</package></packages>
                 </service>
                 <service uri="sip:marketing@example.com">
                  <list name="marketing"><rl:entry uri="sip:joe@example.com"/><rl:entry uri="sip:sudhir@example.com"/></list>
                  <packages><package>presence</package></packages>
                 </service>
                </rls-services>
                """;

        assertEquals(201, xcap.put(SERVICES, "application/rls-services+xml", services).status());
        XcapResponse twice = xcap.put(SERVICES + "/~~/rls-services/service%5b2%5d/@uri", "application/xcap-att+xml", "\"sip:mybuddies@example.com\"");
        assertTrue(Xcap.text(twice).contains("<uniqueness-failure"), Xcap.text(twice));
        assertTrue(Xcap.text(twice).contains("field=\"rls-services/service%5B1%5D/@uri\""), Xcap.text(twice));
    }

    @ParameterizedTest
    @CsvSource({
        "http://xcap.example.com/resource-lists/users/sip:alice@example.com/index/~~/resource-lists/list%5b1%5d, true",
        "' http://XCAP.example.com/resource-lists/users/sips%3Aalice@EXAMPLE.com/index/~~/resource-lists/list ', true",
        "http://xcap.example.com/resource-lists/users/sip:joe@example.com/index/~~/resource-lists/list, false",
        "http://xcap.example.com/rls-services/users/sip:alice@example.com/index/~~/rls-services/service/list, false",
        "http://xcap.example.com/resource-lists/global/index/~~/resource-lists/list, false",
        "http://xcap.example.com/resource-lists/users/sip:alice@example.com/index, false",
        "http://xcap.example.org/resource-lists/users/sip:alice@example.com/index/~~/resource-lists/list, false",
        "resource-lists/users/sip:alice@example.com/index/~~/resource-lists/list, false"})
    void rfc4826_s4_4_5_aServiceNamesAListOfItsOwner(String list, boolean taken) {
        String services = "<rls-services xmlns='urn:ietf:params:xml:ns:rls-services'><service uri='sip:mybuddies@example.com'><resource-list>" + list + "</resource-list></service></rls-services>";

        XcapResponse response = xcap.put(SERVICES, "application/rls-services+xml", services);

        assertEquals(taken ? 201 : 409, response.status());
        assertEquals(!taken, Xcap.text(response).contains("<constraint-failure "));
    }

    @Test
    void rfc4826_s4_4_5_whereTheRootIsNotKnownAServiceMayNameAnyButNotAnotherUser() {
        Xcap unknownRoot = new Xcap(Xcap.settings("xcap.open", "yes"));
        String services = "<rls-services xmlns='urn:ietf:params:xml:ns:rls-services'><service uri='sip:mybuddies@example.com'><resource-list>https://any.example.com/root/resource-lists/users/sip:alice@example.com/index"
                + "/~~/resource-lists/list</resource-list></service></rls-services>";

        assertEquals(201, unknownRoot.put(SERVICES, "application/rls-services+xml", services).status());
        assertEquals(409, unknownRoot.put(SERVICES, "application/rls-services+xml", services.replace("alice", "joe")).status());
        assertEquals(409, unknownRoot.put(SERVICES, "application/rls-services+xml", services.replace("https:", "ftp:")).status());
    }

    /** The clause's document, and the change of a note in it. */
    @Test
    void rfc4827_s11_thePresenceOfAUserOnHolidayIsPutAndANoteInItChanged() {
        String someone = "pidf-manipulation/users/sip:someone@example.com/index";
        String state = """
                <?xml version="1.0" encoding="UTF-8"?>
                <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:rp="urn:ietf:params:xml:ns:pidf:rpid" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"
                          xmlns:ci="urn:ietf:params:xml:ns:pidf:cipid" entity="sip:someone@example.com">
                  <tuple id="x8eg92m"><status><basic>closed</basic></status><rp:user-input>idle</rp:user-input><rp:class>auth-1</rp:class><contact priority="0.5">sip:user@example.com</contact>
                    <note>I'm available only by e-mail.</note><timestamp>2004-02-06T16:49:29Z</timestamp></tuple>
                  <tuple id="x8eg92n"><status><basic>open</basic></status><rp:class>auth-1</rp:class><contact priority="1.0">mailto:someone@example.com</contact>
                    <note>I'm reading mail a couple of times a week</note></tuple>
                  <dm:person id="p1"><rp:class>auth-A</rp:class><ci:homepage>http://www.example.com/~someone</ci:homepage><rp:activities><rp:vacation/></rp:activities></dm:person>
                </presence>
                """;
        String note = someone + "/~~/presence/tuple%5b@id='x8eg92n'%5d/note";

        String tag = Xcap.header(xcap.put(someone, "application/pidf+xml", state), "ETag");

        assertEquals(200, xcap.put(note, "application/xcap-el+xml", "<note>I'm reading mails on Tuesdays and Fridays</note>", "If-Match", tag).status());
        assertEquals(state.replace("a couple of times a week", "on Tuesdays and Fridays").replace("reading mail ", "reading mails "), Xcap.text(xcap.get(someone)));
    }

    @Test
    void rfc4827_s9_aUserHasOneDocumentOfPermanentStateNamedIndex() {
        String state = "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:alice@example.com'/>";

        assertTrue(Xcap.text(xcap.put(STATE.replace("/index", "/other"), "application/pidf+xml", state)).contains("<constraint-failure "));
        assertEquals(201, xcap.put(STATE, "application/pidf+xml", state).status());
    }

    @Test
    void rfc4827_permanentStateIsTakenAndIsAboutItsOwner() {
        String state = """
                <?xml version="1.0" encoding="UTF-8"?>
                <presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:rp="urn:ietf:params:xml:ns:pidf:rpid" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" entity="sip:someone@example.com">
                  <tuple id="x8eg92m"><status><basic>closed</basic></status><rp:class>auth-1</rp:class><contact priority="0.5">sip:user@example.com</contact>
                    <note xml:lang="en">Please leave a message</note><timestamp>2026-11-26T02:00:00Z</timestamp></tuple>
                  <dm:person id="p1"><rp:mood><rp:happy/></rp:mood></dm:person>
                </presence>
                """;

        XcapResponse foreign = xcap.put(STATE, "application/pidf+xml", state);
        assertEquals(409, foreign.status());
        assertTrue(Xcap.text(foreign).contains("<constraint-failure"), Xcap.text(foreign));
        assertEquals(201, xcap.put(STATE, "application/pidf+xml", state.replace("sip:someone@example.com", "pres:alice@EXAMPLE.com")).status());
        assertTrue(Xcap.text(xcap.put(STATE + "/~~/presence/@entity", "application/xcap-att+xml", "\"sip:eve@example.com\"")).contains("<constraint-failure"));
        assertEquals(200, xcap.put(STATE + "/~~/presence/tuple%5b@id=%22x8eg92m%22%5d/status/basic", "application/xcap-el+xml", "<basic>open</basic>").status());
    }

    static Stream<Arguments> refusals() {
        String rule = "<ruleset xmlns='urn:ietf:params:xml:ns:common-policy'><rule id='a'>%s</rule></ruleset>";
        String list = "<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'><list>%s</list></resource-lists>";
        String service = "<rls-services xmlns='urn:ietf:params:xml:ns:rls-services' xmlns:rl='urn:ietf:params:xml:ns:resource-lists'>%s</rls-services>";
        String state = "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:alice@example.com'>%s</presence>";
        String presence = "<p:%1$s xmlns:p='urn:ietf:params:xml:ns:pres-rules'>%2$s</p:%1$s>";
        String invalid = "schema-validation-error";
        String doubled = "uniqueness-failure";
        return Stream.of(
                Arguments.of(PRES_RULES, RULES, rule.formatted("<conditions><identity/></conditions>"), invalid),
                Arguments.of(PRES_RULES, RULES, rule.formatted("<conditions><sphere/></conditions>"), invalid),
                Arguments.of(PRES_RULES, RULES, rule.formatted("<conditions><validity><from>now</from><until>later</until></validity></conditions>"), invalid),
                Arguments.of(PRES_RULES, RULES, rule.formatted("<actions/><conditions/>"), invalid),
                Arguments.of(PRES_RULES, RULES, rule.formatted("<actions>" + presence.formatted("sub-handling", "perhaps") + "</actions>"), invalid),
                Arguments.of(PRES_RULES, RULES, rule.formatted("<transformations>" + presence.formatted("provide-mood", "some") + "</transformations>"), invalid),
                Arguments.of(PRES_RULES, RULES, rule.formatted("<transformations>" + presence.formatted("provide-user-input", "true") + "</transformations>"), invalid),
                Arguments.of(PRES_RULES, RULES, rule.replace("id='a'", "").formatted(""), invalid),
                Arguments.of(PRES_RULES, RULES, rule.formatted("</rule><x:extension xmlns:x='urn:x'/><rule id='b'>"), invalid),
                Arguments.of(PRES_RULES, RULES, rule.replace("id='a'", "id='a' xmlns:x='urn:x' x:y=''").formatted(""), invalid),
                Arguments.of(PRES_RULES, RULES, rule.formatted("<transformations>" + presence.formatted("provide-weather", "true") + "</transformations>"), invalid),
                Arguments.of(PRES_RULES, RULES, rule.formatted("</rule><rule id='a'>"), doubled),
                Arguments.of(PRES_RULES, RULES, "<p:sub-handling xmlns:p='urn:ietf:params:xml:ns:pres-rules'>allow</p:sub-handling>", invalid),
                Arguments.of(OMA_RULES, RULES, rule.formatted("</rule><rule id='a'>"), doubled),
                Arguments.of(LISTS, "application/resource-lists+xml", list.formatted("<entry/>"), invalid),
                Arguments.of(LISTS, "application/resource-lists+xml", list.formatted("<entry uri='sip:a@b'/><display-name/>"), invalid),
                Arguments.of(LISTS, "application/resource-lists+xml", list.formatted("<x:extension xmlns:x='urn:x'/><entry uri='sip:a@b'/>"), invalid),
                Arguments.of(LISTS, "application/resource-lists+xml", list.formatted("<x:extension xmlns:x='urn:x'><item/></x:extension>"), invalid),
                Arguments.of(LISTS, "application/resource-lists+xml", list.formatted("<display-name x='y'>A</display-name>"), invalid),
                Arguments.of(LISTS, "application/resource-lists+xml", list.formatted("<entry uri='sip:a@b' r:uri='' xmlns:r='urn:ietf:params:xml:ns:resource-lists'/>"), invalid),
                Arguments.of(LISTS, "application/resource-lists+xml", list.formatted("<entry uri='sip:a@b'/><entry uri='sip:a@b'/>"), doubled),
                Arguments.of(LISTS, "application/resource-lists+xml", list.formatted("<list name='x'/><list name='x'/>"), doubled),
                Arguments.of(LISTS, "application/resource-lists+xml", list.formatted("<entry-ref ref='http://example.com/x'/>"), "constraint-failure"),
                Arguments.of(LISTS, "application/resource-lists+xml", list.formatted("<external anchor='resource-lists/x'/>"), "constraint-failure"),
                Arguments.of(SERVICES, "application/rls-services+xml", service.formatted("<service/>"), invalid),
                Arguments.of(SERVICES, "application/rls-services+xml", service.formatted("<service uri='sip:a@b'/>"), invalid),
                Arguments.of(SERVICES, "application/rls-services+xml", service.formatted("<service uri='sip:a@b'><list><rl:entry/></list></service>"), invalid),
                Arguments.of(SERVICES, "application/rls-services+xml", service.formatted("<service uri='sip:a@b'><list><rl:entry uri='a'/><rl:display-name/></list></service>"), invalid),
                Arguments.of(SERVICES, "application/rls-services+xml", service.formatted("<service uri='sip:a@b'><list/><packages><x:y xmlns:x='urn:x'/></packages></service>"), invalid),
                Arguments.of(SERVICES, "application/rls-services+xml", service.formatted("<service uri='sip:a@b'><list><rl:entry uri='a'/><rl:entry uri='a'/></list></service>"), doubled),
                Arguments.of(STATE, "application/pidf+xml", state.formatted("<tuple id='t'/>"), invalid),
                Arguments.of(STATE, "application/pidf+xml", state.formatted("<tuple id='t'><status><basic>ajar</basic></status></tuple>"), invalid),
                Arguments.of(STATE, "application/pidf+xml", state.formatted("<tuple id='t'><status/></tuple><tuple id='t'><status/></tuple>"), doubled),
                Arguments.of(STATE, "application/pidf+xml", state.replace(" entity='sip:alice@example.com'", "").formatted(""), invalid));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aDocumentThatItsUsageDoesNotWantIsRefusedByName(String uri, String type, String body, String condition) {
        XcapResponse refused = xcap.put(uri, type, body);

        assertEquals(409, refused.status());
        assertTrue(Xcap.text(refused).contains("<" + condition + " "), Xcap.text(refused));
        assertTrue(xcap.documents.all().isEmpty());
    }
}
