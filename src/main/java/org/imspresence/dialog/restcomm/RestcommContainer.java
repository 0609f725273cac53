package org.imspresence.dialog.restcomm;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TooManyListenersException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import gov.nist.javax.sip.DefaultAddressResolver;
import gov.nist.javax.sip.SipListenerExt;
import gov.nist.javax.sip.SipProviderImpl;
import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.SIPMessageValve;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.sip.SipListener;
import org.imspresence.dialog.location.Target;
import org.mobicents.servlet.sip.core.MobicentsExtendedListeningPoint;
import org.mobicents.servlet.sip.core.MobicentsSipFactory;
import org.mobicents.servlet.sip.core.SipApplicationDispatcher;
import org.mobicents.servlet.sip.core.SipContext;
import org.mobicents.servlet.sip.core.SipManager;
import org.mobicents.servlet.sip.startup.StaticServiceHolder;

/** The parts of Restcomm SIP Servlets that the adapter works with: classes of the container's own lib, which an application can see. */
final class RestcommContainer {

    private final SipApplicationDispatcher dispatcher;
    private final SipContext application;
    private final String applicationName;
    private final SipStackImpl stack;
    private final ChosenTarget chosenTarget = new ChosenTarget();

    /** @param applicationName the app-name of sip.xml */
    RestcommContainer(String applicationName) {
        this.applicationName = applicationName;
        this.dispatcher = StaticServiceHolder.sipStandardService.getSipApplicationDispatcher();
        this.application = dispatcher.findSipApplication(applicationName);
        this.stack = (SipStackImpl) providers().get(0).getSipStack();
    }

    /** Hands what TLS is done with to the stack's network layer, which needs it when the connectors start. */
    @SuppressWarnings("unchecked")
    static void provideTls(SSLContext context, SSLParameters parameters) {
        SipStackImpl stack = (SipStackImpl) StaticServiceHolder.sipStandardService.getSipStack();
        if (!(stack.getNetworkLayer() instanceof BiConsumer<?, ?> layer)) {
            throw new IllegalStateException("the SIP stack's network layer takes no key: " + stack.getNetworkLayer());
        }
        ((BiConsumer<SSLContext, SSLParameters>) layer).accept(context, parameters);
    }

    String applicationName() {
        return applicationName;
    }

    SipManager sessions() {
        return application.getSipManager();
    }

    MobicentsSipFactory factory() {
        return dispatcher.getSipFactory();
    }

    /** The stack's providers, each with the listening points of one address. The first has UDP. */
    List<SipProviderImpl> providers() {
        return listeningPoints().map(point -> (SipProviderImpl) point.getSipProvider()).distinct().toList();
    }

    private Stream<MobicentsExtendedListeningPoint> listeningPoints() {
        Iterable<MobicentsExtendedListeningPoint> listeningPoints = () -> dispatcher.getSipNetworkInterfaceManager().getExtendedListeningPoints();
        return StreamSupport.stream(listeningPoints.spliterator(), false);
    }

    /** The container's own listener, which everything passes that is not ours. */
    SipListenerExt listener() {
        return (SipListenerExt) dispatcher;
    }

    /** Puts {@code next} in the place of {@code before}. The stack allows one listener: it is taken from all providers before the other is set on any. */
    void exchangeListener(SipListener before, SipListener next) {
        List<SipProviderImpl> providers = providers();
        providers.forEach(provider -> provider.removeSipListener(before));
        for (SipProviderImpl provider : providers) {
            try {
                provider.addSipListener(next);
            } catch (TooManyListenersException e) {
                throw new IllegalStateException("the SIP stack has another listener already", e);
            }
        }
    }

    /** What counts the server transactions in the stack's table. */
    IntSupplier serverTransactions() {
        return stack::getServerTransactionTableSize;
    }

    /** What tells the milliseconds that the oldest message has been waiting for a thread of the stack. */
    LongSupplier waiting() {
        if (stack.getNetworkLayer() instanceof LongSupplier waiting) {
            return waiting;
        }
        throw new IllegalStateException("the SIP stack's network layer does not tell what waits: " + stack.getNetworkLayer());
    }

    /** The stack's sockets for UDP, in the order in which they were opened. */
    @SuppressWarnings("unchecked")
    Iterable<DatagramSocket> datagramSockets() {
        if (!(stack.getNetworkLayer() instanceof Iterable<?> layer)) {
            throw new IllegalStateException("the SIP stack's network layer does not show its sockets: " + stack.getNetworkLayer());
        }
        return (Iterable<DatagramSocket>) layer;
    }

    /** Puts a door before the stack's queue of datagrams, which answers false when it is done with one; null takes it away. The first one opens the node's ports. */
    @SuppressWarnings("unchecked")
    void doorForDatagrams(BiPredicate<DatagramSocket, DatagramPacket> door) {
        if (!(stack.getNetworkLayer() instanceof Consumer<?> layer)) {
            throw new IllegalStateException("the SIP stack's network layer takes no door: " + stack.getNetworkLayer());
        }
        ((Consumer<BiPredicate<DatagramSocket, DatagramPacket>>) layer).accept(door);
    }

    /**
     * Has the function asked before each NOTIFY that goes out as a datagram, which is dropped if it says false; null takes it away.
     *
     * @return what counts the dropped ones
     */
    @SuppressWarnings("unchecked")
    LongSupplier maySend(BooleanSupplier maySend) {
        if (!(stack.getNetworkLayer() instanceof Function<?, ?> layer)) {
            throw new IllegalStateException("the SIP stack's network layer asks nobody before it sends: " + stack.getNetworkLayer());
        }
        return ((Function<BooleanSupplier, LongSupplier>) layer).apply(maySend);
    }

    /** Where a listener may be put that the stack's sockets show each message, with {@code in} or {@code out}, the transport and our own address. */
    @SuppressWarnings("unchecked")
    AtomicReference<BiConsumer<Map.Entry<String, SocketAddress>, DatagramPacket>> messages() {
        if (!(stack.getNetworkLayer() instanceof Supplier<?> layer)) {
            throw new IllegalStateException("the SIP stack's network layer shows no messages: " + stack.getNetworkLayer());
        }
        return ((Supplier<AtomicReference<BiConsumer<Map.Entry<String, SocketAddress>, DatagramPacket>>>) layer).get();
    }

    /** Puts a valve before the stack's table of transactions, in the place of any other. */
    void valve(SIPMessageValve valve) {
        stack.sipMessageValves = List.of(valve);
    }

    /** Whether the stack has a client transaction with this id, which is the branch of its Via, lower case. */
    boolean isClientTransaction(String id) {
        return stack.findTransaction(id, false) != null;
    }

    /** Takes the valve away. */
    void noValve() {
        stack.sipMessageValves = List.of();
    }

    /** The transports that it listens on, lower case. */
    Set<String> transports() {
        return listeningPoints().map(point -> point.getTransport().toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Has the stack send what {@link #sendTo} sends where it says. */
    void chooseTargets() {
        stack.setAddressResolver(chosenTarget);
    }

    /** Undoes it. */
    void chooseNoTargets() {
        stack.setAddressResolver(new DefaultAddressResolver());
    }

    /** Runs what sends a request, which then goes to that target, whatever the message says. */
    void sendTo(Target target, Runnable sending) {
        chosenTarget.during(target, sending);
    }

    /** Whether there is a server transaction of this branch, in lower case. */
    boolean isServerTransaction(String branch) {
        return stack.findTransaction(branch, true) != null || stack.findPendingTransaction(branch) != null;
    }

    /** Sessions that the container holds for the application now. */
    int sessionCount() {
        int count = 0;
        for (Iterator<?> i = sessions().getAllSipSessions(); i.hasNext(); i.next()) {
            count++;
        }
        return count;
    }
}
