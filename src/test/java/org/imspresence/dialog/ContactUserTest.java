package org.imspresence.dialog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactUserTest {

    @ParameterizedTest
    @ValueSource(strings = {"sip:someone@example.com", "sip:a@b", "tel:+12015550123", "sip:some%2Fone%C3%BC@example.com", "sip:grüße.猫.😀@example.com"})
    void thePresentityComesBackFromTheUserPart(String presentity) {
        assertEquals(Optional.of(presentity), ContactUser.presentity(ContactUser.of(presentity)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:someone@example.com", "tel:+12015550123", "sip:grüße?>>>@example.com"})
    void theUserPartNeedsNoEscaping(String presentity) {
        // RFC 3261 s25.1: user = unreserved / escaped / user-unreserved
        assertTrue(ContactUser.of(presentity).matches("p-[A-Za-z0-9_-]+"), ContactUser.of(presentity));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {
        "", "p", "p-", "someone", "P-c2lwOmFAYg", "p-!!!!", "p-c2lwOmFAYg==x", "p-c2lwOmFAYg==", "p-c2lwOmFAYh", "p-c",
        "p-_____w", "p-anna", "p-YWJj", "p-anna-maria"})
    void anyOtherUserPartNamesNobody(String user) {
        assertEquals(Optional.empty(), ContactUser.presentity(user));
    }
}
