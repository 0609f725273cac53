package org.imspresence.home;

import org.imspresence.publication.Publication;
import org.imspresence.timer.TimerWheel;

/** The home's hot copy of one publication: the stored record itself and the timer of its expiry. */
final class Published extends TimerWheel.Timer {

    private final Topic topic;
    Publication publication;

    Published(Topic topic) {
        this.topic = topic;
    }

    @Override
    protected void fire() {
        topic.expire(this);
    }
}
