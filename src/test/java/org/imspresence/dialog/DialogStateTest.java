package org.imspresence.dialog;

import static org.imspresence.dialog.SampleDialogs.dialog;
import static org.imspresence.dialog.SampleDialogs.withTags;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DialogStateTest {

    private final DialogState dialog = dialog("cb03a0s09a2sdfglkj490333");

    @Test
    void theIdDoesNotDependOnOurTag() {
        assertEquals(dialog.id(), withTags(dialog, "another", "theirs").id());
        assertEquals(dialog.id(), DialogState.id("cb03a0s09a2sdfglkj490333", "theirs"));
    }

    @Test
    void theIdIsAnotherForAnotherCallId() {
        assertNotEquals(dialog.id(), dialog("another").id());
    }

    @Test
    void theIdIsAnotherForAnotherTagOfTheWatcher() {
        assertNotEquals(dialog.id(), withTags(dialog, "ours", "another").id());
    }

    @Test
    void callIdAndTagDoNotRunIntoEachOther() {
        assertNotEquals(DialogState.id("ab", "c"), DialogState.id("a", "bc"));
    }

    @Test
    void theIdCountsTheCaseOfCallIdAndTag() {
        assertNotEquals(DialogState.id("abc", "t"), DialogState.id("ABC", "t"));
        assertNotEquals(DialogState.id("abc", "t"), DialogState.id("abc", "T"));
    }

    @Test
    void theIdHas128BitsInCharactersThatNeedNoEscaping() {
        assertTrue(dialog.id().matches("[A-Za-z0-9_-]{22}"), dialog.id());
    }

    @Test
    void aTargetRefreshChangesTheRemoteTargetAndTheRemoteCSeqAndNothingElse() {
        DialogState refreshed = dialog.refreshed("sip:elsewhere.home1.net:5070", 62);

        assertEquals("sip:elsewhere.home1.net:5070", refreshed.remoteTarget());
        assertEquals(62, refreshed.remoteCSeq());
        assertSame(dialog.routeSet(), refreshed.routeSet());
        assertEquals(dialog, refreshed.refreshed(dialog.remoteTarget(), dialog.remoteCSeq()));
    }

    @Test
    void aDialogIsKnownByItsCallIdAndBothTags() {
        assertTrue(dialog.isSameDialogAs(dialog.refreshed("sip:elsewhere.home1.net", 99)));
        assertFalse(dialog.isSameDialogAs(withTags(dialog, "another", "theirs")));
        assertFalse(dialog.isSameDialogAs(withTags(dialog, "ours", "another")));
        assertFalse(dialog.isSameDialogAs(dialog("another")));
    }
}
