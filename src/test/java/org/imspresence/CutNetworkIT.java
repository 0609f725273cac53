package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.fleet.CutNetworkScene;
import org.imspresence.testbed.fleet.Namespaces;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The network between one node and the two others is cut, and joined again; the network around them reaches all three. The nodes are in network namespaces, and so is all that talks to them: the scene
 * is played by a process of its own. Where the machine allows no namespaces this fails and says so.
 */
@RestcommOnly("several nodes")
@Timeout(300)
class CutNetworkIT {

    private static final int NODES = 3;
    private static final int LONGEST_SECONDS = 240;

    @Test
    void noWatcherNoticesThatTheClusterWasSplit() throws IOException, InterruptedException {
        String run = Integer.toString(ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE), Character.MAX_RADIX);
        try (Namespaces namespaces = Namespaces.make(run, NODES)) {
            Process scene = new ProcessBuilder(scene(namespaces, run)).redirectErrorStream(true).start();
            StringBuffer output = new StringBuffer();
            Thread reader = new Thread(() -> scene.inputReader().lines().forEach(line -> output.append(line).append('\n')), "output of the scene");
            reader.start();
            try {
                assertTrue(scene.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS), () -> "the scene is not over after " + LONGEST_SECONDS + " s; so far it says\n" + output);
                reader.join();
                System.out.println(output);
                assertEquals(0, scene.exitValue(), output::toString);
            } finally {
                scene.descendants().forEach(ProcessHandle::destroyForcibly);
                scene.destroyForcibly();
            }
        }
    }

    private static List<String> scene(Namespaces namespaces, String run) {
        List<String> command = new ArrayList<>(namespaces.atHub());
        command.addAll(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx256m", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        // As it was for this process, so it is to be for that one.
        System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith("presence."))
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of(CutNetworkScene.class.getName(), run, Integer.toString(NODES)));
        return command;
    }
}
