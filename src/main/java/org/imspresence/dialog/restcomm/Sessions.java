package org.imspresence.dialog.restcomm;

import org.mobicents.servlet.sip.core.session.MobicentsSipApplicationSession;
import org.mobicents.servlet.sip.core.session.MobicentsSipSession;

/** Lets container sessions go. */
final class Sessions {

    private Sessions() {}

    /** Invalidates the session with whatever transactions it still has, and its application session, which has no other session. */
    static void release(MobicentsSipSession session, MobicentsSipApplicationSession applicationSession) {
        if (session.isValidInternal()) {
            session.invalidate(true);
        }
        if (applicationSession.isValidInternal()) {
            applicationSession.invalidate(true);
        }
    }
}
