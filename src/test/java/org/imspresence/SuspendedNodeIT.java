package org.imspresence;

import java.time.Duration;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.fleet.ClusterScene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node is suspended under load, long enough for the others to take over, and then goes on where it was. */
@RestcommOnly("several nodes")
@Timeout(300)
class SuspendedNodeIT {

    private static final Duration SUSPENDED = Duration.ofSeconds(15);

    @Test
    void noWatcherNoticesThatANodeIsSuspendedAndComesBack() {
        try (ClusterScene scene = ClusterScene.onLoopback("suspended node")) {
            scene.open();

            scene.fleet().rush(scene.target(1), 40, 40);
            int its = scene.fleet().lost(scene.target(1));
            long suspended = System.nanoTime();
            scene.node(1).signal("STOP");
            scene.awaitAdoptions(its, "SIGSTOP");
            scene.during(SUSPENDED.minusNanos(System.nanoTime() - suspended));
            scene.node(1).signal("CONT");
            long resumed = System.nanoTime();
            scene.awaitMembers(3);
            scene.note("SIGCONT to three members again", Duration.ofNanos(System.nanoTime() - resumed).toMillis() + " ms");
            scene.during(Duration.ofSeconds(6));
            scene.settle();

            scene.tell();
        }
    }
}
