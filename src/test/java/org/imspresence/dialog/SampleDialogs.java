package org.imspresence.dialog;

import java.util.List;

/** Dialogs for tests, with the names of the founding document. */
public final class SampleDialogs {

    public static final RouteSet ROUTES = new RouteSet(List.of(
            "<sip:scscf2.home2.net;lr>", "<sip:scscf1.home1.net;lr>", "<sip:pcscf1.home1.net;lr>"));

    private SampleDialogs() {}

    /** A watcher's dialog, told from others by its Call-ID. */
    public static DialogState dialog(String callId) {
        return new DialogState(callId, "ours", "theirs", "<sip:user2_public1@home2.net>", "<sip:user1_public1@home1.net>",
                "sip:[5555::aaa:bbb:ccc:ddd]:1357;comp=sigcomp", ROUTES, "udp", 61, "");
    }

    public static DialogState withTags(DialogState dialog, String localTag, String remoteTag) {
        return new DialogState(dialog.callId(), localTag, remoteTag, dialog.localParty(), dialog.remoteParty(), dialog.remoteTarget(),
                dialog.routeSet(), dialog.transport(), dialog.remoteCSeq(), dialog.icid());
    }

    public static DialogState withRoutes(DialogState dialog, RouteSet routes) {
        return new DialogState(dialog.callId(), dialog.localTag(), dialog.remoteTag(), dialog.localParty(), dialog.remoteParty(),
                dialog.remoteTarget(), routes, dialog.transport(), dialog.remoteCSeq(), dialog.icid());
    }
}
