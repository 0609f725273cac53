package org.imspresence.testbed.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One request with one branch, the nodes that its bytes have been sent to, and what each has answered. */
final class Exchange {

    /** To one node. */
    static final class Delivery {

        private final Target target;
        private int status;

        private Delivery(Target target) {
            this.target = target;
        }

        Target target() {
            return target;
        }

        boolean isAnswered() {
            return status != 0;
        }

        void answer(int finalStatus) {
            status = finalStatus;
        }
    }

    private final Request request;
    private final byte[] bytes;
    private final long startedAt = EventLoop.now();
    private final List<Delivery> deliveries = new ArrayList<>(3);
    private Optional<String> agreed = Optional.empty();
    private boolean repeatIsDue = true;
    private long retryAfter;
    private boolean over;

    Exchange(Request request, String branch) {
        this.request = request;
        this.bytes = EventLoop.bytes(request.write(branch));
    }

    Request request() {
        return request;
    }

    byte[] bytes() {
        return bytes;
    }

    long age() {
        return EventLoop.now() - startedAt;
    }

    Delivery deliverTo(Target target) {
        Delivery delivery = new Delivery(target);
        deliveries.add(delivery);
        return delivery;
    }

    Optional<Delivery> at(Target target) {
        return deliveries.stream().filter(delivery -> delivery.target == target).findFirst();
    }

    boolean isAccepted() {
        return agreed.isPresent();
    }

    Optional<String> agreed() {
        return agreed;
    }

    void accept(String value) {
        agreed = Optional.of(value);
    }

    /** Refused for now, by one node. */
    void refuse(long seconds) {
        retryAfter = Math.max(retryAfter, seconds);
    }

    /** Seconds; 0 when no node has refused it for now. */
    long retryAfter() {
        return retryAfter;
    }

    void repeated() {
        repeatIsDue = false;
    }

    /** Whether every node that has the request, or is to have it, has answered, but for those that are not to be waited for. */
    boolean isAnswered(boolean waitForSilent) {
        return !repeatIsDue && deliveries.stream().allMatch(delivery -> delivery.isAnswered() || !waitForSilent && !delivery.target.isAvailable());
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }
}
