package org.imspresence.home;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.NotifyOutcome;

/** Records the NOTIFYs. Each is answered with 200 at once, or, after {@link #answerLater}, when the test says so. */
final class FakeDialogs implements Dialogs {

    record Sent(DialogState dialog, Notify message, CompletableFuture<NotifyOutcome> outcome) {

        void answer(int status) {
            outcome.complete(NotifyOutcome.of(status));
        }

        void answer(int status, int retryAfter) {
            outcome.complete(NotifyOutcome.failure(status, OptionalInt.of(retryAfter)));
        }

        /** A 200 with an Event. */
        void answerWith(String event) {
            outcome.complete(NotifyOutcome.success(200, Optional.empty(), Optional.of(event)));
        }

        /** A 200 with a Contact. */
        void answerFrom(String contact) {
            outcome.complete(NotifyOutcome.success(200, Optional.of(contact), Optional.empty()));
        }

        boolean isUnanswered() {
            return !outcome.isDone();
        }
    }

    private static final NotifyOutcome OK = NotifyOutcome.of(200);

    private final List<Sent> sent = new ArrayList<>();
    private Optional<NotifyOutcome> automatic = Optional.of(OK);
    private Consumer<Sent> onlooker = one -> { };

    @Override
    public CompletableFuture<NotifyOutcome> send(DialogState dialog, Notify notify) {
        Sent one = new Sent(dialog, notify, new CompletableFuture<>());
        sent.add(one);
        onlooker.accept(one);
        automatic.ifPresent(one.outcome()::complete);
        return one.outcome();
    }

    /** Sees each NOTIFY at the moment that it leaves. */
    void watchedBy(Consumer<Sent> newOnlooker) {
        onlooker = newOnlooker;
    }

    void answerLater() {
        automatic = Optional.empty();
    }

    void answerAtOnce() {
        automatic = Optional.of(OK);
    }

    List<Sent> sent() {
        return List.copyOf(sent);
    }

    Sent last() {
        return sent.get(sent.size() - 1);
    }
}
