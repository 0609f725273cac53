package org.imspresence.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5839 s6.2, s6.3. */
class SuppressionTest {

    @ParameterizedTest
    @CsvSource({
        "false, false, false, NOTHING",
        "false, true,  false, NOTHING",
        "false, true,  true,  NOTHING",
        "true,  false, false, BODY",
        "true,  false, true,  BODY",
        "true,  true,  true,  BODY",
        "true,  true,  false, NOTIFY"})
    void onlyATrueConditionInADialogWithNothingElseToTellSparesTheNotify(boolean isTrue, boolean inDialog, boolean tellsHeader, Suppression expected) {
        assertEquals(expected, Suppression.of(isTrue, inDialog, tellsHeader));
    }
}
