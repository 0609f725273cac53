package org.imspresence;

import java.time.Duration;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.fleet.ClusterScene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node is killed under load, the one that coordinates the cluster, with requests in its hands. */
@RestcommOnly("several nodes")
@Timeout(300)
class NodeLossIT {

    @Test
    void noWatcherNoticesThatANodeIsKilled() {
        try (ClusterScene scene = ClusterScene.onLoopback("node loss")) {
            scene.open();

            scene.fleet().rush(scene.target(0), 40, 40);
            int its = scene.fleet().lost(scene.target(0));
            scene.node(0).kill();
            scene.awaitAdoptions(its, "kill -9");
            scene.during(Duration.ofSeconds(4));
            scene.settle();

            scene.tell();
        }
    }
}
