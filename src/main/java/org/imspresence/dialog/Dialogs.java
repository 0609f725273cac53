package org.imspresence.dialog;

import java.util.concurrent.CompletableFuture;

/**
 * The outbound door: sends a NOTIFY in a dialog. There is one implementation per container; the container derives the Route set, an
 * application never writes it.
 */
public interface Dialogs {

    /**
     * Sends one NOTIFY and tells what became of it, exactly once. A problem before sending (no such host, no connection) is an
     * {@link NotifyOutcome#unreachable outcome} too: the future never completes exceptionally.
     *
     * <p>Cancelling the future ends the transaction: the NOTIFY is not sent again, and its answer is of interest to nobody.
     *
     * <p>The caller sends at most one NOTIFY at a time in a dialog. The future completes on a thread of the SIP stack, or on the caller's before this method returns; neither may be held.
     */
    CompletableFuture<NotifyOutcome> send(DialogState dialog, Notify notify);

    /** The dialog has ended: nothing will be sent in it any more, and what is kept for it may go. */
    default void over(DialogState dialog) {
        // for adapters that keep nothing
    }
}
