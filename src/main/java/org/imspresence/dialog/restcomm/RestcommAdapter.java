package org.imspresence.dialog.restcomm;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.imspresence.dialog.Adapter;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.Exchanges;
import org.imspresence.dialog.Refusals;
import org.imspresence.dialog.RepeatedTasks;
import org.imspresence.dialog.TrustDomain;
import org.imspresence.dialog.WireTap;
import org.imspresence.dialog.lean.Courier;
import org.imspresence.dialog.lean.LeanDialogs;
import org.imspresence.dialog.location.Failover;
import org.imspresence.dialog.location.LocationSettings;
import org.imspresence.overload.Backlog;
import org.imspresence.overload.Overload;
import org.imspresence.overload.OverloadLimits;

/** The adapter to Restcomm SIP Servlets: attached when the application's SIP servlets are up, detached when they go. */
public final class RestcommAdapter implements Adapter {

    private static final long SAMPLE_MILLIS = 20;
    private static final String UDP = "udp";

    private final RestcommContainer container;
    private final Overload overload;
    private final RepeatedTasks sampler = new RepeatedTasks("overload");
    private final RefusedTransactions refused = new RefusedTransactions();
    private final Refusals refusals;
    private final StackGate gate;
    private final Addresses addresses;
    private final SipTransports transports;
    private final LongSupplier droppedNotifies;
    private final StripedSenders senders = new StripedSenders();
    private final Failover failover;
    private volatile Optional<LeanDialogs> lean = Optional.empty();

    private RestcommAdapter(RestcommContainer container, SipTransports transports, LocationSettings location, OverloadLimits limits, Backlog homes, BooleanSupplier maySend, Refusals refusals) {
        this.container = container;
        this.addresses = new Addresses(transports.own(), transports.viaHost());
        this.transports = transports;
        this.refusals = refusals;
        this.failover = Failover.start(location, container.transports());
        this.overload = new Overload(limits, container.serverTransactions(), container.waiting(), homes, bound -> ThreadLocalRandom.current().nextInt(bound), now());
        this.gate = new StackGate(container.listener(), overload, refused, refusals);
        this.droppedNotifies = container.maySend(maySend);
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /**
     * @param applicationName the app-name of sip.xml
     * @param transports      where and how this node takes and sends SIP
     * @param location        how next hops are found
     * @param limits          what the node takes on
     * @param homes           what waits for the threads of the homes
     * @param maySend         whether this node may send NOTIFYs; asked just before each that goes out over UDP. Over TCP there is no such check
     * @param refusals        told of requests that the application does not see
     */
    public static RestcommAdapter attach(String applicationName, SipTransports transports, LocationSettings location, OverloadLimits limits, Backlog homes, BooleanSupplier maySend, Refusals refusals) {
        RestcommContainer container = new RestcommContainer(applicationName);
        RestcommAdapter adapter = new RestcommAdapter(container, transports, location, limits, homes, maySend, refusals);
        adapter.sampler.every(SAMPLE_MILLIS, () -> adapter.overload.sample(now()));
        container.exchangeListener(container.listener(), adapter.gate);
        container.valve(new LookupValve(container::isClientTransaction, refusals));
        container.chooseTargets();
        return adapter;
    }

    /**
     * Gives the container what TLS is done with: before it opens its ports, and so before anything is attached.
     *
     * @param parameters the protocols, and what is asked of those who connect
     */
    public static void provideTls(SSLContext context, SSLParameters parameters) {
        RestcommContainer.provideTls(context, parameters);
    }

    @Override
    public Dialogs dialogs(Optional<TrustDomain> trusted) {
        lean = transports.lean().map(settings -> new LeanDialogs(settings, surroundings(trusted), courier -> container(trusted, Optional.of(courier)), failover));
        return lean.<Dialogs>map(path -> path).orElseGet(() -> container(trusted, Optional.empty()));
    }

    private RestcommDialogs container(Optional<TrustDomain> trusted, Optional<Courier> courier) {
        return new RestcommDialogs(container, new Departures(container.providers(), addresses), new LargeRequests(transports.largeFrom(), senders), senders, failover, trusted, courier);
    }

    private LeanDialogs.Surroundings surroundings(Optional<TrustDomain> trusted) {
        Map<DatagramSocket, String> sockets = new LinkedHashMap<>();
        container.datagramSockets().forEach(socket -> sockets.put(socket, addresses.sentBy(addresses.of(socket.getLocalAddress(), socket.getLocalPort()), UDP).encode()));
        return new LeanDialogs.Surroundings(sockets, transports.largeFrom(), trusted, StackGate::outcome);
    }

    @Override
    public Exchanges exchanges() {
        return new RestcommExchanges(gate, addresses);
    }

    @Override
    public Overload overload() {
        return overload;
    }

    @Override
    public void openDoor() {
        BiPredicate<DatagramSocket, DatagramPacket> early = new EarlyRefusal(overload, container::isServerTransaction, refused, refusals);
        container.doorForDatagrams(lean.<BiPredicate<DatagramSocket, DatagramPacket>>map(path -> path::passes).map(answers -> answers.and(early)).orElse(early));
    }

    @Override
    public void closeDoor() {
        gate.closeDoor();
    }

    @Override
    public long droppedNotifies() {
        return droppedNotifies.getAsLong();
    }

    @Override
    public long lean(Lean what) {
        return lean.map(path -> path.count(what)).orElse(0L);
    }

    @Override
    public boolean tap(WireTap tap) {
        container.messages().set(tap == null ? null : SocketMessages.of(tap));
        return true;
    }

    @Override
    public int sessionCount() {
        return container.sessionCount();
    }

    @Override
    public void close() {
        lean.ifPresent(LeanDialogs::close); // before the sockets ask nobody any more
        container.doorForDatagrams(null);
        container.maySend(null);
        tap(null);
        container.noValve();
        container.chooseNoTargets();
        container.exchangeListener(gate, container.listener());
        failover.close();
        senders.close();
        sampler.close();
    }
}
