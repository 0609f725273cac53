package org.imspresence.dialog.lean;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;

import org.imspresence.dialog.Adapter;
import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.DaemonThreads;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.dialog.RepeatedTasks;
import org.imspresence.dialog.TrustDomain;
import org.imspresence.dialog.lean.Proofs.Proof;
import org.imspresence.dialog.location.Attempted;
import org.imspresence.dialog.location.Failover;
import org.imspresence.dialog.location.Target;
import org.imspresence.timer.TimerWheel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends NOTIFYs over UDP past the container, once it has shown how it writes them. The first NOTIFY of a dialog on this node, and the first after a change of whatever decides what a NOTIFY looks like, is made by the container. What it has made is
 * compared, byte for byte, with what this server writes of the same dialog; if there is no difference it leaves from here, but for its Via, and the next ones are not made by the container any more. All else goes by the container: TCP and TLS, what is
 * long, routers that are strict, whatever is written in a way of its own.
 *
 * <p>Where a NOTIFY goes, and to whom when that fails, is decided as for those of the container, by {@link Failover}.
 */
public final class LeanDialogs implements Dialogs, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeanDialogs.class);
    private static final String UDP = "udp";
    /** When there are more, the next ones are dropped: they come again when their NOTIFY does. */
    private static final int ANSWERS_THAT_WAIT = 10_000;
    private static final int LONGEST_DATAGRAM = 65_507;

    /**
     * What the lean path shares with the container's.
     *
     * @param sockets   for UDP, in the order in which they are chosen, with host and port as Via has them. A socket asks by itself whether this node may send NOTIFYs
     * @param largeFrom bytes: what is longer is the container's; 0: nothing is
     * @param parser    reads a response as those to the container's are read
     */
    public record Surroundings(Map<DatagramSocket, String> sockets, int largeFrom, Optional<TrustDomain> trusted, Function<byte[], Optional<NotifyOutcome>> parser) {

        public Surroundings {
            sockets = new LinkedHashMap<>(sockets);
        }
    }

    private final Surroundings around;
    private final Proofs proofs;
    private final Transactions transactions;
    private final Branch branches = new Branch();
    private final List<Outlet> outlets = new ArrayList<>();
    private final ExecutorService others = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(ANSWERS_THAT_WAIT), DaemonThreads.named("notify-answers"), new ThreadPoolExecutor.DiscardPolicy());
    private final RepeatedTasks timers = new RepeatedTasks("notify-timers");
    private final LongAdder sent = new LongAdder();
    private final Reference reference;
    private final Failover failover;

    /**
     * @param container makes the container's way, given who sends what it makes
     * @param failover  by which NOTIFYs go, the container's among them
     */
    public LeanDialogs(LeanSettings settings, Surroundings around, Function<Courier, Reference> container, Failover failover) {
        this.around = around;
        this.proofs = new Proofs(settings.remembered());
        this.failover = failover;
        this.transactions = new Transactions(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), around.parser(), others);
        this.reference = container.apply(this::take);
        around.sockets().forEach((socket, sentBy) -> outlets.add(new Outlet(socket, sentBy)));
        timers.every(TimerWheel.TICK, transactions::tick);
    }

    /** Whether a datagram that has come in is for the stack: false for what answers a NOTIFY that has gone past it, which is taken here. The packet's data begin at 0. */
    public boolean passes(DatagramSocket socket, DatagramPacket packet) {
        for (Outlet outlet : outlets) {
            if (outlet.isAt(socket)) {
                return !received(packet, outlet);
            }
        }
        return true;
    }

    private boolean received(DatagramPacket packet, Outlet outlet) {
        try {
            return transactions.received(packet.getData(), packet.getLength(), outlet.reader());
        } catch (RuntimeException bug) {
            LOG.error("bug in taking the answer to a NOTIFY", bug);
            return true;
        }
    }

    @Override
    public CompletableFuture<NotifyOutcome> send(DialogState dialog, Notify notify) {
        return proofs.find(dialog, notify).map(proof -> send(dialog, notify, proof)).orElseGet(() -> reference.send(dialog, notify));
    }

    private CompletableFuture<NotifyOutcome> send(DialogState dialog, Notify notify, Proof proof) {
        Supplier<String> what = () -> "NOTIFY in call-id=" + dialog.callId() + " to " + dialog.remoteTarget();
        return failover.deliver(reference.nextHop(dialog), what, target -> attempt(dialog, notify, proof, target));
    }

    /** To a target that the container's NOTIFY did not go to there may be another way, and other things to tell: then it is the container's again. */
    private CompletableFuture<Attempted> attempt(DialogState dialog, Notify notify, Proof proof, Target target) {
        Optional<TrustDomain> domain = around.trusted().filter(trusted -> trusted.contains(target.address()));
        if (domain.isPresent() != proof.trusted()) {
            return reference.attempt(dialog, notify, target);
        }
        Map<String, String> told = domain.map(trusted -> trusted.ofNotify(dialog, ContactUser.presentity(notify.contactUser()).orElseThrow())).orElse(Map.of());
        return begin(dialog, notify, proof, target, told).orElseGet(() -> reference.attempt(dialog, notify, target));
    }

    /** {@link Courier#take}. */
    private Optional<CompletableFuture<Attempted>> take(DialogState dialog, Notify notify, Target target, InetAddress from, Map<String, String> trusted, byte[] request) {
        return proofs.learn(dialog, notify, from, trusted, request).flatMap(proof -> begin(dialog, notify, proof, target, trusted));
    }

    /** Sends it; empty when it cannot go this way. */
    private Optional<CompletableFuture<Attempted>> begin(DialogState dialog, Notify notify, Proof proof, Target target, Map<String, String> told) {
        Optional<Outlet> outlet = outlet(target).filter(exit -> exit.address().equals(proof.from()));
        if (outlet.isEmpty()) {
            return Optional.empty();
        }
        long branch = branches.next();
        byte[] bytes = proof.form().write(new Draft(dialog, notify, outlet.get().via(Branch.text(branch)), told));
        if (bytes.length > (around.largeFrom() == 0 ? LONGEST_DATAGRAM : around.largeFrom())) {
            return Optional.empty();
        }
        sent.increment();
        return Optional.of(transactions.begin(branch, new Transactions.Request(bytes, outlet.get(), new InetSocketAddress(target.address(), target.port()), dialog.remoteTarget())));
    }

    private Optional<Outlet> outlet(Target target) {
        return target.transport().equals(UDP) ? outlets.stream().filter(outlet -> outlet.reaches(target.address())).findFirst() : Optional.empty();
    }

    @Override
    public void over(DialogState dialog) {
        reference.over(dialog);
    }

    /** What {@link Adapter#lean} tells. */
    public long count(Adapter.Lean what) {
        return switch (what) {
            case SENT -> sent.sum();
            case REPEATED -> transactions.repeats();
            case STRAY -> transactions.strays();
        };
    }

    @Override
    public void close() {
        timers.close();
        transactions.close();
        others.shutdownNow();
    }
}
