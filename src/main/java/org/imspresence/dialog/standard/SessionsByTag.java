package org.imspresence.dialog.standard;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import javax.servlet.sip.SipApplicationSession;
import javax.servlet.sip.SipSession;

import org.imspresence.dialog.LocalTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container's sessions of live dialogs, by what stands for our tag in the records. The tag itself will not do: the container makes it up when it sends the 200, and the record is stored before that.
 *
 * <p>A session lives as long as its subscription and somewhat longer, by a timer of the container, so that none is left behind whatever happens to its watcher.
 */
final class SessionsByTag {

    private static final Logger LOG = LoggerFactory.getLogger(SessionsByTag.class);
    private static final String TAG = "org.imspresence.tag";
    /** Minutes that a session is kept beyond what it is there for: longer than any transaction, so that repeats of the last requests are still recognised. */
    private static final int GRACE = 2;

    private final Map<String, SipSession> sessions = new ConcurrentHashMap<>();

    /** What stands for the tag of the dialog that this session is, or is to become. */
    static String tagOf(SipSession session) {
        if (session.getAttribute(TAG) == null) {
            session.setAttribute(TAG, LocalTag.next());
        }
        return (String) session.getAttribute(TAG);
    }

    /**
     * From now on this session is the dialog of this tag. It takes the place of another one when a watcher that has not heard our 200 subscribes once more (RFC 3261 s8.1.3.5): the container answers with a tag of its own again,
     * and what the watcher hears last is what it goes by.
     *
     * @param expires seconds that the subscription lives
     */
    void bind(String tag, SipSession session, int expires) {
        session.setAttribute(TAG, tag);
        keep(session, (int) TimeUnit.SECONDS.toMinutes(expires) + GRACE);
        SipSession former = sessions.put(tag, session);
        if (former != null && former != session) {
            keep(former, GRACE);
        }
    }

    /** Empty when this process has no such dialog, or no more. A container ends one by itself when a NOTIFY is answered so (RFC 5057 s5.1), or not at all. */
    Optional<SipSession> of(String tag) {
        return Optional.ofNullable(sessions.get(tag)).filter(session -> session.isValid() && session.getState() != SipSession.State.TERMINATED);
    }

    /** Nothing is sent in the dialog any more. */
    void release(String tag) {
        SipSession session = sessions.remove(tag);
        if (session != null) {
            keep(session, GRACE);
        }
    }

    /** Forgets sessions that the container has ended. */
    void sweep() {
        sessions.values().removeIf(session -> !session.isValid());
    }

    int size() {
        return sessions.size();
    }

    /** The container may have ended it already; then it tells so, or has no application session any more. */
    private static void keep(SipSession session, int minutes) {
        try {
            SipApplicationSession application = session.getApplicationSession();
            if (application != null) {
                application.setExpires(minutes);
            }
        } catch (IllegalStateException e) {
            LOG.debug("ended already: {}", session, e);
        }
    }
}
