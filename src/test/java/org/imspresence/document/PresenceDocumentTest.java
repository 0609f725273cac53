package org.imspresence.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.document.Documents.SOMEONE;
import static org.imspresence.document.Documents.XML;
import static org.imspresence.document.Documents.parse;
import static org.imspresence.document.Documents.presence;
import static org.imspresence.document.Documents.tuple;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.imspresence.address.PresenceAddress;
import org.imspresence.document.PresenceDocument.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceDocumentTest {

    @Test
    void theTuplesAreReadInOrder() {
        PresenceDocument document = parse(presence(
                tuple("t2", "open", " sip:a@b ") + "<tuple id='t1'><status/></tuple>" + tuple("t3", " closed ", "tel:+1")));

        assertEquals(List.of(
                new Tuple("t2", Optional.of("open"), Optional.of("sip:a@b")),
                new Tuple("t1", Optional.empty(), Optional.empty()),
                new Tuple("t3", Optional.of("closed"), Optional.of("tel:+1"))), document.tuples());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "",
            "<tuple id='t' xmlns:x='u:x' x:y='z'><status><x:mode>silent</x:mode></status></tuple>",
            "<note>first</note><tuple id='t'><contact>sip:a@b</contact><status/></tuple><x:y xmlns:x='u:x'/>",
            "<x:y xmlns:x='u:x' xmlns:p='urn:ietf:params:xml:ns:pidf' p:mustUnderstand='true'/>",
            "<unknown/>",
            "<dm:device id='d'/><dm:person id='p'/><dm:person id='p'/>",
            "<tuple id='same'><status/></tuple><dm:person id='same'/>"})
    void whatTheStandardDoesNotForbidIsAccepted(String content) {
        assertEquals("sip:someone@example.com", parse(presence(content)).entity());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <tuple><status/></tuple>                                    | a tuple has no id
            <tuple id=' '><status/></tuple>                             | a tuple has no id
            <tuple id='t'><status/></tuple><tuple id='t'><status/></tuple> | more than one tuple has the id t
            <tuple id='t'><status/></tuple><tuple id=' t '><status/></tuple> | more than one tuple has the id t
            <tuple id='t'><contact>sip:a@b</contact></tuple>            | not exactly one status in tuple t
            <tuple id='t'><status/><status/></tuple>                    | not exactly one status in tuple t
            <tuple id='t'><dm:status/></tuple>                          | not exactly one status in tuple t
            <tuple id='t'><status><basic>ajar</basic></status></tuple>  | the basic status is neither open nor closed in tuple t
            <dm:person/>                                                | a person has no id
            <dm:device id=''/>                                          | a device has no id
            """)
    void whatTheStandardForbidsIsRefusedWithAReason(String content, String reason) {
        assertEquals(reason, refusal(PidfFormat.PIDF, presence(content)));
    }

    @Test
    void theRootMustBePresenceOfTheDeclaredFormat() {
        String cpim = "<presence xmlns='urn:ietf:params:xml:ns:cpim-pidf' entity='sip:a@b'/>";
        String pidf = "<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:a@b'/>";

        assertEquals("the root element is not presence in namespace urn:ietf:params:xml:ns:pidf", refusal(PidfFormat.PIDF, cpim));
        assertEquals("the root element is not presence in namespace urn:ietf:params:xml:ns:cpim-pidf",
                refusal(PidfFormat.CPIM_PIDF, pidf));
        refusal(PidfFormat.PIDF, "<presence entity='sip:a@b'/>");
        refusal(PidfFormat.PIDF, "<presents xmlns='urn:ietf:params:xml:ns:pidf' entity='sip:a@b'/>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "entity=''", "entity='  '", "p:entity='sip:a@b'"})
    void presenceMustHaveAnEntity(String attribute) {
        String document = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:p='urn:ietf:params:xml:ns:pidf' "
                + attribute + "/>";

        assertEquals("presence has no entity", refusal(PidfFormat.PIDF, document));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:someone@example.com", "pres:someone@EXAMPLE.com", "sips:someone@example.com;transport=tcp"})
    void theEntityDenotesThePresentityInAnyForm(String entity) {
        assertTrue(document(entity).denotes(SOMEONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:other@example.com", "tel:+12015550123", "mailto:someone@example.com", "someone"})
    void anotherEntityDoesNotDenoteThePresentity(String entity) {
        assertFalse(document(entity).denotes(SOMEONE));
    }

    @Test
    void aTelephoneNumberMayBeThePresentity() {
        assertTrue(document("tel:+1-201-555-0123").denotes(PresenceAddress.parse("tel:+12015550123")));
    }

    private static PresenceDocument document(String entity) {
        return parse("<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='" + entity + "'/>");
    }

    private static String refusal(PidfFormat format, String document) {
        byte[] bytes = document.getBytes(UTF_8);
        return assertThrows(DocumentException.class, () -> PresenceDocument.parse(XML, format, bytes)).getMessage();
    }
}
