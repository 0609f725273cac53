package org.imspresence.notification;

import java.util.Set;

import org.imspresence.dialog.NotifyOutcome;

/**
 * RFC 6665 s4.2.2: which failed NOTIFYs end their subscription.
 *
 * <table>
 *   <caption>What becomes of a subscription</caption>
 *   <tr><th>NOTIFY answered with</th><th>standard</th><th>patient</th></tr>
 *   <tr><td>481</td><td>removed</td><td>removed</td></tr>
 *   <tr><td>404, 405, 410, 416, 480, 482 to 485, 489, 501, 604</td><td>removed</td><td>kept</td></tr>
 *   <tr><td>nothing, or 408</td><td>removed</td><td>kept</td></tr>
 *   <tr><td>any other failure; a next hop that cannot be reached</td><td>kept</td><td>kept</td></tr>
 * </table>
 *
 * <p>What is kept is tried again when its Retry-After says so, if it has one.
 */
public enum FailurePolicy {
    /** As the RFC has it. */
    STANDARD(Set.of(404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604)),
    /** For networks where watchers are out of reach now and then: only the watcher's own word ends a subscription before its time. */
    PATIENT(Set.of(481));

    private final Set<Integer> ending;

    FailurePolicy(Set<Integer> ending) {
        this.ending = ending;
    }

    /**
     * @param outcome no 2xx
     */
    public FailedNotify on(NotifyOutcome outcome) {
        if (ending.contains(outcome.status())) {
            return FailedNotify.REMOVE;
        }
        return outcome.retryAfter().isPresent() ? FailedNotify.RETRY_LATER : FailedNotify.KEEP;
    }
}
