package org.imspresence.dialog.restcomm;

import java.util.concurrent.CompletableFuture;

import gov.nist.javax.sip.stack.SIPClientTransaction;
import org.imspresence.dialog.NotifyOutcome;
import org.mobicents.servlet.sip.core.session.MobicentsSipApplicationSession;
import org.mobicents.servlet.sip.core.session.MobicentsSipSession;

/** A NOTIFY that waits for its final response, with the session that was opened for it. It is its client transaction's application data. */
final class PendingNotify {

    private final MobicentsSipSession session;
    private final MobicentsSipApplicationSession applicationSession;
    private final CompletableFuture<NotifyOutcome> outcome = new CompletableFuture<>();

    PendingNotify(MobicentsSipSession session, MobicentsSipApplicationSession applicationSession) {
        this.session = session;
        this.applicationSession = applicationSession;
    }

    CompletableFuture<NotifyOutcome> outcome() {
        return outcome;
    }

    /** The transaction is over: releases the session, then tells the outcome, so that the next NOTIFY of the dialog finds the place free. */
    void complete(SIPClientTransaction transaction, NotifyOutcome result) {
        transaction.setApplicationData(null);
        abandon(result);
    }

    /** As {@link #complete}, when there is no transaction. */
    void abandon(NotifyOutcome result) {
        if (outcome.isDone()) {
            return;
        }
        try {
            Sessions.release(session, applicationSession);
        } finally {
            outcome.complete(result);
        }
    }
}
