package org.imspresence.cluster;

import java.util.concurrent.CompletionStage;

/** What a node does with the commands that {@link Cluster#call} and {@link Cluster#tell} bring to it. */
@FunctionalInterface
public interface CommandHandler {

    /**
     * Carries out a command and promises the reply. Called on a network thread, or on the thread of the caller when the
     * caller is on this node: it must not block. No thread is held while the returned stage is pending.
     *
     * <p>The same command may arrive more than once (a home died after it had acted and before it had answered, or was slow), and two
     * commands of one sender may arrive in either order.
     *
     * @return a stage with a reply that the schemas know, or null. A stage that fails with {@link NotHomeException} sends
     *         the caller to the group's new home; any other failure reaches the caller as {@link CommandFailedException}
     *         with its message
     */
    CompletionStage<?> handle(Object command);
}
