package org.imspresence.testbed.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.XmlLimits;
import org.imspresence.testbed.MessageLog;
import org.imspresence.testbed.NotSeenException;
import org.imspresence.testbed.PartialCopy;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;

/**
 * One watcher through a day. It keeps what it has been told of the presentity. A thrifty one asks for changes only (RFC 5263), for gzip, and, in each refresh, for nothing
 * that it knows (RFC 5839); where the server offers none of that, it takes what comes.
 */
final class DayWatcher implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PARTIAL = Pidf.TYPE + ";q=0.3, " + PidfDiff.CONTENT_TYPE + ";q=1";

    private final Surroundings surroundings;
    private final boolean thrifty;
    private final WatcherUe ue;
    private final PartialCopy copy = new PartialCopy(new HardenedXml(XmlLimits.DEFAULT));
    private final BlockingQueue<SipMessage> notifies = new LinkedBlockingQueue<>();
    private byte[] known = {};
    private Optional<String> entityTag = Optional.empty();
    private boolean subscribed;
    private int told;

    DayWatcher(InetSocketAddress server, String presentity, int number, Surroundings surroundings, boolean thrifty) {
        this.surroundings = surroundings;
        this.thrifty = thrifty;
        WatcherUe.Builder watcher = surroundings.dress(WatcherUe.of(server, presentity).watcher("sip:user%d_public1@home1.net".formatted(number)), number);
        ue = (thrifty ? watcher.accept(PARTIAL).header("Accept-Encoding", "gzip") : watcher).open();
        ue.endpoint().t1(WireDay.UNHURRIED);
        ue.answerNotifies(notify -> {
            notifies.add(notify);
            return Optional.of(SipMessage.response(notify, 200, "OK"));
        });
    }

    /** Subscribes, or refreshes, and waits until everything that follows has been exchanged. */
    void subscribe() {
        SipMessage request = ue.request(DayTrace.REFRESH);
        boolean conditional = thrifty && entityTag.isPresent();
        if (conditional) {
            request = request.with("Suppress-If-Match", entityTag.get());
        }
        SipMessage response = ue.exchange(surroundings.ofWatcher(request, ue.endpoint()));
        if (response.status() == 200) {
            subscribed = true;
            takeNotify();
        } else if (response.status() != 204 || !conditional) {
            throw new IllegalStateException("a SUBSCRIBE was answered " + response);
        }
    }

    boolean isSubscribed() {
        return subscribed;
    }

    /** Waits for the next NOTIFY and takes what it tells. */
    void takeNotify() {
        SipMessage notify = nextNotify();
        told++;
        entityTag = notify.header("SIP-ETag");
        if (notify.body().length > 0) {
            take(notify.required("Content-Type"), body(notify));
        }
    }

    private SipMessage nextNotify() {
        try {
            return Optional.ofNullable(notifies.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).orElseThrow(() -> new NotSeenException("no NOTIFY after number " + told + ": " + log()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotSeenException("interrupted while waiting for a NOTIFY");
        }
    }

    /** All that it has exchanged, once its last NOTIFY is answered. */
    MessageLog wholeLog() {
        if (told > 0) {
            log().await("the answer to NOTIFY number " + told, entry -> entry.sent() && !entry.repeat() && !entry.message().isRequest(), told, PATIENCE);
        }
        if (!notifies.isEmpty()) {
            throw new IllegalStateException("a NOTIFY too many: " + notifies.peek());
        }
        return log();
    }

    private void take(String type, byte[] body) {
        if (!type.equals(PidfDiff.CONTENT_TYPE)) {
            known = body;
        } else if (copy.take(body) == PartialCopy.Verdict.TAKEN) {
            known = copy.presence();
        } else {
            throw new IllegalStateException("a notification does not follow the one before");
        }
    }

    private static byte[] body(SipMessage notify) {
        if (notify.header("Content-Encoding").isEmpty()) {
            return notify.body();
        }
        try (GZIPInputStream inflated = new GZIPInputStream(new ByteArrayInputStream(notify.body()))) {
            return inflated.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The presence document as it knows it; empty before the first NOTIFY. */
    byte[] known() {
        return known;
    }

    private MessageLog log() {
        return ue.endpoint().log();
    }

    @Override
    public void close() {
        ue.close();
    }
}
