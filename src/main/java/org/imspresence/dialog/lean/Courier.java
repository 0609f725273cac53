package org.imspresence.dialog.lean;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Notify;
import org.imspresence.dialog.location.Attempted;
import org.imspresence.dialog.location.Target;

/** Sees what the container makes, and sends it in its stead if it can. */
public interface Courier {

    /**
     * A NOTIFY is made, and would leave as a datagram.
     *
     * @param from    the address of ours that it is to leave from
     * @param trusted what it tells because its target is within the trust domain, values by header name; empty for none
     * @param request its bytes
     * @return what comes of it, a future that never completes exceptionally; empty when the container has to send it
     */
    Optional<CompletableFuture<Attempted>> take(DialogState dialog, Notify notify, Target target, InetAddress from, Map<String, String> trusted, byte[] request);
}
