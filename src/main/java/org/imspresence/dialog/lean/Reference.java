package org.imspresence.dialog.lean;

import java.util.concurrent.CompletableFuture;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.location.Attempted;
import org.imspresence.dialog.location.Destination;
import org.imspresence.dialog.location.Target;

/** The container's way to send NOTIFYs: it says in which form they are, and takes all that the lean path does not. */
public interface Reference extends Dialogs {

    /**
     * Where NOTIFYs in the dialog go first.
     *
     * @throws IllegalArgumentException when it leads nowhere
     */
    Destination nextHop(DialogState dialog);

    /** Sends one to a target, whatever else there is. Never completes exceptionally. */
    CompletableFuture<Attempted> attempt(DialogState dialog, Notify notify, Target target);
}
