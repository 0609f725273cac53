package org.imspresence.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresenceAddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            sip:someone@example.com                        | sip:someone@example.com
            SIP:someone@Example.COM                        | sip:someone@example.com
            sips:someone@example.com                       | sip:someone@example.com
            pres:someone@example.com                       | sip:someone@example.com
            im:someone@example.com                         | sip:someone@example.com
            sip:someone@example.com:5060                   | sip:someone@example.com
            sips:someone@example.com:5061                  | sip:someone@example.com
            sips:someone@example.com:5060                  | sip:someone@example.com
            sip:someone@example.com:5061                   | sip:someone@example.com:5061
            pres:someone@example.com?subject=x@y           | sip:someone@example.com
            sip:some%6Fne@EXAMPLE.com:5070;user=phone      | sip:someone@example.com:5070
            sip:a%26b@example.com                          | sip:a%26b@example.com
            sip:a&b@example.com                            | sip:a&b@example.com
            sip:someone@example.com:05062                  | sip:someone@example.com:5062
            sip:someone@example.com.                       | sip:someone@example.com
            sip:someone:secret@example.com                 | sip:someone@example.com
            sip:someone@example.com;transport=tcp;lr?a=b   | sip:someone@example.com
            sip:someone@example.com?Subject=x;y            | sip:someone@example.com
            sip:Someone@example.com                        | sip:Someone@example.com
            sip:%73ome%6fne@example.com                    | sip:someone@example.com
            sip:some%2fone%c3%bc@example.com               | sip:some%2Fone%C3%BC@example.com
            sip:+12015550123@example.com;user=phone        | sip:+12015550123@example.com
            sip:7042;phone-context=+1@example.com          | sip:7042;phone-context=+1@example.com
            sip:example.com                                | sip:example.com
            sip:127.0.0.1:5070                             | sip:127.0.0.1:5070
            sip:user1_public1@home1.net                    | sip:user1_public1@home1.net
            sip:a@[2001:DB8:0:0::1]:5060;lr                | sip:a@[2001:db8::1]
            sip:[5555::AAA:bbb:ccc:ddd]:1357;comp=sigcomp  | sip:[5555::aaa:bbb:ccc:ddd]:1357
            sip:a@[::]                                     | sip:a@[::]
            sip:a@[1:0:0:2:0:0:0:3]                        | sip:a@[1:0:0:2::3]
            sip:a@[1:0:2:3:4:5:6:7]                        | sip:a@[1:0:2:3:4:5:6:7]
            sip:a@[::ffff:192.0.2.1]                       | sip:a@[::ffff:192.0.2.1]
            <sip:someone@example.com>                      | sip:someone@example.com
            Some One <sip:someone@example.com;lr>;tag=31   | sip:someone@example.com
            "A \\" <b> c" <sip:someone@example.com>         | sip:someone@example.com
            "" < sip:someone@example.com >                 | sip:someone@example.com
            tel:+1-201-555-0123                            | tel:+12015550123
            TEL:+1(201)555.0123;isub=1;phone-context=x.org | tel:+12015550123
            tel:+12015550123;EXT=4-2                       | tel:+12015550123;ext=42
            tel:7-042;phone-context=Example.com            | tel:7042;phone-context=example.com
            tel:*31#;phone-context=+1-914                  | tel:*31#;phone-context=+1914
            """)
    void oneUserHasOneCanonicalAddress(String text, String canonical) {
        PresenceAddress address = PresenceAddress.parse(text);

        assertEquals(canonical, address.toString());
        assertEquals(new PresenceAddress(canonical), address);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "  ", "someone", "someone@example.com", ":x", "http://example.com", "mailto:a@b.org",
            "<sip:a@b", "\"x <sip:a@b>", "<>",
            "sip:", "sip:@example.com", "sip::secret@example.com", "sip:a b@c", "sip:a\r\nb@c", "sip:j\u00fcrgen@b",
            "sip:a%4@b", "sip:a%zz@b", "sip:a%@b", "sip:a%", "sip:%", "sip:a%\u0664\u0661@b",
            "sip:a@", "sip:a@b@c", "sip:a@b c", "sip:a@.", "sip:a@b..c", "sip:a@.b", "sip:a@b..", "sip:a@b\u0661",
            "sip:a@b:", "sip:a@b:0", "sip:a@b:65536", "sip:a@b:x", "sip:a@b:\u0661",
            "sip:a@[::1", "sip:a@[]", "sip:a@[", "sip:a@[1:2]", "sip:a@[::1%eth0]", "sip:a@[::1]x", "sip:a@[b.org]",
            "tel:", "tel:+", "tel:-", "tel:+1a", "tel:7042", "tel:7042;phone-context=", "tel:+1;ext="})
    void whatIsNoAddressIsRefusedWithAReason(String text) {
        String reason = assertThrows(IllegalArgumentException.class, () -> PresenceAddress.parse(text)).getMessage();

        assertEquals(reason.strip().lines().findFirst(), Optional.of(reason));
    }

    @Test
    void aTelephoneNumberInASipAddressIsAnotherAddress() {
        assertNotEquals(PresenceAddress.parse("tel:+12015550123"),
                PresenceAddress.parse("sip:+12015550123@example.com;user=phone"));
    }

    @ParameterizedTest
    @CsvSource({
            "sip:a@Example.com:5070, example.com", "sip:example.com, example.com",
            "sip:a@[::1]:5070, [::1]", "sip:a@[::1], [::1]"})
    void theDomainIsTheHostWithoutPort(String text, String domain) {
        assertEquals(Optional.of(domain), PresenceAddress.parse(text).domain());
    }

    @Test
    void aTelephoneNumberHasNoDomain() {
        assertEquals(Optional.empty(), PresenceAddress.parse("tel:+12015550123").domain());
    }

    @Test
    void anAddressOnceCanonicalStaysAsItIs() {
        String[] parts = {"sip:", "sips:", "pres:", "im:", "tel:", "+1", "-", "(2)", "a", "%41", "%2f", "@", "example.ORG", "[::1]", "[1:0:0:2::3]", ":5060",
            ":5061", ":05070", ";user=phone", ";ext=1-2", ";phone-context=", "x.org.", "?a=b", ".", "*", "<", ">"};
        Random random = new Random(3966);
        int addresses = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(parts[random.nextInt(5)]);
            for (int j = 1 + random.nextInt(6); j > 0; j--) {
                text.append(parts[5 + random.nextInt(parts.length - 5)]);
            }
            try {
                String canonical = PresenceAddress.parse(text.toString()).canonical();
                addresses++;
                assertEquals(canonical, PresenceAddress.parse(canonical).canonical(), text::toString);
            } catch (IllegalArgumentException noAddress) {
                assertEquals(1, noAddress.getMessage().lines().count());
            }
        }
        assertTrue(addresses > 5_000, "only " + addresses);
    }
}
