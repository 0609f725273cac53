package org.imspresence.dialog.standard;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.imspresence.dialog.Adapter;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.Exchanges;
import org.imspresence.dialog.Refusals;
import org.imspresence.dialog.RepeatedTasks;
import org.imspresence.dialog.TrustDomain;
import org.imspresence.dialog.WireTap;
import org.imspresence.overload.Backlog;
import org.imspresence.overload.Overload;
import org.imspresence.overload.OverloadLimits;

/** Attached when the application's SIP servlets are up, detached when they go. */
public final class StandardAdapter implements Adapter {

    private static final long SAMPLE_MILLIS = 20;
    private static final long SWEEP_SECONDS = 60;

    private final SessionsByTag sessions = new SessionsByTag();
    private final Overload overload;
    private final StandardExchanges exchanges;
    private final RepeatedTasks tasks = new RepeatedTasks("overload");

    private StandardAdapter(OverloadLimits limits, Backlog homes, Refusals refusals) {
        // The API tells neither what the stack holds nor what waits for its threads: requests that are not answered yet and the homes' backlog are what there is to go by.
        this.overload = new Overload(limits, () -> 0, () -> 0, homes, bound -> ThreadLocalRandom.current().nextInt(bound), now());
        this.exchanges = new StandardExchanges(sessions, overload, refusals);
    }

    /**
     * @param limits what the node takes on
     * @param homes  what waits for the threads of the homes
     * @param refusals told of requests that the application does not see
     */
    public static StandardAdapter attach(OverloadLimits limits, Backlog homes, Refusals refusals) {
        StandardAdapter adapter = new StandardAdapter(limits, homes, refusals);
        adapter.tasks.every(SAMPLE_MILLIS, () -> adapter.overload.sample(now()));
        adapter.tasks.every(TimeUnit.SECONDS.toMillis(SWEEP_SECONDS), adapter.sessions::sweep);
        return adapter;
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public Dialogs dialogs(Optional<TrustDomain> trusted) {
        return new StandardDialogs(sessions, trusted);
    }

    @Override
    public Exchanges exchanges() {
        return exchanges;
    }

    @Override
    public Overload overload() {
        return overload;
    }

    /** The container gives requests to the application as soon as it has started it. */
    @Override
    public void openDoor() {
        // nothing has been kept back
    }

    @Override
    public void closeDoor() {
        exchanges.closeDoor();
    }

    /** None: a node on its own may always send. */
    @Override
    public long droppedNotifies() {
        return 0;
    }

    /** The API has no way to see a message as it passes. */
    @Override
    public boolean tap(WireTap tap) {
        return false;
    }

    /** Those of dialogs. */
    @Override
    public int sessionCount() {
        return sessions.size();
    }

    @Override
    public void close() {
        tasks.close();
    }
}
