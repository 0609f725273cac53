package org.imspresence.testbed.fleet;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What happens at the hub of {@link Namespaces}: one of three nodes is cut off from the others, but not from the network around them; each side takes requests; then they are joined again.
 *
 * <p>Presentities that the cut-off node is home of are known to it for certain; half of them publish there while it is cut off, and some of their subscriptions end there. All others publish to the
 * other side. Whatever side a subscription is opened on, in the end its watcher knows the last state.
 */
public final class CutNetworkScene {

    private static final Duration CUT = Duration.ofSeconds(20);
    private static final Duration NOTICED = Duration.ofSeconds(8);
    private static final int CUT_OFF = 2;
    private static final int SOME = 30;
    private static final int SIP_PORT = 5060;

    private CutNetworkScene() {
    }

    /** @param arguments the run of the namespaces, and how many nodes there are */
    public static void main(String[] arguments) {
        Namespaces namespaces = Namespaces.existing(arguments[0], Integer.parseInt(arguments[1]));
        try (ClusterScene scene = ClusterScene.at("cut network", new InetSocketAddress(Namespaces.HUB_ADDRESS, SIP_PORT), namespaces.places())) {
            play(scene, namespaces);
            scene.tell();
        }
    }

    private static void play(ClusterScene scene, Namespaces namespaces) {
        Fleet fleet = scene.fleet();
        Target cutOff = scene.target(CUT_OFF);
        List<Target> others = List.of(scene.target(0), scene.target(1));
        scene.open();

        List<Presentity> homedThere = fleet.homes(cutOff);
        List<Presentity> there = homedThere.subList(0, homedThere.size() / 2);
        List<Presentity> here = new ArrayList<>(fleet.presentities());
        here.removeAll(there);
        fleet.divide(there, List.of(cutOff));
        fleet.divide(here, others);
        fleet.stopStream();
        fleet.awaitQuiet(Duration.ofSeconds(40)); // what has been sent to both sides by now is answered before they part
        scene.stream();
        fleet.split(cutOff);
        namespaces.cut(CUT_OFF);
        scene.during(NOTICED);
        // An end that crosses with a hand-over may be told twice: delivery is at least once.
        scene.awaitBalanced(0, others.size());
        scene.awaitBalanced(1, others.size());
        fleet.openOne(some(there), cutOff);
        fleet.openOne(some(here), cutOff);
        fleet.openOne(some(homedThere.subList(there.size(), homedThere.size())), others.get(0));
        fleet.endOne(some(there));
        fleet.endOne(some(here));
        scene.during(CUT.minus(NOTICED));
        scene.note("cut", String.format("%d s; %d presentities publish at the node cut off, %d at the others", CUT.toSeconds(), there.size(), here.size()));

        fleet.heals();
        namespaces.heal(CUT_OFF);
        long healed = System.nanoTime();
        scene.awaitMembers(others.size() + 1);
        scene.note("healed to three members again", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - healed) + " ms");
        scene.during(Duration.ofSeconds(6));
        fleet.unite();
        fleet.stopStream();
        fleet.awaitQuiet(Duration.ofSeconds(40));
        fleet.awaitAllTold(Duration.ofSeconds(40));
        fleet.awaitEnds(Duration.ofSeconds(20));
        scene.note("healed to everybody knows the last state", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - healed) + " ms");

        fleet.merged();
        fleet.publishAll();
        scene.settle();
        scene.note("presentities with several homes after the merge", "" + fleet.severalHomes());
        scene.note("NOTIFYs of the cut", "" + fleet.findings().beginning("NOTIFYs in "));
        if (fleet.severalHomes() > 0) {
            fleet.findings().violation("presentities with several homes after the merge", fleet.severalHomes());
        }
    }

    private static List<Presentity> some(List<Presentity> of) {
        return of.subList(0, Math.min(SOME, of.size()));
    }
}
