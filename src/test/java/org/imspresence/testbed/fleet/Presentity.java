package org.imspresence.testbed.fleet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imspresence.testbed.Pidf;

/** A presentity with one publisher, whose documents carry a number that rises, and what can be seen of its home. */
public final class Presentity implements Request {

    private static final int EXPIRES_SECONDS = 3600;
    private static final String NUMBER = "state-";

    private final int index;
    private final String run;
    private final String hostPort;
    private final Findings findings;
    private final Story story = new Story();
    private final List<Watcher> watchers = new ArrayList<>();
    private List<Target> targets;
    private long cseq;
    private String entityTag = "";
    private long number = -1;
    private long acknowledged = -1;
    private boolean busy;
    private Optional<Target> home = Optional.empty();
    private final Set<Target> homes = new HashSet<>();

    Presentity(int index, String run, String hostPort, List<Target> targets, Findings findings) {
        this.index = index;
        this.run = run;
        this.hostPort = hostPort;
        this.targets = targets;
        this.findings = findings;
    }

    public String uri() {
        return "sip:presentity" + index + "-" + run + "@example.com";
    }

    @Override
    public List<Target> targets() {
        return targets;
    }

    /** Sends what is for it, and is of its watchers, to these nodes only. */
    void sendTo(List<Target> only) {
        targets = only;
    }

    List<Watcher> watchers() {
        return watchers;
    }

    /** The node that its last NOTIFY came from. */
    Optional<Target> home() {
        return home;
    }

    void notifiedBy(Target target) {
        home = Optional.of(target);
        homes.add(target);
    }

    /** The nodes that NOTIFYs have come from since they were forgotten. */
    Set<Target> homes() {
        return homes;
    }

    boolean isBusy() {
        return busy;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** To be called before a new state is published. */
    void change() {
        busy = true;
        number++;
    }

    @Override
    public String method() {
        return "PUBLISH";
    }

    @Override
    public Story story() {
        return story;
    }

    @Override
    public String write(String branch) {
        story.add("PUBLISH CSeq " + (cseq + 1) + " of state " + number + (entityTag.isEmpty() ? "" : " if " + entityTag));
        String body = Pidf.document(uri(), NUMBER + number);
        return "PUBLISH " + uri() + " SIP/2.0\r\nVia: SIP/2.0/UDP " + hostPort + ";branch=" + branch
                + "\r\nMax-Forwards: 70\r\nFrom: <" + uri() + ">;tag=p" + index + "\r\nTo: <" + uri() + ">\r\nCall-ID: p" + index + "-" + run
                + "\r\nCSeq: " + ++cseq + " PUBLISH\r\nP-Asserted-Identity: <" + uri() + ">\r\nEvent: presence\r\nExpires: " + EXPIRES_SECONDS
                + (entityTag.isEmpty() ? "" : "\r\nSIP-If-Match: " + entityTag)
                + "\r\nContent-Type: " + Pidf.TYPE + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Override
    public String agreed(WireText ok) {
        return ok.header("SIP-ETag");
    }

    @Override
    public void accepted(WireText ok, Target by) {
        entityTag = agreed(ok);
        acknowledged = number;
        story.add("accepted as " + entityTag);
        watchers.forEach(Watcher::isOwedNews);
    }

    @Override
    public void over() {
        busy = false;
    }

    /** The number in the document of a NOTIFY; -1 for a document without one. */
    long numberIn(WireText notify) {
        String found = notify.between(">" + NUMBER, "</");
        if (found.isEmpty()) {
            return -1;
        }
        long told = Long.parseLong(found);
        if (told > number) {
            findings.violation("a state that was never published", notify);
        }
        return told;
    }
}
