package org.imspresence.testbed.fleet;

import java.util.HashSet;
import java.util.Set;

/**
 * A node is cut off from the others, and still reached by the network. In a dialog that is older than this only one side may send: the cut-off node while it does not know it yet, and never after the
 * others have begun to.
 */
final class Split {

    /** By then each side knows, milliseconds: the failure of a peer is noticed after 4.5 s. */
    private static final long NOTICED = 8_000;

    private final Target cutOff;
    private final long since = EventLoop.now();
    private final Set<Watcher> older;
    private final Set<Watcher> toldByOthers = new HashSet<>();
    private boolean healing;

    Split(Target cutOff, Set<Watcher> older) {
        this.cutOff = cutOff;
        this.older = older;
    }

    /** The sides see each other again, or will in a moment: from now on any node may become home of anything. */
    void heals() {
        healing = true;
    }

    void notified(Watcher watcher, Target by, WireText notify, Findings findings) {
        if (healing) {
            findings.count("NOTIFYs in dialogs of both sides, since they are joined");
        } else if (!older.contains(watcher)) {
            findings.count(by == cutOff ? "NOTIFYs in new dialogs by the node cut off" : "NOTIFYs in new dialogs by the others");
        } else if (by != cutOff) {
            findings.count("NOTIFYs in old dialogs by the others");
            toldByOthers.add(watcher);
        } else if (toldByOthers.contains(watcher)) {
            findings.violation("both sides of a split send in one dialog", notify);
        } else if (EventLoop.now() - since > NOTICED) {
            findings.violation("the side of the minority sends in an old dialog", EventLoop.now() - since + " ms after the cut\n" + notify);
        } else {
            findings.count("NOTIFYs in old dialogs by the node cut off, before it was noticed");
        }
    }
}
