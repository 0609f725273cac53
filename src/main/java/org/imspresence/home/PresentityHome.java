package org.imspresence.home;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import org.imspresence.publication.Publication;
import org.imspresence.publication.PublishDecision;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.SubscribeDecision;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.SubscriptionState.Reason;

/**
 * The home of one presentity: the only writer of its subscriptions and publications, and the only sender of its NOTIFYs.
 *
 * <p>All its work runs in its {@link Mailbox}, one task after the other, so nothing in here is locked. The order of a command is always the same: decide (a pure
 * function), store on two nodes, take the result into the hot copy, answer, tell the watchers. A command whose write fails changes nothing and is
 * answered 500 with Retry-After.
 *
 * <p>A NOTIFY does not overtake the 200 of its SUBSCRIBE, unless that 200 is not heard of for {@link #PATIENCE_WITH_ANSWER} ms. What else is guaranteed of NOTIFYs
 * is said in {@link Notifier}.
 */
final class PresentityHome {

    /** How long the first NOTIFY waits for the word that the 200 is sent, milliseconds. */
    private static final long PATIENCE_WITH_ANSWER = 200;

    /** Watchers that are told in one task; between two such tasks commands get their turn. */
    private static final int FAN_OUT_CHUNK = 64;

    private static final int RETRY_AFTER_SECONDS = 2;

    private final String presentity;
    private final HomeNode node;
    private final Mailbox mailbox;
    private final Notifier notifier;
    private final Map<String, Watch> watches = new HashMap<>(2);
    /** By id. The shared empty map when there are none: most that are watched do not publish all the time. */
    private Map<String, Published> publications = Map.of();
    /** Subscriptions whose 200 is not known to be sent, the ended ones among them, by our tag; null when there are none, as nearly always. */
    private Map<String, Watch> unanswered;
    private long version;
    /** What the publications add up to; null until somebody has to be told, and again when there are none. */
    private PresenceState state;
    private boolean lost;

    PresentityHome(String presentity, HomeNode node) {
        this.presentity = presentity;
        this.node = node;
        this.mailbox = new Mailbox(node.threads());
        this.notifier = new Notifier(this, node, mailbox);
    }

    String presentity() {
        return presentity;
    }

    /** Rises with every change of {@link #state}. */
    long version() {
        return version;
    }

    /** True when another node has become the home. */
    boolean isLost() {
        return lost;
    }

    // ---- Commands ----------------------------------------------------------------------------------------------------------------------

    CompletionStage<Reply> subscribe(SubscribeRequest request) {
        return command(reply -> handle(request, reply));
    }

    CompletionStage<Reply> publish(PublishRequest request) {
        return command(reply -> handle(request, reply));
    }

    void answered(String localTag) {
        mailbox.submit(() -> {
            Watch watch = unanswered == null ? null : unanswered.get(localTag);
            if (watch != null) {
                release(watch, true);
            }
        });
    }

    private CompletionStage<Reply> command(Consumer<CompletableFuture<Reply>> task) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        if (!mailbox.offer(() -> carryOut(task, reply), node.queueLimit())) {
            reply.complete(Reply.busy("Too many requests for this presentity", RETRY_AFTER_SECONDS));
        }
        return reply;
    }

    /** No command stays without an answer, whatever the bug; the mailbox reports it. */
    private static void carryOut(Consumer<CompletableFuture<Reply>> task, CompletableFuture<Reply> reply) {
        try {
            task.accept(reply);
        } catch (RuntimeException | Error bug) {
            reply.complete(Reply.busy("Internal error", RETRY_AFTER_SECONDS));
            throw bug;
        }
    }

    /** True when there is nothing to be home of. To be asked where no command can slip in. */
    boolean isVacant() {
        return mailbox.isIdle() && watches.isEmpty() && publications.isEmpty() && unanswered == null;
    }

    // ---- Subscriptions -----------------------------------------------------------------------------------------------------------------

    private void handle(SubscribeRequest request, CompletableFuture<Reply> reply) {
        String id = request.dialog().id();
        Optional<Watch> watch = Optional.ofNullable(watches.get(id));
        SubscribeDecision decision = node.subscriptionRules().decide(
                watch.map(w -> w.subscription), watches.size(), request, node.now());
        if (decision instanceof SubscribeDecision.Refuse refuse) {
            reply.complete(Reply.refused(refuse.status(), refuse.reason(), refuse.minExpires()));
        } else if (decision instanceof SubscribeDecision.Repeat repeat) {
            reply.complete(Reply.subscribed(repeat.expires(), repeat.subscription().dialog().localTag()));
        } else if (decision instanceof SubscribeDecision.Fetch fetch) {
            Watch once = new Watch(this, id, fetch.subscription(), Subscription.FIRST_CSEQ);
            once.ending = Reason.TIMEOUT;
            answer(once, reply, 0);
        } else if (decision instanceof SubscribeDecision.Open open) {
            Watch opened = new Watch(this, id, open.subscription(), Subscription.FIRST_CSEQ);
            store(id, open.subscription(), reply, () -> {
                watches.put(opened.id, opened);
                node.scheduleExpiry(opened, opened.subscription.expiresAt());
                answer(opened, reply, open.expires());
            });
        } else if (decision instanceof SubscribeDecision.Refresh refresh) {
            Watch refreshed = watch.orElseThrow();
            // Every write of a subscription extends its block of sequence numbers.
            Subscription renewed = refresh.subscription().reserving(refreshed.nextCSeq + Subscription.CSEQ_BLOCK - 1);
            store(id, renewed, reply, () -> {
                refreshed.subscription = renewed;
                node.scheduleExpiry(refreshed, renewed.expiresAt());
                answer(refreshed, reply, refresh.expires());
            });
        } else if (decision instanceof SubscribeDecision.Close close) {
            Watch closed = watch.orElseThrow();
            afterWrite(node.removeSubscription(presentity, closed.id), reply, () -> {
                closed.subscription = close.subscription();
                end(closed, Reason.TIMEOUT);
                answer(closed, reply, 0);
            });
        }
    }

    private void store(String id, Subscription subscription, CompletableFuture<Reply> reply, Runnable then) {
        afterWrite(node.storeSubscription(presentity, id, subscription), reply, then);
    }

    /** The 200, and then, when it is known to be sent, the NOTIFY that RFC 6665 s4.2.1.2 asks for after every SUBSCRIBE. */
    private void answer(Watch watch, CompletableFuture<Reply> reply, int expires) {
        watch.answerOwed = true;
        watch.awaitsAnswer = true;
        if (unanswered == null) {
            unanswered = new HashMap<>(2);
        }
        unanswered.put(watch.localTag(), watch);
        // What a failed NOTIFY had to wait for does not hold up the answer to a new SUBSCRIBE.
        watch.awaitsRetry = false;
        int answer = ++watch.answers;
        node.after(PATIENCE_WITH_ANSWER, () -> mailbox.submit(() -> {
            if (watch.awaitsAnswer && watch.answers == answer) {
                release(watch, false);
            }
        }));
        reply.complete(Reply.subscribed(expires, watch.subscription.dialog().localTag()));
    }

    private void release(Watch watch, boolean heard) {
        unanswered.remove(watch.localTag());
        if (unanswered.isEmpty()) {
            unanswered = null;
        }
        watch.awaitsAnswer = false;
        watch.sentUnheard = !heard;
        notifier.deliver(watch);
    }

    /** Takes the subscription out of the hot copy; what is left of it is its last NOTIFY. */
    private void end(Watch watch, Reason reason) {
        watches.remove(watch.id);
        node.wheel().cancel(watch);
        watch.awaitsRetry = false;
        watch.ending = reason;
    }

    /** Called by the wheel. */
    void expire(Watch watch) {
        mailbox.submit(() -> {
            if (watches.get(watch.id) != watch) {
                return;
            }
            if (watch.subscription.expiresAt() > node.now()) {
                // Refreshed, or the clock has been set back, since the timer fired.
                node.scheduleExpiry(watch, watch.subscription.expiresAt());
                return;
            }
            end(watch, Reason.TIMEOUT);
            // Removed first: its last NOTIFY may take a sequence number that is not reserved, which nobody may find a record below.
            mailbox.hold(node.removeSubscription(presentity, watch.id), (done, problem) -> {
                reportRemoval(problem);
                notifier.deliver(watch);
            });
        });
    }

    /** The watcher's side has no such subscription any more. To be called as the last act of a task. */
    void gone(Watch watch) {
        if (watches.get(watch.id) == watch) {
            end(watch, Reason.NORESOURCE);
            forget(node.removeSubscription(presentity, watch.id));
        }
    }

    /** Lets nothing overtake a removal. When it fails, the entry's own lifespan ends it. */
    private void forget(CompletionStage<Void> removal) {
        mailbox.hold(removal, (done, problem) -> reportRemoval(problem));
    }

    private void reportRemoval(Throwable problem) {
        if (problem != null) {
            node.report("remove an entry", presentity, problem);
        }
    }

    // ---- Publications ------------------------------------------------------------------------------------------------------------------

    private void handle(PublishRequest request, CompletableFuture<Reply> reply) {
        PublishDecision decision = node.publicationRules().decide(
                stored(), request, () -> node.documents().refusal(request), node.now());
        if (decision instanceof PublishDecision.Refuse refuse) {
            reply.complete(Reply.refused(refuse.status(), refuse.reason(), refuse.minExpires()));
        } else if (decision instanceof PublishDecision.Store store) {
            afterWrite(node.storePublication(presentity, store.publication()), reply, () -> {
                change(() -> take(store.publication()), () -> reply.complete(Reply.published(store.expires(), store.publication().entityTag())));
            });
        } else if (decision instanceof PublishDecision.Renew renew) {
            afterWrite(node.storePublication(presentity, renew.publication()), reply, () -> {
                take(renew.publication());
                reply.complete(Reply.published(renew.expires(), renew.publication().entityTag()));
            });
        } else if (decision instanceof PublishDecision.Remove remove) {
            afterWrite(node.removePublication(presentity, remove.publication().id()), reply, () -> {
                change(() -> drop(remove.publication().id()), () -> reply.complete(Reply.published(0, remove.entityTag())));
            });
        }
    }

    private Collection<Publication> stored() {
        return publications.values().stream().map(p -> p.publication).toList();
    }

    private void take(Publication publication) {
        if (publications.isEmpty()) {
            publications = new HashMap<>(2);
        }
        Published published = publications.computeIfAbsent(publication.id(), id -> new Published(this, publication));
        published.publication = publication;
        node.scheduleExpiry(published, publication.expiresAt());
    }

    private void drop(String id) {
        node.wheel().cancel(publications.remove(id));
        if (publications.isEmpty()) {
            publications = Map.of();
        }
    }

    /** Called by the wheel. RFC 3903 s6: the end of a publication is a change of state. */
    void expire(Published published) {
        mailbox.submit(() -> {
            Publication publication = published.publication;
            if (publications.get(publication.id()) != published) {
                return;
            }
            if (publication.expiresAt() > node.now()) {
                node.scheduleExpiry(published, publication.expiresAt());
                return;
            }
            change(() -> drop(publication.id()), () -> { });
            forget(node.removePublication(presentity, publication.id()));
        });
    }

    // ---- Telling the watchers ----------------------------------------------------------------------------------------------------------

    /** Carries out a change to the publications, answers and, if it makes a difference to what they add up to, tells the watchers. */
    private void change(Runnable change, Runnable answer) {
        PresenceState before = state();
        change.run();
        state = null;
        answer.run();
        if (state().isSameAs(before)) {
            return;
        }
        version++;
        fanOut(new ArrayList<>(watches.values()), 0);
    }

    /** What the publications add up to now. */
    PresenceState state() {
        if (state != null) {
            return state;
        }
        PresenceState composed = node.documents().compose(presentity, stored());
        // A presentity that publishes nothing is as frequent as it is quick to compose: it keeps no document.
        state = publications.isEmpty() ? null : composed;
        return composed;
    }

    private void fanOut(List<Watch> all, int from) {
        int to = Math.min(all.size(), from + FAN_OUT_CHUNK);
        all.subList(from, to).forEach(watch -> {
            try {
                notifier.deliver(watch);
            } catch (RuntimeException bug) {
                // It stops neither the other watchers nor the home.
                node.report("notify " + watch.subscription.watcher(), presentity, bug);
            }
        });
        if (to < all.size()) {
            mailbox.submit(() -> fanOut(all, to));
        }
    }

    // ---- Coming and going --------------------------------------------------------------------------------------------------------------

    /** This node has become the home: takes a stored subscription over. Its sequence goes on above all that its last home may have used. */
    void adopt(String id, Subscription subscription) {
        mailbox.submit(() -> {
            Watch watch = new Watch(this, id, subscription, subscription.reservedCSeq() + 1);
            watch.toldVersion = version;
            if (watches.putIfAbsent(watch.id, watch) == null) {
                node.scheduleExpiry(watch, subscription.expiresAt());
            }
        });
    }

    /** This node has become the home: takes a stored publication over. */
    void adopt(Publication publication) {
        mailbox.submit(() -> {
            if (!publications.containsKey(publication.id())) {
                take(publication);
                state = null;
            }
        });
    }

    /** Another node becomes the home: when the returned stage is complete, nothing is under way to the caches, and nothing more is sent. */
    CompletionStage<Void> lose() {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        mailbox.submit(() -> {
            lost = true;
            watches.values().forEach(node.wheel()::cancel);
            publications.values().forEach(node.wheel()::cancel);
            watches.clear();
            publications = Map.of();
            drained.complete(null);
        });
        return drained;
    }

    private void afterWrite(CompletionStage<?> write, CompletableFuture<Reply> reply, Runnable then) {
        mailbox.hold(write, (done, problem) -> {
            if (problem == null) {
                then.run();
            } else {
                node.report("store", presentity, problem);
                reply.complete(Reply.busy("The result could not be stored", RETRY_AFTER_SECONDS));
            }
        });
    }
}
