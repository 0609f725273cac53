package org.imspresence.dialog.restcomm;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.Exchanges;
import org.imspresence.dialog.TrustDomain;
import org.imspresence.overload.Backlog;
import org.imspresence.overload.Overload;
import org.imspresence.overload.OverloadLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The adapter to Restcomm SIP Servlets: attached when the application's SIP servlets are up, detached when they go. */
public final class RestcommAdapter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RestcommAdapter.class);
    private static final long SAMPLE_MILLIS = 20;

    private final RestcommContainer container;
    private final Overload overload;
    private final ScheduledExecutorService sampler;
    private final StackGate gate;
    private final Addresses addresses;
    private final LongSupplier droppedNotifies;
    private final StripedSenders senders = new StripedSenders();

    private RestcommAdapter(RestcommContainer container, Addresses addresses, OverloadLimits limits, Backlog homes, BooleanSupplier maySend) {
        this.container = container;
        this.addresses = addresses;
        this.overload = new Overload(limits, container.serverTransactions(), container.waiting(), homes, bound -> ThreadLocalRandom.current().nextInt(bound), now());
        this.gate = new StackGate(container.listener(), overload);
        this.droppedNotifies = container.maySend(maySend);
        this.sampler = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "overload");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A repeated task that throws would not be repeated. */
    private void sample() {
        try {
            overload.sample(now());
        } catch (RuntimeException bug) {
            LOG.error("bug in taking stock of the load", bug);
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /**
     * @param applicationName the app-name of sip.xml
     * @param own             the addresses that this node takes SIP at
     * @param viaHost         host in the Via of our requests, instead of the bound address
     * @param limits          what the node takes on
     * @param homes           what waits for the threads of the homes
     * @param maySend         whether this node may send NOTIFYs; asked just before each that goes out over UDP. Over TCP there is no such check
     */
    public static RestcommAdapter attach(String applicationName, List<OwnAddress> own, Optional<String> viaHost, OverloadLimits limits, Backlog homes, BooleanSupplier maySend) {
        RestcommContainer container = new RestcommContainer(applicationName);
        RestcommAdapter adapter = new RestcommAdapter(container, new Addresses(own, viaHost), limits, homes, maySend);
        adapter.sampler.scheduleAtFixedRate(adapter::sample, SAMPLE_MILLIS, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
        container.exchangeListener(container.listener(), adapter.gate);
        container.valve(new CookieValve());
        container.doorForDatagrams(new EarlyRefusal(adapter.overload, container::isServerTransaction));
        return adapter;
    }

    /**
     * @param largeFrom bytes: a larger NOTIFY for a UDP hop goes by TCP; 0: none does
     * @param trusted   within which a NOTIFY tells more than elsewhere; empty when it tells everybody the same
     */
    public Dialogs dialogs(int largeFrom, Optional<TrustDomain> trusted) {
        return new RestcommDialogs(container, addresses, senders, largeFrom, trusted);
    }

    /**
     * Gives the container what TLS is done with: before it opens its ports, and so before anything is attached.
     *
     * @param parameters the protocols, and what is asked of those who connect
     */
    public static void provideTls(SSLContext context, SSLParameters parameters) {
        RestcommContainer.provideTls(context, parameters);
    }

    public Exchanges exchanges() {
        return new RestcommExchanges(gate, addresses);
    }

    /** What the node takes on and what it sheds. */
    public Overload overload() {
        return overload;
    }

    /** Refuses every new request from now on with 503 and Retry-After; responses to our NOTIFYs are still taken. */
    public void closeDoor() {
        gate.closeDoor();
    }

    /** NOTIFYs that were not sent because this node might not. */
    public long droppedNotifies() {
        return droppedNotifies.getAsLong();
    }

    /** Sessions that the container holds for the application now. */
    public int sessionCount() {
        return container.sessionCount();
    }

    /** Gives the stack back to the container. */
    @Override
    public void close() {
        container.doorForDatagrams(null);
        container.maySend(null);
        container.noValve();
        container.exchangeListener(gate, container.listener());
        senders.close();
        sampler.shutdownNow();
    }
}
