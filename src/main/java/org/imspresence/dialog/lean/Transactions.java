package org.imspresence.dialog.lean;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;

import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.dialog.location.Attempted;
import org.imspresence.timer.TimerWheel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RFC 3261 s17.1: the client transactions of NOTIFYs. They are as many as the homes' send window lets be unanswered.
 *
 * <p>A response is matched by branch and method (s17.1.3). One that matches nothing is dropped: it is a repeat of a final response, or too late, or forged. That is all that Timer K (s17.1.2.2) asks for, as here there is nobody above
 * the transactions whom a repeat could reach; so an answered NOTIFY keeps nothing.
 */
final class Transactions {

    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    /** Sends a datagram. */
    interface Sender {

        void send(byte[] bytes, InetSocketAddress to) throws IOException;
    }

    /**
     * A NOTIFY, ready to go.
     *
     * @param target the URI of its Request-URI
     */
    record Request(byte[] bytes, Sender from, InetSocketAddress to, String target) {}

    private final Map<Long, Transaction> live = new ConcurrentHashMap<>();
    private final TimerWheel wheel;
    private final LongSupplier clock;
    private final Function<byte[], Optional<NotifyOutcome>> parser;
    private final Executor others;
    private final LongAdder strays = new LongAdder();
    private final LongAdder repeats = new LongAdder();

    /**
     * @param clock  milliseconds, never goes back
     * @param parser reads a response that says more than that all is well; empty for one that cannot be read
     * @param others carries out what follows such a response: it takes longer, and is not to hold up those who send requests to the same socket
     */
    Transactions(LongSupplier clock, Function<byte[], Optional<NotifyOutcome>> parser, Executor others) {
        this.clock = clock;
        this.parser = parser;
        this.others = others;
        this.wheel = new TimerWheel(clock.getAsLong());
    }

    /** Sends a request whose Via has this branch. The future completes once, on the thread that has received the answer, or on that of the timers; cancelling it ends the transaction. */
    CompletableFuture<Attempted> begin(long branch, Request request) {
        long now = now();
        Transaction transaction = new Transaction(this, branch, request, now);
        live.put(branch, transaction);
        wheel.schedule(transaction, transaction.nextAt(now));
        send(transaction);
        return transaction.outcome();
    }

    /** Sends the request again, and arms the timer. */
    void repeat(Transaction transaction) {
        wheel.schedule(transaction, transaction.nextAt(now()));
        if (live.get(transaction.branch()) == transaction) {
            repeats.increment();
            send(transaction);
        } else {
            wheel.cancel(transaction); // it has ended meanwhile
        }
    }

    private void send(Transaction transaction) {
        Request request = transaction.request();
        try {
            request.from().send(request.bytes(), request.to());
        } catch (IOException | RuntimeException e) {
            LOG.warn("NOTIFY could not be sent to {}: {}", request.to(), e.toString());
            end(transaction, Attempted.unreachable()); // s17.1.4
        }
    }

    /**
     * A datagram has come that may be a response.
     *
     * @return false when it is none to a NOTIFY of ours, past or present
     */
    boolean received(byte[] message, int length, ResponseReader reader) {
        Optional<Response> read = reader.read(message, length);
        if (read.isEmpty()) {
            return false;
        }
        Transaction transaction = live.get(read.get().branch());
        if (transaction == null) {
            strays.increment();
        } else if (read.get().isProvisional()) {
            transaction.heard();
        } else {
            answered(transaction, read.get(), message, length);
        }
        return true;
    }

    /** A 2xx with no Contact, or with the one that is known, says nothing new. All else is read as the container's responses are. */
    private void answered(Transaction transaction, Response response, byte[] message, int length) {
        String target = transaction.request().target();
        boolean saysTarget = response.contact().length() == target.length() + 2 && response.contact().startsWith(target, 1);
        if (response.isPlain() && (response.contact().isEmpty() || saysTarget)) {
            end(transaction, Attempted.answered(NotifyOutcome.success(response.status(), response.contact().isEmpty() ? Optional.empty() : Optional.of(target), Optional.empty())));
            return;
        }
        byte[] whole = Arrays.copyOf(message, length);
        others.execute(() -> parser.apply(whole).ifPresentOrElse(outcome -> end(transaction, Attempted.answered(outcome)), strays::increment));
    }

    void end(Transaction transaction, Attempted result) {
        if (forget(transaction)) {
            transaction.outcome().complete(result);
        }
    }

    /** False when it is forgotten already. */
    boolean forget(Transaction transaction) {
        boolean isLive = live.remove(transaction.branch(), transaction);
        if (isLive) {
            wheel.cancel(transaction);
        }
        return isLive;
    }

    /** Nothing is sent again. */
    void close() {
        live.clear();
    }

    /** To be called every {@link TimerWheel#TICK} or so. */
    void tick() {
        wheel.advance(now());
    }

    long now() {
        return clock.getAsLong();
    }

    int size() {
        return live.size();
    }

    /** NOTIFYs that were sent again. */
    long repeats() {
        return repeats.sum();
    }

    /** Responses to NOTIFYs of ours that were not waited for, or could not be read. */
    long strays() {
        return strays.sum();
    }
}
