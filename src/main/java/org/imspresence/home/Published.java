package org.imspresence.home;

import org.imspresence.publication.Publication;

/** The home's hot copy of one publication: the stored record itself and the timer of its expiry. */
final class Published extends TimerWheel.Timer {

    private final PresentityHome home;
    Publication publication;

    Published(PresentityHome home, Publication publication) {
        this.home = home;
        this.publication = publication;
    }

    @Override
    void fire() {
        home.expire(this);
    }
}
