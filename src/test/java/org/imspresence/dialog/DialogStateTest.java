package org.imspresence.dialog;

import static org.imspresence.dialog.SampleDialogs.dialog;
import static org.imspresence.dialog.SampleDialogs.withTags;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;

import org.imspresence.home.HomeSchema;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialogStateTest {

    private final DialogState dialog = dialog("cb03a0s09a2sdfglkj490333");

    @Test
    void theIdDoesNotDependOnOurTag() {
        assertEquals(dialog.id(), withTags(dialog, "another", "theirs").id());
        assertEquals(dialog.id(), DialogState.id("cb03a0s09a2sdfglkj490333", "theirs"));
    }

    private DialogState chargedBy(String icid) {
        return new DialogState(dialog.callId(), dialog.localTag(), dialog.remoteTag(), dialog.localParty(), dialog.remoteParty(), dialog.remoteTarget(), dialog.routeSet(), dialog.transport(), dialog.remoteCSeq(), icid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"AyretyU0dm+6O2IrT5tAFrbHLso=023551024\""})
    void whatItIsChargedByIsStoredWithItAndSurvivesARefresh(String icid) throws IOException {
        SerializationContext nodes = ProtobufUtil.newSerializationContext();
        HomeSchema.INSTANCE.registerSchema(nodes);
        HomeSchema.INSTANCE.registerMarshallers(nodes);
        DialogState stored = chargedBy(icid);

        DialogState read = ProtobufUtil.fromWrappedByteArray(nodes, ProtobufUtil.toWrappedByteArray(nodes, stored));

        assertEquals(stored, read);
        assertEquals(icid, read.refreshed("sip:elsewhere.home1.net", 62).movedTo("sip:there.home1.net").icid());
    }

    @Test
    void oneWithoutIcidTakesNoMemoryForIt() {
        assertSame(chargedBy(null).icid(), chargedBy(new String("")).icid());
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
