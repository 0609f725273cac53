package org.imspresence.dialog.restcomm;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import javax.sip.SipException;
import org.imspresence.dialog.location.Target;
import org.imspresence.dialog.restcomm.Departures.Departure;

/**
 * RFC 3261 s18.1.1: a request that is larger than 1300 bytes, where the path's MTU is not known, must go by a transport with congestion control, whatever transport its URI names; Via says so. To a peer that takes no TCP it goes
 * by UDP all the same: it is asked again after some minutes.
 *
 * <p>Here connecting, which may block, comes first and on a thread for it, so nothing has been sent when it fails.
 */
final class LargeRequests {

    private static final Duration ASK_AGAIN_AFTER = Duration.ofMinutes(5);
    private static final int REMEMBERED = 10_000;

    private final int from;
    private final StripedSenders senders;
    private final Cache<Target, Boolean> withoutTcp = Caffeine.newBuilder().expireAfterWrite(ASK_AGAIN_AFTER).maximumSize(REMEMBERED).build();

    /** @param from bytes; what is longer is large. 0: nothing is */
    LargeRequests(int from, StripedSenders senders) {
        this.from = from;
        this.senders = senders;
    }

    /** @param request its bytes */
    boolean isFor(Departure way, byte[] request) {
        return from > 0 && request.length > from && withoutTcp.getIfPresent(way.target()) == null;
    }

    /**
     * Sends the request by TCP or, if that cannot be had, the way it would have gone.
     *
     * @param redirect writes into the request that it goes another way
     * @param failed   is told when it could not be sent either way; the caller has returned by then
     */
    void send(Departure byUdp, SIPClientTransaction transaction, Consumer<Departure> redirect, Consumer<Exception> failed) {
        senders.execute(byUdp.target().toString(), () -> {
            try {
                Departure way = byUdp.byTcp().filter(byTcp -> connects(byTcp, transaction)).orElse(byUdp);
                if (way == byUdp) {
                    withoutTcp.put(byUdp.target(), true);
                } else {
                    redirect.accept(way);
                }
                way.send(transaction);
            } catch (SipException | RuntimeException e) {
                failed.accept(e);
            }
        });
    }

    private static boolean connects(Departure byTcp, SIPClientTransaction transaction) {
        try {
            byTcp.connect(transaction);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
