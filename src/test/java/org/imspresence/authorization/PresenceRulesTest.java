package org.imspresence.authorization;

import static org.imspresence.authorization.Rules.BOB;
import static org.imspresence.authorization.Rules.PLAIN;
import static org.imspresence.authorization.Rules.composed;
import static org.imspresence.authorization.Rules.content;
import static org.imspresence.authorization.Rules.document;
import static org.imspresence.authorization.Rules.granting;
import static org.imspresence.authorization.Rules.known;
import static org.imspresence.authorization.Rules.policy;
import static org.imspresence.authorization.Rules.presence;
import static org.imspresence.authorization.Rules.rule;
import static org.imspresence.authorization.Rules.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.PidfFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 5025, clause by clause, and what OMA adds to it. */
class PresenceRulesTest {

    private static final String EVERYTHING = "<provide-services><all-services/></provide-services><provide-persons><all-persons/></provide-persons>"
            + "<provide-devices><all-devices/></provide-devices>";
    private static final String ALL_SERVICES = "<provide-services><all-services/></provide-services>";
    private static final String ALL_PERSONS = "<provide-persons><all-persons/></provide-persons>";
    private static final String ALL_DEVICES = "<provide-devices><all-devices/></provide-devices>";

    @Nested
    class Section3_2_1SubHandling {

        @ParameterizedTest
        @CsvSource({"block, confirm, confirm", "confirm, polite-block, polite-block", "polite-block, allow, allow", "allow, block, allow"})
        void theHighestOfAllMatchingRulesHolds(String one, String other, String highest) {
            assertEquals(highest, policy(rule("a", "", one, ""), rule("b", "", other, "")).decide(BOB, PLAIN).handling().toString());
        }

        @Test
        void ofThousandsOfRulesADecisionNamesAFew() {
            String[] rules = IntStream.range(1000, 2000).mapToObj(i -> rule("r" + i, "", "block", "")).toArray(String[]::new);

            String reason = policy(rules).decide(BOB, PLAIN).reason();

            assertTrue(reason.startsWith("rules r1000, r1001, "), reason);
            assertTrue(reason.endsWith("r1019 of index; and 980 more"), reason);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "forbid", "ALLOW"})
        void aMatchingRuleThatSaysNothingBlocks(String handling) {
            assertEquals(SubHandling.BLOCK, policy(rule("a", "", handling, EVERYTHING)).decide(BOB, PLAIN).handling());
        }

        @ParameterizedTest
        @ValueSource(strings = {"block", "confirm", "polite-block"})
        void whoIsNotAllowedIsToldNothing(String handling) {
            assertSame(Permissions.NONE, policy(rule("a", "", handling, EVERYTHING)).decide(BOB, PLAIN).permissions());
        }
    }

    @Nested
    class Section3_3_1Components {

        private static final String DEVICE = "<dm:device id='d%d'>%s<dm:deviceID>urn:uuid:%s</dm:deviceID></dm:device>";
        private final ComposedDocument devices = presence(
                DEVICE.formatted(1, "<rpid:class>biz</rpid:class>", "00000000-0000-0000-0000-000000000001")
                + DEVICE.formatted(2, "<rpid:class>home</rpid:class>", "00000000-0000-0000-0000-000000000002")
                + DEVICE.formatted(3, "", "F81D4FAE-7dec-11d0-a765-00a0c91e6bf6") + DEVICE.formatted(4, "<rpid:class>Biz</rpid:class>", "00000000-0000-0000-0000-000000000004"));

        private String left(ComposedDocument document, String transformations) {
            return Pattern.compile("<(?:dm:person|dm:device|tuple) id='(.*?)'").matcher(content(granting(transformations).of(document))).results()
                    .map(component -> component.group(1)).collect(Collectors.joining(" "));
        }

        @Test
        void theExampleOfProvideDevicesIsTheUnionOfTwoRules() {
            String one = "<provide-devices><deviceID>urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6</deviceID><class>biz</class></provide-devices>";
            String other = "<provide-devices><class>home</class><class>biz</class></provide-devices>";

            assertEquals("d1 d3", left(devices, one));
            assertEquals("d1 d2", left(devices, other));
            assertEquals("d1 d2 d3", left(devices, one + other));
            assertEquals(granting(one + other), policy(rule("a", "", "allow", one), rule("b", "", "", other)).decide(BOB, PLAIN).permissions());
        }

        @Test
        void devicesAreSelectedByOccurrenceToo() {
            assertEquals("d4", left(devices, "<provide-devices><occurrence-id>d4</occurrence-id><occurrence-id>D1</occurrence-id></provide-devices>"));
            assertEquals("d1 d2 d3 d4", left(devices, ALL_DEVICES));
        }

        @Test
        void personsAreSelectedByClassAndOccurrence() {
            ComposedDocument person = presence("<dm:person id='p1'><rpid:class>biz</rpid:class></dm:person>");

            assertEquals("p1", left(person, "<provide-persons><class>biz</class></provide-persons>"));
            assertEquals("p1", left(person, "<provide-persons><occurrence-id>p1</occurrence-id></provide-persons>"));
            assertEquals("p1", left(person, ALL_PERSONS));
            assertEquals("", left(person, "<provide-persons><class>home</class></provide-persons>"));
        }

        @ParameterizedTest
        @CsvSource({
            "<class>biz</class>, t1", "<occurrence-id>t2</occurrence-id>, t2", "<service-uri>SIP:a@Example.com:5060</service-uri>, t1",
            "<service-uri>sip:a@example.com;transport=tcp</service-uri>, ''", "<service-uri>sips:a@example.com</service-uri>, ''", "<service-uri>mailto:a@example.com</service-uri>, t2",
            "<service-uri-scheme>sip</service-uri-scheme>, t1 t4", "<service-uri-scheme>mailto</service-uri-scheme>, t2", "<service-uri-scheme>SIP</service-uri-scheme>, ''",
            "<op:service-id>org.openmobilealliance:IM-Session</op:service-id>, t3", "<all-services/>, t1 t2 t3 t4", "<service>t1</service>, ''",
            "<deviceID>t1</deviceID>, ''", "<all-persons/>, ''"})
        void servicesAreSelectedByWhatSaysWhichTheyAre(String selector, String expected) {
            ComposedDocument services = presence("<tuple id='t1'><status/><rpid:class>biz</rpid:class><contact>sip:a@example.com</contact></tuple>"
                    + "<tuple id='t2'><status/><contact>mailto:a@example.com</contact></tuple>"
                    + "<tuple id='t3'><status/><oma:service-description><oma:service-id>org.openmobilealliance:IM-Session</oma:service-id></oma:service-description></tuple>"
                    + "<tuple id='t4'><status/><contact>sip:b@example.com;transport=udp</contact></tuple>");

            assertEquals(expected, left(services, "<provide-services>" + selector + "</provide-services>"));
        }

        @Test
        void parametersBelongToAServiceUri() {
            ComposedDocument service = presence("<tuple id='t'><status/><contact>sip:b@example.com;transport=UDP;lr</contact></tuple>");

            assertEquals("t", left(service, "<provide-services><service-uri>sip:b@example.com;lr;transport=udp</service-uri></provide-services>"));
        }
    }

    @Nested
    class Section3_3_2Attributes {

        @Test
        void someThingsAreAlwaysTold() {
            String always = "<tuple id='t'><status><basic>open</basic></status><rpid:service-class><rpid:electronic/></rpid:service-class><contact priority='0.8'>sip:a@b</contact>"
                    + "<timestamp>2005-01-01T00:00:00Z</timestamp></tuple>"
                    + "<dm:person id='p'><dm:timestamp>2005-01-01T00:00:00Z</dm:timestamp></dm:person>"
                    + "<dm:device id='d'><dm:deviceID>urn:x:y</dm:deviceID><dm:timestamp>2005-01-01T00:00:00Z</dm:timestamp></dm:device>";

            assertEquals(always, content(granting(EVERYTHING).of(presence(always))));
        }

        @ParameterizedTest
        @CsvSource({
            "activities, person, <rpid:activities><rpid:away/><rpid:note>n</rpid:note></rpid:activities>", "class, person, <rpid:class>c</rpid:class>",
            "class, device, <rpid:class>c</rpid:class>", "class, tuple, <rpid:class>c</rpid:class>", "deviceID, tuple, <dm:deviceID>urn:x:y</dm:deviceID>",
            "mood, person, <rpid:mood><rpid:happy/></rpid:mood>", "place-is, person, <rpid:place-is><rpid:audio/></rpid:place-is>",
            "place-type, person, <rpid:place-type><rpid:other>o</rpid:other></rpid:place-type>", "privacy, person, <rpid:privacy><rpid:audio/></rpid:privacy>",
            "privacy, tuple, <rpid:privacy><rpid:audio/></rpid:privacy>", "relationship, tuple, <rpid:relationship><rpid:family/></rpid:relationship>",
            "sphere, person, <rpid:sphere><rpid:home/></rpid:sphere>", "status-icon, person, <rpid:status-icon>http://x</rpid:status-icon>",
            "status-icon, tuple, <rpid:status-icon>http://x</rpid:status-icon>", "time-offset, person, <rpid:time-offset>60</rpid:time-offset>",
            "note, person, <dm:note>n</dm:note>", "note, tuple, <note>n</note>", "note, device, <dm:note>n</dm:note>"})
        void eachIsToldWhenItsTransformationIsTrue(String name, String component, String attribute) {
            boolean tuple = component.equals("tuple");
            String open = tuple ? "<tuple id='1'><status/>" : "<dm:" + component + " id='1'>";
            String close = tuple ? "</tuple>" : "</dm:" + component + ">";
            ComposedDocument document = presence(open + attribute + close);
            String without = tuple ? "<tuple id='1'><status/></tuple>" : "<dm:" + component + " id='1'/>";
            String transformation = "<provide-" + name + ">%s</provide-" + name + ">";

            assertEquals(open + attribute + close, content(granting(EVERYTHING + transformation.formatted("true")).of(document)));
            assertEquals(open + attribute + close, content(granting(EVERYTHING + transformation.formatted(" 1 ")).of(document)));
            assertEquals(without, content(granting(EVERYTHING + transformation.formatted("false")).of(document)));
            assertEquals(without, content(granting(EVERYTHING + transformation.formatted("perhaps")).of(document)));
            assertEquals(without, content(granting(EVERYTHING).of(document)));
            assertEquals("", content(granting(transformation.formatted("true")).of(document)));
        }

        @ParameterizedTest
        @CsvSource({
            "false, ''", "bare, <rpid:user-input id='u'>idle</rpid:user-input>", "thresholds, <rpid:user-input id='u' idle-threshold='600'>idle</rpid:user-input>",
            "full, <rpid:user-input id='u' idle-threshold='600' last-input='2005-01-01T00:00:00Z' since='2005-01-01T00:00:00Z'>idle</rpid:user-input>", "none, ''"})
        void userInputIsToldInDegrees(String degree, String told) {
            ComposedDocument document = presence("<dm:device id='d'>"
                    + "<rpid:user-input id='u' idle-threshold='600' last-input='2005-01-01T00:00:00Z' since='2005-01-01T00:00:00Z'>idle</rpid:user-input></dm:device>");

            assertEquals(told, content(granting(ALL_DEVICES + "<provide-user-input>" + degree + "</provide-user-input>").of(document))
                    .replaceAll("</?dm:device( id='d')?/?>", ""));
        }

        @Test
        void theHighestDegreeOfUserInputHolds() {
            assertEquals(granting("<provide-user-input>thresholds</provide-user-input>"),
                    granting("<provide-user-input>thresholds</provide-user-input><provide-user-input>bare</provide-user-input>"));
        }

        @Test
        void anUnknownAttributeIsToldByNameAndNamespace() {
            ComposedDocument document = presence("<tuple id='t'><status><x:foo>0</x:foo></status><x:foo><x:bar/></x:foo><x:bar/><foo xmlns='urn:y'/></tuple>");

            assertEquals("<tuple id='t'><status><x:foo>0</x:foo></status><x:foo><x:bar/></x:foo></tuple>",
                    content(granting(ALL_SERVICES + "<provide-unknown-attribute ns='urn:x' name='foo'>true</provide-unknown-attribute>").of(document)));
            assertEquals("<tuple id='t'><status/></tuple>",
                    content(granting(ALL_SERVICES + "<provide-unknown-attribute ns='urn:x' name='foo'>false</provide-unknown-attribute>").of(document)));
        }

        @ParameterizedTest
        @CsvSource({"urn:ietf:params:xml:ns:pidf:rpid, activities", "urn:ietf:params:xml:ns:pidf:rpid, user-input", "urn:ietf:params:xml:ns:pidf:data-model, note",
            "urn:ietf:params:xml:ns:pidf:data-model, device", "urn:ietf:params:xml:ns:pidf, note", "urn:oma:xml:prs:pidf:oma-pres, overriding-willingness"})
        void whatHasATransformationOfItsOwnIsNotUnknown(String namespace, String name) {
            ComposedDocument document = presence("<note>n</note><dm:person id='p'><rpid:activities/><rpid:user-input>idle</rpid:user-input><oma:overriding-willingness/>"
                    + "<dm:device id='d'/><dm:note>n</dm:note></dm:person><dm:device id='e'/>");

            assertEquals("<dm:person id='p'/>",
                    content(granting(ALL_PERSONS + "<provide-unknown-attribute ns='" + namespace + "' name='" + name + "'>true</provide-unknown-attribute>").of(document)));
        }

        @Test
        void allAttributesAreThoseOfWhatIsProvidedOnly() {
            ComposedDocument document = presence("<tuple id='t'><status/><x:foo/></tuple><dm:person id='p' x:a='1'><x:foo/><rpid:mood/></dm:person>");

            assertEquals("<dm:person id='p' x:a='1'><x:foo/><rpid:mood/></dm:person>", content(granting(ALL_PERSONS + "<provide-all-attributes/>").of(document)));
        }

        @Test
        void everythingTogetherIsTheDocumentItself() {
            ComposedDocument document = presence("<tuple id='t'><status/></tuple>");

            assertSame(Permissions.ALL, granting(EVERYTHING + "<provide-all-attributes/>"));
            assertSame(document, Permissions.ALL.of(document));
        }

        @Test
        void notesOfThePresentityAreNotesAndOtherExtensionsUnknown() {
            ComposedDocument document = presence("<note>n</note><x:foo/>");

            assertEquals("<note>n</note>", content(granting("<provide-note>true</provide-note>").of(document)));
            assertEquals("<x:foo/>", content(granting("<provide-unknown-attribute ns='urn:x' name='foo'>true</provide-unknown-attribute>").of(document)));
        }
    }

    @Nested
    class Section4WhatIsLeft {

        private final ComposedDocument full = composed("<?xml version='1.0'?><!-- before --><p:presence xmlns:p='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model'"
                + " xmlns:rpid='urn:ietf:params:xml:ns:pidf:rpid' xmlns:x='urn:x' x:secret='1' entity='pres:someone@EXAMPLE.com'><!-- inside -->\n"
                + "  <p:tuple id='t' x:secret='2'>\n    <!-- deep --><p:status>\n<p:basic>open</p:basic><x:secret/></p:status>text<p:contact>sip:a@b</p:contact></p:tuple>\n"
                + "  <dm:person id='p'><rpid:mood><rpid:sad/></rpid:mood></dm:person>\n</p:presence>");

        @Test
        void ofNothingIsLeftWhatAPresentityHasThatPublishedNothing() {
            assertArrayEquals(composed().bytes(PidfFormat.PIDF), Permissions.NONE.of(full).bytes(PidfFormat.PIDF));
            assertArrayEquals(composed().bytes(PidfFormat.CPIM_PIDF), Permissions.NONE.of(full).bytes(PidfFormat.CPIM_PIDF));
            assertArrayEquals(composed().bytes(PidfFormat.PIDF), granting("<provide-persons><class>c</class></provide-persons>").of(full).bytes(PidfFormat.PIDF));
            assertTrue(Permissions.NONE.of(composed()).sameStateAs(composed()));
        }

        @Test
        void allowingWithoutProvidingIsNothing() {
            assertSame(Permissions.NONE, granting(""));
            assertSame(Permissions.NONE, granting("<provide-mood>false</provide-mood><provide-persons/><provide-unheard-of>true</provide-unheard-of>"));
        }

        @Test
        void noTraceIsLeftOfWhatWentAway() {
            assertEquals("<?xml version='1.0' encoding='UTF-8'?>\n<p:presence xmlns:p='urn:ietf:params:xml:ns:pidf' entity='pres:someone@EXAMPLE.com'>"
                    + "<p:tuple id='t'><p:status><p:basic>open</p:basic></p:status><p:contact>sip:a@b</p:contact></p:tuple></p:presence>",
                    text(granting(ALL_SERVICES).of(full)).replace('"', '\''));
        }

        @Test
        void toCutTwiceIsToCutOnce() {
            Permissions permissions = granting("<provide-services><service-uri-scheme>sip</service-uri-scheme></provide-services>" + ALL_PERSONS + "<provide-mood>true</provide-mood>");
            ComposedDocument once = permissions.of(full);

            assertNotEquals(text(full), text(once));
            assertEquals(text(once), text(permissions.of(once)));
        }

        @Test
        void whatAPrefixInATextMeansIsKept() {
            ComposedDocument document = presence("<tuple id='t'><status/><x:foo xmlns:q='urn:q' type='q:t rpid:away'/></tuple>");

            assertTrue(text(granting(ALL_SERVICES + "<provide-unknown-attribute ns='urn:x' name='foo'>true</provide-unknown-attribute>").of(document)).contains("xmlns:rpid="));
            assertFalse(text(granting(ALL_SERVICES).of(document)).contains("xmlns:rpid="));
        }
    }

    @Nested
    class Section6Example {

        private final Policy policy = policy(rule("a", "<cr:identity><cr:one id='sip:user@example.com'/></cr:identity>", "allow",
                "<pr:provide-services><pr:service-uri-scheme>sip</pr:service-uri-scheme><pr:service-uri-scheme>mailto</pr:service-uri-scheme></pr:provide-services>"
                + "<pr:provide-persons><pr:all-persons/></pr:provide-persons><pr:provide-activities>true</pr:provide-activities><pr:provide-user-input>bare</pr:provide-user-input>"
                + "<pr:provide-unknown-attribute ns='urn:vendor-specific:foo-namespace' name='foo'>true</pr:provide-unknown-attribute>"));

        @Test
        void theWatcherIsToldWhatTheTextSays() {
            Decision decision = policy.decide(known("sip:user@example.com"), PLAIN);
            ComposedDocument document = presence("<tuple id='s'><status><basic>open</basic></status><rpid:class>c</rpid:class><contact>sip:a@b</contact><note>n</note></tuple>"
                    + "<tuple id='m'><status><basic>closed</basic></status><foo xmlns='urn:vendor-specific:foo-namespace'>f</foo><contact>mailto:a@b</contact></tuple>"
                    + "<tuple id='x'><status><basic>open</basic></status><contact>xmpp:a@b</contact></tuple>"
                    + "<dm:person id='p'><rpid:activities><rpid:away/></rpid:activities><rpid:mood><rpid:sad/></rpid:mood>"
                    + "<rpid:user-input idle-threshold='600' since='2005-01-01T00:00:00Z'>idle</rpid:user-input></dm:person>"
                    + "<dm:device id='d'><dm:deviceID>urn:x:y</dm:deviceID></dm:device>");

            assertEquals(SubHandling.ALLOW, decision.handling());
            assertEquals("rule a of index", decision.reason());
            assertEquals("<tuple id='s'><status><basic>open</basic></status><contact>sip:a@b</contact></tuple>"
                    + "<tuple id='m'><status><basic>closed</basic></status><foo xmlns='urn:vendor-specific:foo-namespace'>f</foo><contact>mailto:a@b</contact></tuple>"
                    + "<dm:person id='p'><rpid:activities><rpid:away/></rpid:activities><rpid:user-input>idle</rpid:user-input></dm:person>",
                    content(decision.permissions().of(document)));
        }

        @Test
        void nobodyElseIsMeant() {
            assertEquals(SubHandling.CONFIRM, policy.decide(known("sip:other@example.com"), PLAIN).handling());
        }
    }

    @Nested
    class OmaAttributes {

        @ParameterizedTest
        @CsvSource({
            "willingness, true, tuple, <oma:willingness><oma:basic>open</oma:basic></oma:willingness>",
            "willingness, true, dm:person, <oma:overriding-willingness><oma:basic>open</oma:basic></oma:overriding-willingness>",
            "session-participation, true, tuple, <oma:session-participation><oma:basic>open</oma:basic></oma:session-participation>",
            "registration-state, true, tuple, <oma:registration-state>active</oma:registration-state>", "barring-state, true, tuple, <oma:barring-state>active</oma:barring-state>",
            "network-availability, true, dm:device, <oma:network-availability><oma:network id='IMS'/></oma:network-availability>",
            "geopriv, full, dm:person, <g:geopriv xmlns:g='urn:ietf:params:xml:ns:pidf:geopriv10'/>"})
        void eachIsToldWhenItsTransformationSaysSo(String name, String granted, String component, String attribute) {
            String status = component.equals("tuple") ? "<status/>" : "";
            String whole = "<" + component + " id='1'>" + status + attribute + "</" + component + ">";
            String transformation = "<op:provide-" + name + ">%s</op:provide-" + name + ">";

            assertEquals(whole, content(granting(EVERYTHING + transformation.formatted(granted)).of(presence(whole))));
            assertFalse(content(granting(EVERYTHING + transformation.formatted("false")).of(presence(whole))).contains(attribute));
        }

        @Test
        void aLocationInTheStatusIsOneToo() {
            ComposedDocument document = presence("<tuple id='1'><status><g:geopriv xmlns:g='urn:ietf:params:xml:ns:pidf:geopriv10'/></status></tuple>");

            assertTrue(content(granting(ALL_SERVICES + "<op:provide-geopriv>full</op:provide-geopriv>").of(document)).contains("geopriv10"));
            assertFalse(content(granting(ALL_SERVICES).of(document)).contains("geopriv10"));
        }
    }

    @Test
    void permissionsAreValues() {
        Permissions one = policy(List.of(document("x", rule("a", "", "allow", ALL_PERSONS + "<provide-mood>1</provide-mood>")))).decide(BOB, PLAIN).permissions();
        Permissions other = policy(rule("a", "", "", "<provide-mood>true</provide-mood>"), rule("b", "", "allow", ALL_PERSONS)).decide(BOB, PLAIN).permissions();

        assertEquals(one, other);
        assertEquals(one.hashCode(), other.hashCode());
        assertNotEquals(one, granting(ALL_PERSONS));
    }
}
