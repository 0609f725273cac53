package org.imspresence.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Something that is started on a thread of its own, while the start of a node goes on with something else. */
final class Beside<T extends AutoCloseable> implements AutoCloseable {

    private final CompletableFuture<T> started = new CompletableFuture<>();

    private Beside() {}

    /** Begins. The thread sees the application's classes and resources, as the caller does. */
    static <T extends AutoCloseable> Beside<T> start(String name, Supplier<T> start) {
        Beside<T> beside = new Beside<>();
        // A new thread has its parent's context class loader: here that of the web application.
        new Thread(() -> beside.run(start), name).start();
        return beside;
    }

    private void run(Supplier<T> start) {
        try {
            started.complete(start.get());
        } catch (RuntimeException | Error failure) {
            started.completeExceptionally(failure);
        }
    }

    /** Waits until it is started. Throws what its start has thrown. */
    T get() {
        try {
            return started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    /** Closes it when it is started; to be called when it is not wanted any more. */
    @Override
    public void close() {
        started.thenAccept(unwanted -> {
            try {
                unwanted.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }).exceptionally(failed -> null).join();
    }
}
