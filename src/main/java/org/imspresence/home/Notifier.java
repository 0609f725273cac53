package org.imspresence.home;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import org.imspresence.dialog.Notify;
import org.imspresence.dialog.NotifyOutcome;
import org.imspresence.event.EventState;
import org.imspresence.home.Watch.Obstacle;
import org.imspresence.notification.FailedNotify;
import org.imspresence.notification.Notice;
import org.imspresence.notification.Notice.Purpose;
import org.imspresence.notification.Planner;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;

/**
 * Brings one presentity's watchers what they are owed. Part of its {@link PresentityHome}: it runs in the same mailbox.
 *
 * <p>Guaranteed: at most one NOTIFY is under way per dialog; sequence numbers rise, and none is used before it is reserved in the stored record; no NOTIFY carries
 * an older state after a newer one; none overtakes the 200 of its SUBSCRIBE, unless that 200 is not heard of for {@link #PATIENCE_WITH_ANSWER} ms. Nothing is queued:
 * {@link #deliver} asks the planner what is due, and whoever removes an {@link Obstacle} asks again, so changes that come meanwhile coalesce into the latest state.
 */
final class Notifier {

    /** How long a NOTIFY waits for the word that the 200 is sent, milliseconds. */
    private static final long PATIENCE_WITH_ANSWER = 200;
    private static final int GONE = 481;
    private static final long SHORTEST_PAUSE = 1000;
    /** Milliseconds before each new try of a NOTIFY whose failure leaves the subscription alone. */
    private static final long[] PAUSES = {2_000, 8_000, 32_000};

    /**
     * What a NOTIFY tells: whether the subscription is pending, the version of the state, and, if its body does tell it, the state, and what that is before the filter; and whether a maximum rate did not hold it back.
     *
     * @param changedAt when the change that it tells came about, by {@link HomeNode#elapsed}; empty when it tells none
     * @param entityTag its SIP-ETag; empty for none
     */
    record Sent(Notice notice, boolean pending, long version, Optional<EventState> state, Optional<EventState> beforeFilter, boolean prompt, OptionalLong changedAt, String entityTag) {}

    private record UnderWay(Sent what, CompletableFuture<NotifyOutcome> answer) {}

    private final PresentityHome home;
    private final HomeNode node;
    private final Mailbox mailbox;
    /** Subscriptions whose 200 is not known to be sent, the ended ones among them, by our tag. */
    private Map<String, Watch> unanswered = Map.of();
    /** Subscriptions that have ended and whose last NOTIFY has not been answered. */
    private Map<Watch, Reason> endings = Map.of();
    /** NOTIFYs that have not been answered. */
    private Map<Watch, UnderWay> underWay = Map.of();

    Notifier(PresentityHome home, HomeNode node, Mailbox mailbox) {
        this.home = home;
        this.node = node;
        this.mailbox = mailbox;
    }

    // ---- The answer to a SUBSCRIBE -------------------------------------------------------------------------------------------------------

    /** The 200 to a SUBSCRIBE is about to be sent: the NOTIFY that RFC 6665 s4.2.1.2 asks for follows it. */
    void answering(Watch watch) {
        watch.answerOwed = true;
        watch.prompt = true;
        watch.waitFor(Obstacle.ANSWER);
        unanswered = Few.with(unanswered, watch.localTag(), watch);
        // What a failed NOTIFY had to wait for does not hold up the answer to a new SUBSCRIBE.
        watch.clear(Obstacle.RETRY_AFTER);
        int answer = ++watch.answers;
        later(PATIENCE_WITH_ANSWER, () -> {
            if (watch.waitsFor(Obstacle.ANSWER) && watch.answers == answer) {
                answered(watch, false);
            }
        });
    }

    /** The 200 in the dialog of this tag has been sent. */
    void answered(String localTag) {
        Watch watch = unanswered.get(localTag);
        if (watch != null) {
            answered(watch, true);
        }
    }

    private void answered(Watch watch, boolean heard) {
        unanswered = Few.without(unanswered, watch.localTag());
        watch.clear(Obstacle.ANSWER);
        watch.sentUnheard = !heard;
        deliver(watch);
    }

    boolean owesAnswers() {
        return !unanswered.isEmpty();
    }

    /** The next NOTIFY is the last one. */
    void end(Watch watch, Reason reason) {
        disarm(watch);
        watch.clear(Obstacle.RETRY_AFTER);
        watch.ending = reason;
        endings = Few.with(endings, watch, reason);
    }

    /** Those whose last NOTIFY has not been answered. */
    Set<Watch> endings() {
        return endings.keySet();
    }

    /** Nothing is due to this watcher any more. */
    void over(Watch watch) {
        watch.waitFor(Obstacle.END);
        node.dialogs().over(watch.subscription.dialog());
        endings = Few.without(endings, watch);
    }

    // ---- Sending -------------------------------------------------------------------------------------------------------------------------

    /** Sends the NOTIFY that is due to this watcher, if any and if nothing stands in its way. */
    void deliver(Watch watch) {
        Optional<Notice> due = due(watch);
        if (due.isEmpty()) {
            return;
        }
        if (due.get().pause() > 0) {
            pace(watch, due.get().pause());
            return;
        }
        String hop = watch.nextHop();
        watch.waitFor(Obstacle.PLACE);
        if (node.window().enter(hop, () -> mailbox.submit(() -> deliverInPlace(watch, hop)))) {
            deliverInPlace(watch, hop);
        }
    }

    /** Asks again when the pace allows it. What has to be told before then is not held up. */
    private void pace(Watch watch, long pause) {
        watch.rhythm(this).lookAt(node.elapsed().getAsLong() + pause, node.wheel());
    }

    /** Called by the wheel. */
    void lookAgain(Watch watch) {
        mailbox.submit(() -> {
            if (watch.rhythm != null) {
                watch.rhythm.looked();
                deliver(watch);
                watch.dropIdleRhythm();
            }
        });
    }

    /** Stops the timer. */
    void disarm(Watch watch) {
        if (watch.rhythm != null) {
            node.wheel().cancel(watch.rhythm);
            watch.rhythm = null;
        }
    }

    /** With a place in the window: what is due now may be other than what was due when the place was asked for. */
    private void deliverInPlace(Watch watch, String hop) {
        watch.clear(Obstacle.PLACE);
        boolean isTaken = false;
        try {
            Optional<Notice> due = due(watch);
            if (due.isPresent() && due.get().pause() > 0) {
                pace(watch, due.get().pause());
            } else if (due.isPresent() && watch.nextCSeq > watch.subscription.reservedCSeq()) {
                new SequenceNumbers(home, node, mailbox, this).reserve(watch);
            } else if (due.isPresent()) {
                send(watch, due.get(), hop);
                isTaken = true;
            }
        } finally {
            if (!isTaken) {
                node.window().leave(hop);
            }
        }
    }

    private Optional<Notice> due(Watch watch) {
        if (home.isLost() || watch.isHeldUp() || !maySend(watch)) {
            return Optional.empty();
        }
        Optional<Notice> due = planned(watch);
        if (due.isEmpty() || due.get().isOwed()) {
            return due;
        }
        if (watch.outcome.isNotKnown()) {
            return Optional.empty();
        }
        // Whether there is anything to tell is looked at when it may be told: of a thousand changes within a pace, once.
        boolean mayTellAChange = due.get().purpose() == Purpose.CHANGE && due.get().pause() == 0;
        if (mayTellAChange && watch.learnsNothing()) {
            watch.passOver();
            return planned(watch);
        }
        return due;
    }

    private Optional<Notice> planned(Watch watch) {
        return Planner.plan(watch.subscription, watch.delivery(node.elapsed().getAsLong()), watch.outcome.version(), node.now(), watch.topic.eventPackage().pacing());
    }

    /** Whether this node may send in the dialog at present. */
    boolean maySend(Watch watch) {
        return switch (node.standing().get()) {
            case ACTING -> true;
            case HOLDING -> watch.openedApart;
            case SUSPENDED -> false;
        };
    }

    private void send(Watch watch, Notice notice, String hop) {
        Optional<EventState> told = watch.outcome.told();
        boolean isBare = watch.isSpared();
        Notify written = node.writer().next(home.presentity(), watch, notice, told, isBare);
        Sent what = new Sent(notice, watch.outcome.isPending(), watch.outcome.version(), isBare ? Optional.empty() : told, watch.outcome.toldBeforeFilter(), watch.prompt, changedAt(watch), written.entityTag());
        CompletableFuture<NotifyOutcome> sent = node.dialogs().send(watch.subscription.dialog(), written);
        watch.sent(node.elapsed().getAsLong());
        watch.matched &= isBare;
        count(watch);
        watch.waitFor(notice.purpose() == Purpose.REMINDER ? Obstacle.REMINDER : Obstacle.UNDER_WAY);
        underWay = Few.with(underWay, watch, new UnderWay(what, sent));
        sent.whenComplete((outcome, bug) -> {
            // Not in the mailbox: the longer the home's queue, the fewer NOTIFYs a window would allow that counts what waits there.
            node.window().leave(hop);
            mailbox.submit(() -> {
                watch.clear(Obstacle.UNDER_WAY);
                watch.clear(Obstacle.REMINDER);
                underWay = Few.without(underWay, watch);
                if (sent.isCancelled()) {
                    // It may have arrived all the same.
                    watch.toldVersion = what.version();
                    watch.answerOwed = true;
                    watch.prompt |= what.prompt();
                    deliver(watch);
                } else {
                    told(watch, what, bug == null ? outcome : NotifyOutcome.unreachable());
                }
            });
        });
    }

    private static OptionalLong changedAt(Watch watch) {
        return watch.owesChange ? OptionalLong.of(watch.outcome.changedAt()) : OptionalLong.empty();
    }

    /** RFC 6446 s7.2: for those with an adaptive minimum rate. */
    private void count(Watch watch) {
        double adaptiveMin = watch.subscription.terms().rates().adaptiveMin();
        if (watch.rhythm != null || adaptiveMin > 0 && watch.ending == null) {
            watch.rhythm(this).sent(adaptiveMin, watch.lastSentAt);
            watch.dropIdleRhythm();
        }
    }

    /** The NOTIFY of this subscription that has not been answered. */
    Optional<Sent> underWay(Watch watch) {
        return Optional.ofNullable(underWay.get(watch)).map(UnderWay::what);
    }

    boolean isIdle() {
        return underWay.isEmpty();
    }

    /** Has nothing sent again of what is not answered yet, for these watchers: another home sends, or has sent, in their dialogs with higher sequence numbers. */
    void abandon(Predicate<Watch> whose) {
        List.copyOf(underWay.entrySet()).stream().filter(entry -> whose.test(entry.getKey())).forEach(entry -> entry.getValue().answer().cancel(false));
    }

    // ---- What became of it ---------------------------------------------------------------------------------------------------------------

    private void told(Watch watch, Sent what, NotifyOutcome outcome) {
        watch.lastStatus = (short) outcome.status();
        node.notified(home.presentity(), watch, what, outcome);
        if (home.isLost()) {
            handedOver(watch, what, outcome);
            return;
        }
        boolean unheard = watch.sentUnheard;
        watch.sentUnheard = false;
        watch.prompt |= what.prompt() && !outcome.isSuccess();
        if (outcome.isSuccess()) {
            done(watch, what, outcome);
        } else if (outcome.status() == GONE && unheard) {
            // The NOTIFY may have overtaken its 200: many agents then know no dialog yet. Once more, and once only.
            watch.answerOwed = true;
            deliver(watch);
        } else {
            failed(watch, what, outcome);
        }
    }

    /** The next home tells what this one has not; it need not tell what has been answered since. */
    private void handedOver(Watch watch, Sent what, NotifyOutcome outcome) {
        if (outcome.isSuccess()) {
            watch.toldVersion = what.version();
            watch.failures = 0;
            if (what.notice().terminal()) {
                over(watch);
            }
        } else {
            watch.answerOwed = true;
        }
        home.answeredAfterLoss();
    }

    private void done(Watch watch, Sent what, NotifyOutcome outcome) {
        watch.toldVersion = what.version();
        watch.known = watch.topic.views().known(watch, what.state(), what.beforeFilter());
        watch.failures = 0;
        // A SUBSCRIBE that has come meanwhile says it anew, and its NOTIFY is still owed.
        Optional<String> event = outcome.event().filter(header -> !watch.answerOwed);
        Subscription changed = watch.topic.eventPackage().subscriptions().answered(watch.subscription, outcome.remoteTarget(), event, node.now());
        if (changed != watch.subscription && watch.ending == null) {
            change(watch, changed);
        } else {
            deliverNext(watch, what.notice());
        }
    }

    private void change(Watch watch, Subscription changed) {
        Subscription stored = SequenceNumbers.reserving(watch, changed);
        mailbox.hold(home.write(() -> node.records().store(home.presentity(), watch.id, stored)), (done, problem) -> {
            if (problem == null) {
                watch.subscription = stored;
            } else {
                node.report("store what the answer to a NOTIFY has changed", home.presentity(), problem);
            }
            deliver(watch);
        });
    }

    private void deliverNext(Watch watch, Notice last) {
        if (last.terminal()) {
            over(watch);
            home.subscriptions().toldTheEnd(watch);
        } else {
            deliver(watch);
        }
    }

    private void failed(Watch watch, Sent what, NotifyOutcome outcome) {
        // It is tried again for longer than a next home looks back.
        watch.topic.recordSoon();
        FailedNotify consequence = what.notice().terminal() ? FailedNotify.KEEP : node.failurePolicy().on(outcome);
        switch (consequence) {
            case KEEP -> keep(watch, what);
            case REMOVE -> {
                over(watch);
                home.subscriptions().gone(watch);
            }
            case RETRY_LATER -> retryLater(watch, outcome.retryAfter().orElseThrow());
        }
    }

    /**
     * The next change is sent as usual. A watcher that none comes for is not left with an old state: the NOTIFY is sent again a few times, at growing distance.
     */
    private void keep(Watch watch, Sent what) {
        watch.toldVersion = what.version();
        if (!what.notice().terminal() && watch.failures < PAUSES.length) {
            int failure = ++watch.failures;
            later(PAUSES[failure - 1], () -> {
                if (watch.failures == failure) {
                    watch.answerOwed = true;
                    deliver(watch);
                }
            });
        }
        deliverNext(watch, what.notice());
    }

    private void retryLater(Watch watch, int retryAfter) {
        watch.answerOwed = true;
        watch.waitFor(Obstacle.RETRY_AFTER);
        int answers = watch.answers;
        later(pause(watch, retryAfter), () -> {
            if (watch.waitsFor(Obstacle.RETRY_AFTER) && watch.answers == answers) {
                watch.clear(Obstacle.RETRY_AFTER);
                deliver(watch);
            }
        });
    }

    /** Milliseconds of Retry-After: no less than a second, and no longer than the subscription lives, whose end is told in any case. */
    private long pause(Watch watch, int retryAfter) {
        long remaining = watch.subscription.expiresAt() - node.now();
        return Math.max(SHORTEST_PAUSE, Math.min(retryAfter * 1000L, remaining));
    }

    private void later(long milliseconds, Runnable task) {
        node.after(milliseconds, () -> mailbox.submit(task));
    }
}
