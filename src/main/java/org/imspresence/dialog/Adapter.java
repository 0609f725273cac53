package org.imspresence.dialog;

import java.util.Optional;

import org.imspresence.overload.Overload;

/** All that this server needs of the container that it runs in. There is one implementation for each kind of container. */
public interface Adapter extends AutoCloseable {

    /** @param trusted within which a NOTIFY tells more than elsewhere; empty when it tells everybody the same */
    Dialogs dialogs(Optional<TrustDomain> trusted);

    Exchanges exchanges();

    /** What the node takes on and what it sheds. */
    Overload overload();

    /** Requests are taken from now on; those that have come while the node started are the first, where the container can have them wait. */
    void openDoor();

    /** Refuses every new request from now on with 503 and Retry-After; responses to our NOTIFYs are still taken. */
    void closeDoor();

    /** NOTIFYs that were not sent because this node might not. */
    long droppedNotifies();

    /**
     * Has the tap shown every message from now on, in the place of any other; null takes it away.
     *
     * @return false when this container shows its messages to nobody
     */
    boolean tap(WireTap tap);

    /** What is counted of NOTIFYs that do not pass the container. */
    enum Lean {
        /** NOTIFYs. */
        SENT,
        /** Times that one was sent again, as nobody had answered. */
        REPEATED,
        /** Answers that none of them waited for, or that cannot be read: late, repeated or forged. */
        STRAY
    }

    /** How many there have been; none where all NOTIFYs pass the container. */
    default long lean(Lean what) {
        return 0;
    }

    /** Sessions that the container holds for the application now, as far as the adapter knows. */
    int sessionCount();

    /** Gives the container back what was taken from it. */
    @Override
    void close();
}
