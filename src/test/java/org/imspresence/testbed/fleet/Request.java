package org.imspresence.testbed.fleet;

import java.util.List;

/** A request of the fleet: how it is written, and what its success means. */
interface Request {

    String method();

    /** Writes it as a new request, with a CSeq above the last one. */
    String write(String branch);

    /** What all 200s to it have to have in common. */
    String agreed(WireText ok);

    /** The first 200. */
    void accepted(WireText ok, Target by);

    /** Nothing more is to be waited for: the next request of its sender may follow. */
    void over();

    /** What has become of the requests of this sender, for people. */
    Story story();

    /** Where it may be sent to. */
    List<Target> targets();
}
