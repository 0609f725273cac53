package org.imspresence.dialog.restcomm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sip.ObjectInUseException;

import gov.nist.javax.sip.stack.SIPClientTransaction;
import org.imspresence.dialog.location.Attempted;
import org.mobicents.servlet.sip.core.session.MobicentsSipApplicationSession;
import org.mobicents.servlet.sip.core.session.MobicentsSipSession;

/** A NOTIFY that waits for its final response, with the session that was opened for it. It is its client transaction's application data. */
final class PendingNotify {

    private final MobicentsSipSession session;
    private final MobicentsSipApplicationSession applicationSession;
    private final CompletableFuture<Attempted> outcome = new CompletableFuture<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile SIPClientTransaction transaction;
    private volatile boolean heard;

    PendingNotify(MobicentsSipSession session, MobicentsSipApplicationSession applicationSession) {
        this.session = session;
        this.applicationSession = applicationSession;
        outcome.whenComplete((result, problem) -> {
            if (outcome.isCancelled()) {
                abandon();
            }
        });
    }

    boolean isOver() {
        return over.get();
    }

    /** Nobody waits for the response any more, and the request is not to be sent again. */
    private void abandon() {
        SIPClientTransaction sending = transaction;
        timedOut();
        if (sending != null) {
            terminate(sending);
        }
    }

    /** Has the request of this transaction not sent again. */
    static void terminate(SIPClientTransaction transaction) {
        try {
            transaction.terminate();
        } catch (ObjectInUseException e) {
            throw new IllegalStateException("a NOTIFY's transaction can be ended at any time", e);
        }
    }

    CompletableFuture<Attempted> outcome() {
        return outcome;
    }

    /** There is a provisional response. */
    void heard() {
        heard = true;
    }

    /** There will be no response. */
    void timedOut() {
        complete(Attempted.timedOut(heard));
    }

    /** Waits for the end of this transaction; to be called before the request leaves. */
    void await(SIPClientTransaction sending) {
        transaction = sending;
        sending.setApplicationData(this);
    }

    /** Another one has sent the request: there will be no transaction of the container's, and the outcome is the other's. */
    void yieldTo(CompletableFuture<Attempted> other) {
        outcome.whenComplete((result, problem) -> {
            if (outcome.isCancelled()) {
                other.cancel(false);
            }
        });
        try {
            if (over.compareAndSet(false, true)) {
                release();
            }
        } finally {
            other.thenAccept(outcome::complete);
        }
    }

    /** It is over: releases the session, then tells the outcome, so that the next NOTIFY of the dialog finds the place free. Only the first call counts. */
    void complete(Attempted result) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        try {
            release();
        } finally {
            outcome.complete(result);
        }
    }

    private void release() {
        if (transaction != null) {
            // The container expects data of its own at the transactions of a session that it ends.
            transaction.setApplicationData(null);
        }
        Sessions.release(session, applicationSession);
        if (transaction != null && transaction.getDefaultDialog() instanceof ProjectedDialog dialog) {
            dialog.forget();
        }
    }
}
