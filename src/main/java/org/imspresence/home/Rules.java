package org.imspresence.home;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.imspresence.authorization.Circumstances;
import org.imspresence.authorization.Decision;
import org.imspresence.authorization.ListDocument;
import org.imspresence.authorization.Permissions;
import org.imspresence.authorization.Policy;
import org.imspresence.authorization.Requester;
import org.imspresence.authorization.RuleDocument;
import org.imspresence.authorization.SubHandling;
import org.imspresence.documents.StoredDocument;
import org.imspresence.event.EventPackage.Access;
import org.imspresence.timer.TimerWheel;

/**
 * What the presentity has stored by XCAP, as far as its home needs it: who may watch, and its permanent state. Read when it is asked for first, and again when word comes that it has changed. Part of a {@link PresentityHome}: it runs in the
 * same mailbox.
 *
 * <p>What cannot be read grants nothing: new watchers wait, those whose decision is known keep it, and the reading is tried again.
 */
final class Rules {

    /** Milliseconds. */
    private static final long LONGEST_READ = 8_000;
    private static final long TRY_AGAIN_AFTER = 5_000;
    private static final int MOST_DOUBLED = 4;
    private static final int SPREAD = 1 << 10;
    private static final long READ_AGAIN_AFTER = 300_000;
    /** No timer is set for longer, milliseconds: what is further away is looked at again by then. */
    private static final long LONGEST_TIMER = 86_400_000;
    private static final int MIX = 31;

    private static final Decision NOT_KNOWN = new Decision(SubHandling.CONFIRM, Permissions.NONE, "the rules cannot be read at present");
    private static final Decision OWNER = new Decision(SubHandling.ALLOW, Permissions.ALL, "the presentity itself");
    private static final Decision NOT_THE_OWNER = new Decision(SubHandling.BLOCK, Permissions.NONE, "not the presentity itself");

    private final PresentityHome home;
    private final HomeNode node;
    private final Mailbox mailbox;
    /** Null until it has been read. */
    private Policy policy;
    private Optional<byte[]> permanent = Optional.empty();
    /** Of what was read. */
    private long tags;
    private boolean tried;
    /** By {@link HomeNode#elapsed}. */
    private long readAt;
    /** In a row. */
    private int failures;
    /** Null when none is set, as for the next one. */
    private TimerWheel.Timer nextTry;
    /** For what changes by time. */
    private TimerWheel.Timer nextChange;
    /** The home is no more. Set by whoever takes it away, on any thread. */
    private volatile boolean over;

    Rules(PresentityHome home, HomeNode node, Mailbox mailbox) {
        this.home = home;
        this.node = node;
        this.mailbox = mailbox;
    }

    /** Goes on when the rules are known, or known to be unreadable at present. The queue is held until then. To be called as the last act of a task. */
    void whenKnown(Runnable then) {
        if (tried) {
            then.run();
            return;
        }
        mailbox.hold(stored(), (documents, problem) -> {
            try {
                if (!tried) {
                    read(documents, problem);
                }
            } finally {
                then.run();
            }
        });
    }

    /** Reads again, and judges all watchers anew. The queue is held until then. To be called as the last act of a task. */
    void readAgain(Runnable then) {
        mailbox.hold(stored(), (documents, problem) -> {
            try {
                if (read(documents, problem)) {
                    home.rulesChanged();
                }
            } finally {
                then.run();
            }
        });
    }

    /**
     * Reads again what was read long ago: the word that it has changed may have been lost with the node that sent it, or it was changed in the database itself. To be asked now and then.
     */
    void refresh() {
        if (tried && node.elapsed().getAsLong() - readAt > READ_AGAIN_AFTER) {
            readAt = node.elapsed().getAsLong();
            mailbox.submit(() -> readAgain(() -> { }));
        }
    }

    private CompletionStage<List<StoredDocument>> stored() {
        try {
            CompletableFuture<List<StoredDocument>> stored = node.documents().of(home.presentity()).toCompletableFuture();
            return stored.isDone() ? stored : stored.copy().orTimeout(LONGEST_READ, TimeUnit.MILLISECONDS);
        } catch (RuntimeException bug) {
            return CompletableFuture.failedFuture(bug);
        }
    }

    /** @return whether something else is stored than was known */
    private boolean read(List<StoredDocument> documents, Throwable problem) {
        tried = true;
        readAt = node.elapsed().getAsLong();
        if (problem == null) {
            failures = 0;
            return take(documents);
        }
        // What is wrong with the database it says itself, once for all presentities.
        node.tallies().notRead();
        if (nextTry == null && !over) {
            nextTry = node.after(pause(), () -> mailbox.submit(() -> {
                nextTry = null;
                if (!over) {
                    readAgain(() -> { });
                }
            }));
        }
        return false;
    }

    /** Longer with each failure, and different from one presentity to the other. Milliseconds. */
    private long pause() {
        long longest = TRY_AGAIN_AFTER << Math.min(MOST_DOUBLED, failures++);
        return longest - longest / 2 * (home.presentity().hashCode() & SPREAD - 1) / SPREAD;
    }

    private boolean take(List<StoredDocument> documents) {
        List<RuleDocument> rules = new ArrayList<>();
        List<ListDocument> lists = new ArrayList<>();
        Optional<byte[]> state = Optional.empty();
        long tagsNow = 0;
        for (StoredDocument document : documents) {
            boolean counts = true;
            switch (document.key().auid()) {
                case "pres-rules", "org.openmobilealliance.pres-rules" -> rules.add(new RuleDocument(document.key().auid() + '/' + document.key().name(), document.body()));
                case "resource-lists" -> lists.add(new ListDocument("resource-lists/users/" + document.key().owner() + '/' + document.key().name(), document.body()));
                case "pidf-manipulation" -> {
                    counts = document.key().name().equals("index");
                    state = counts ? Optional.of(document.body()) : state;
                }
                default -> counts = false;
            }
            tagsNow += counts ? MIX * (long) document.key().hashCode() + document.entityTag().hashCode() : 0;
        }
        if (policy != null && tags == tagsNow) {
            return false;
        }
        tags = tagsNow;
        // Before the state: who is told that follows from the rules that came with it.
        policy = rules.isEmpty() ? node.watchers().withoutRules() : node.watchers().reader().read(rules, lists, node.watchers().byDefault());
        Optional<byte[]> now = state;
        if (!now.map(ByteBuffer::wrap).equals(permanent.map(ByteBuffer::wrap))) {
            home.whileStateChanges(() -> permanent = now);
        }
        setTimer();
        return true;
    }

    /** Validities begin and end (RFC 4745 s7.4). */
    private void setTimer() {
        cancel(nextChange);
        nextChange = null;
        OptionalLong next = policy.nextChange(node.now());
        if (next.isPresent() && !over) {
            nextChange = node.after(Math.min(LONGEST_TIMER, next.getAsLong() - node.now()), () -> mailbox.submit(() -> {
                if (!over) {
                    home.rulesChanged();
                    setTimer();
                }
            }));
        }
    }

    /** Stops the timers: they would keep a home that is no more, and set themselves again. */
    void disarm() {
        over = true;
        cancel(nextTry);
        cancel(nextChange);
    }

    private void cancel(TimerWheel.Timer timer) {
        if (timer != null) {
            node.wheel().cancel(timer);
        }
    }

    /** True when what is stored has been asked for. */
    boolean areAskedFor() {
        return tried;
    }

    /** True when the presentity's word is known. */
    boolean areKnown() {
        return policy != null;
    }

    /** What holds for a watcher of a topic. */
    Decision decide(Topic topic, Requester watcher) {
        if (watcher.identities().contains(home.presentity())) {
            return OWNER;
        }
        if (topic.eventPackage().access() == Access.OWNER) {
            return NOT_THE_OWNER;
        }
        if (policy == null) {
            return NOT_KNOWN;
        }
        return policy.decide(watcher, new Circumstances(policy.dependsOnSphere() ? topic.views().state().sphere() : Optional.empty(), node.now()));
    }

    /** Whether what is published may change what a watcher is told by more than the publication itself. */
    boolean dependOnState() {
        return policy != null && policy.dependsOnSphere();
    }

    /** RFC 4827: what is told while nothing else is published. */
    Optional<byte[]> permanent() {
        return permanent;
    }

    /** Names what decisions follow from: every node comes to the same number. 0 when nothing is stored. */
    long fingerprint() {
        return policy == null ? 0 : tags + policy.nextChange(node.now()).orElse(0);
    }
}
