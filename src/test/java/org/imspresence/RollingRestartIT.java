package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.fleet.ClusterScene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The three nodes are restarted under load, one after the other, as for an upgrade. */
@RestcommOnly("several nodes")
@Timeout(300)
class RollingRestartIT {

    private static final int NODES = 3;

    @Test
    void noWatcherNoticesThatAllNodesAreRestartedInTurn() {
        try (ClusterScene scene = ClusterScene.onLoopback("rolling restart")) {
            scene.open();

            for (int node = 0; node < NODES; node++) {
                long since = System.nanoTime();
                assertEquals(ServerProcess.TERMINATED, scene.node(node).stop(), scene.node(node)::output);
                long stopped = System.nanoTime();
                scene.restart(node);
                scene.awaitMembers(NODES);
                scene.note("restart of " + scene.target(node), String.format("drained and ended in %d ms, ready again after %d ms",
                        Duration.ofNanos(stopped - since).toMillis(), Duration.ofNanos(System.nanoTime() - stopped).toMillis()));
                scene.during(Duration.ofSeconds(1));
            }
            scene.settle();

            scene.tell();
            assertEquals(0, scene.fleet().findings().of("doubled NOTIFYs"), "doubled NOTIFYs");
        }
    }
}
