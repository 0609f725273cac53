package org.imspresence.rest;

import java.util.List;

import org.imspresence.tryit.Watching;

/** The watchers inside this node, for trying it out. */
public record TryItView(List<TryItWatcher> watchers) {

    /** See {@link Watching}. */
    public record TryItWatcher(String id, String presentity, String watcher, String contact, String callId, long remainingSeconds, int notifies, String state) {

        static TryItWatcher of(Watching watching) {
            return new TryItWatcher(watching.id(), watching.presentity(), watching.watcher(), watching.contact(), watching.callId(), watching.remainingSeconds(), watching.notifies(), watching.state());
        }
    }

    static TryItView of(List<Watching> watching) {
        return new TryItView(watching.stream().map(TryItWatcher::of).toList());
    }
}
