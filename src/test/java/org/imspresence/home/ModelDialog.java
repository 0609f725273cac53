package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

import org.imspresence.dialog.Notify;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.PidfDiff;
import org.imspresence.filter.Filter;
import org.imspresence.filter.Filters;
import org.imspresence.subscription.Rates;
import org.imspresence.testbed.PartialCopy;

/** One dialog of a {@link ModelWatcher}: what is sent in it, what of that arrives, and what has to hold of it. */
final class ModelDialog {

    /**
     * What a NOTIFY has to tell.
     *
     * @param states in canonical XML: what its watcher was entitled to when it was sent
     * @param seen   the same before its filter
     * @param quenched its watcher had asked for no states
     */
    record Expected(FakeDialogs.Sent sent, Set<String> states, List<ComposedDocument> seen, int subscribes, boolean quenched) {}

    final HomeBench.Watcher watcher;
    private final ModelWatcher owner;
    private final LongSupplier clock;
    private final PartialCopy copy = new PartialCopy(Truth.XML);
    /** As the watcher sees it. */
    boolean isOpen;
    boolean isQuenched;
    /** Opened while this side of a fallen apart cluster held back. */
    boolean isOpenedApart;
    boolean takesGzip;
    Filters filters = Filters.NONE;
    /** Before the filter: what it was told last, or has said that it has. */
    List<ComposedDocument> lastSeen = List.of();
    /** NOTIFYs in a row that failed and left it alone. */
    int failures;
    /** SUBSCRIBEs that a NOTIFY answers. */
    private int subscribes;
    private boolean isPrompt;
    private long lastTaken = -1;
    private FakeDialogs.Sent last;
    private long lastSentAt;
    private boolean isOfAnotherHome;
    private boolean isForgotten;
    /** Sent in the step that has just been made. */
    private final List<FakeDialogs.Sent> news = new ArrayList<>();
    final List<Expected> underWay = new ArrayList<>();

    ModelDialog(ModelWatcher owner, HomeBench.Watcher watcher, LongSupplier clock) {
        this.owner = owner;
        this.watcher = watcher;
        this.clock = clock;
    }

    Filter filter() {
        return filters.filter(Truth.ADDRESS);
    }

    /** Nothing has been asked for in it. */
    boolean isNew() {
        return subscribes == 0;
    }

    /** 200. */
    void subscribed(Filters newFilters, boolean goesOn) {
        filters = newFilters;
        isOpen = goesOn;
        subscribes++;
        isPrompt = true;
    }

    /** 204. */
    void spared(Filters newFilters, boolean goesOn, Truth truth) {
        filters = newFilters;
        isOpen = goesOn;
        if (!isQuenched) {
            lastSeen = new ArrayList<>(lastSeen);
            lastSeen.add(truth.seen(owner.address));
        }
    }

    /** Another node sends from now on, and knows nothing of times. */
    void isTakenOver() {
        isOfAnotherHome = true;
        isOpenedApart = false;
    }

    // ---- What is sent ----------------------------------------------------------------------------------------------------------------------

    private static boolean isTerminated(Notify notify) {
        return notify.subscriptionState().startsWith("terminated");
    }

    /** It may have been lost with another node, or have overtaken the 200 of its SUBSCRIBE. */
    private static boolean mayBeRepeated(FakeDialogs.Sent end) {
        return end.outcome().isCancelled() || end.outcome().join().status() == 481;
    }

    /** At the moment that it leaves. */
    void leaves(FakeDialogs.Sent sent) {
        Notify notify = sent.message();
        if (last != null) {
            assertTrue(notify.cseq() > last.message().cseq(), () -> owner + ": CSeq " + notify.cseq() + " " + notify.subscriptionState() + " after " + last.message().cseq() + " " + last.message().subscriptionState());
            assertFalse(last.isUnanswered(), "two under way");
            assertTrue(!isTerminated(last.message()) || isTerminated(notify) && (isOfAnotherHome || mayBeRepeated(last)), "after the end: " + last.message() + notify);
            keepsToItsRate(notify);
        }
        last = sent;
        lastSentAt = clock.getAsLong();
        isOfAnotherHome = false;
        news.add(sent);
    }

    /** RFC 6446 s5.2. */
    private void keepsToItsRate(Notify notify) {
        long pause = watcher.stored().map(subscription -> subscription.terms().rates()).orElse(Rates.NONE).shortestPause();
        boolean isLetIn = last.message().subscriptionState().startsWith("pending") && notify.subscriptionState().startsWith("active");
        isPrompt |= isLetIn;
        assertTrue(clock.getAsLong() - lastSentAt >= pause || isPrompt || isOfAnotherHome || isTerminated(notify), () -> owner + ": faster than its maximum rate: " + (clock.getAsLong() - lastSentAt) + " ms");
    }

    /** What it has been told in this step is what it was entitled to at one of these times. */
    void isToldTheTruth(List<Truth> times) {
        for (FakeDialogs.Sent sent : news) {
            Notify notify = sent.message();
            Set<String> states = times.stream().map(truth -> truth.told(owner.address, filter())).collect(Collectors.toSet());
            Expected expected = new Expected(sent, states, times.stream().map(truth -> truth.seen(owner.address)).toList(), subscribes, isQuenched);
            assertTrue(notify.contentEncoding().isEmpty() || takesGzip, "gzip");
            if (!isTerminated(notify)) {
                boolean isPending = notify.subscriptionState().startsWith("pending");
                assertTrue(times.stream().anyMatch(truth -> !truth.isBlocked(owner.address) && truth.isPending(owner.address) == isPending), () -> owner + " is told " + notify.subscriptionState());
                assertFalse(notify.entityTag().isEmpty(), "a state without a tag");
            } else if (notify.body().length > 0) {
                assertTrue(times.stream().anyMatch(truth -> !truth.isBlocked(owner.address)), "shut out, and told");
            }
            if (notify.body().length > 0 && !isPartial(notify)) {
                String told = ModelWatcher.canonical(plain(notify), notify.contentType());
                assertTrue(states.contains(told), () -> owner + " is told " + Truth.brief(told) + " and not " + states.stream().map(Truth::brief).toList());
            }
            underWay.add(expected);
        }
        news.clear();
    }

    private static boolean isPartial(Notify notify) {
        return notify.contentType().equals(PidfDiff.CONTENT_TYPE);
    }

    private static byte[] plain(Notify notify) {
        if (notify.contentEncoding().isEmpty()) {
            return notify.body();
        }
        assertEquals("gzip", notify.contentEncoding());
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(notify.body()))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- What arrives ----------------------------------------------------------------------------------------------------------------------

    /** @return the status of the watcher's answer */
    int arrives(Expected expected) {
        underWay.remove(expected);
        Notify notify = expected.sent().message();
        if (owner.dialog() != this || isForgotten) {
            return 481;
        }
        if (notify.cseq() <= lastTaken) {
            return 500;
        }
        lastTaken = notify.cseq();
        owner.takes(this, expected);
        if (!notify.entityTag().isEmpty()) {
            lastSeen = expected.seen();
        }
        if (isTerminated(notify)) {
            isOpen = false;
        }
        return 200;
    }

    /** The watcher begins anew and knows nothing of this dialog. */
    void forget() {
        isForgotten = true;
        isOpen = false;
    }

    /** The watcher's 2xx has arrived at the home. */
    void confirmed(Expected expected) {
        failures = 0;
        if (expected.subscribes() == subscribes) {
            isPrompt = false;
        }
    }

    String read(Notify notify) {
        if (!isPartial(notify)) {
            return ModelWatcher.canonical(plain(notify), notify.contentType());
        }
        assertEquals(PartialCopy.Verdict.TAKEN, copy.take(plain(notify)), owner.toString());
        return ModelWatcher.canonical(copy.presence(), HomeBench.PIDF);
    }

    @Override
    public String toString() {
        return watcher.dialog().callId() + (filter().equals(Filter.NONE) ? "" : filter().triggers().isEmpty() ? " filtered" : " triggered");
    }
}
