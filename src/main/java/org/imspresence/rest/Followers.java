package org.imspresence.rest;

import java.io.IOException;
import java.util.concurrent.Semaphore;

import org.imspresence.home.Operations;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who follow messages by way of this node. Each has a thread of the container for as long as it stays, so there are only so many places. */
final class Followers {

    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);
    private static final String RETRY_AFTER_SECONDS = "10";

    /** Begins the answer, once it is clear that there is one. */
    interface Opening {

        EventStream open() throws IOException;
    }

    private final Operations operations;
    private final boolean isShown;
    private final Semaphore places;
    private volatile boolean closed;

    /**
     * @param isShown whether this container shows messages
     * @param places  how many may follow at once
     */
    Followers(Operations operations, boolean isShown, int places) {
        this.operations = operations;
        this.isShown = isShown;
        this.places = new Semaphore(places);
    }

    /**
     * Returns when the client has gone, or the server stops.
     *
     * @param callId only messages of this one; empty: all of the presentity
     * @throws Problem when there is no stream
     */
    void follow(String presentity, String callId, String operator, Opening opening) {
        if (!isShown) {
            throw new Problem(501, "this container, another one than Restcomm SIP Servlets, shows no SIP messages as they pass");
        }
        if (closed || !places.tryAcquire()) {
            throw new Problem(503, closed ? "the server stops" : "so many streams are open already as the setting console.followers allows").withHeader("Retry-After", RETRY_AFTER_SECONDS);
        }
        LOG.info("messages of {} followed by operator {}", presentity, operator);
        try {
            new MessageStream(operations, presentity, callId, opening.open()).run(() -> !closed);
        } catch (IOException gone) {
            LOG.debug("the stream of {} has ended: {}", presentity, gone.toString());
        } finally {
            places.release();
        }
    }

    /** Ends all streams, within a second, and lets nobody follow any more. */
    void close() {
        closed = true;
    }
}
