package org.imspresence.dialog;

import java.util.concurrent.CompletionStage;

/**
 * The outbound door: sends a NOTIFY in a dialog. There is one implementation per container; the container derives the Route set, an
 * application never writes it.
 */
public interface Dialogs {

    /**
     * Sends one NOTIFY and tells what became of it, exactly once. A problem before sending (no such host, no connection) is an
     * {@link NotifyOutcome#unreachable outcome} too: the stage never completes exceptionally.
     *
     * <p>The caller sends at most one NOTIFY at a time in a dialog. The stage completes on a thread of the SIP stack, or on the caller's before this method returns; neither may be held.
     */
    CompletionStage<NotifyOutcome> send(DialogState dialog, Notify notify);
}
