package org.imspresence.testbed.fleet;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** One watcher, its dialog as the hop next to the server sees it, and what each NOTIFY in it has to be like. */
final class Watcher implements Request {

    private static final int EXPIRES_SECONDS = 3600;
    private static final int S_CSCFS = 8;
    private static final int P_CSCFS = 16;
    private static final int REMEMBERED = 8;
    /** A NOTIFY that was sent before the end of its subscription may come this much later than the 200 that acknowledges the end, milliseconds. */
    private static final long CROSSING = 1_000;

    private final int index;
    private final String run;
    private final String hostPort;
    private final Presentity presentity;
    private final Findings findings;
    private final Story story = new Story();
    /** Sequence number and branch of the last few NOTIFYs, so that a retransmission is recognised. */
    private final long[] remembered = new long[REMEMBERED];
    private int notifies;

    private String remoteTag = "";
    private String remoteTarget = "";
    private long cseq;
    private boolean answered;
    private boolean wantsEnd;
    private long endedAt = Long.MAX_VALUE;
    private boolean terminated;
    private Optional<Target> lastUsed = Optional.empty();
    private Optional<List<Target>> only = Optional.empty();

    private long lastNotify;
    private long told = Long.MIN_VALUE;
    private boolean answerOwed;
    private long refreshedAbove;
    private long owedSince;

    Watcher(int index, String run, String hostPort, Presentity presentity, Findings findings) {
        this.index = index;
        this.run = run;
        this.hostPort = hostPort;
        this.presentity = presentity;
        this.findings = findings;
    }

    Presentity presentity() {
        return presentity;
    }

    String callId() {
        return "w" + index + "-" + run;
    }

    /** Three hops: the fleet itself, one of eight S-CSCFs, and one of sixteen P-CSCFs, of which every other writes a token of the UE into its URI. */
    String routes() {
        String token = index % 2 == 0 ? "" : "token" + index + "@";
        return "<sip:" + hostPort + ";lr>, <sip:scscf" + index / P_CSCFS % S_CSCFS + ".home1.net;lr>, <sip:" + token + "pcscf" + index % P_CSCFS + ".visited1.net;lr>";
    }

    private String contact() {
        return "sip:watcher" + index + "@[5555::" + Integer.toHexString(index & 0xffff) + "]:1357;comp=sigcomp";
    }

    private String localTag() {
        return "w" + index;
    }

    // ---- Requests

    @Override
    public String method() {
        return "SUBSCRIBE";
    }

    @Override
    public List<Target> targets() {
        return only.orElseGet(presentity::targets);
    }

    /** Sends what is its to these nodes only, wherever its presentity's goes. */
    void sendTo(List<Target> nodes) {
        only = Optional.of(nodes);
    }

    void sendAnywhere() {
        only = Optional.empty();
    }

    @Override
    public Story story() {
        return story;
    }

    @Override
    public String write(String branch) {
        story.add("SUBSCRIBE CSeq " + (cseq + 1) + (remoteTarget.isEmpty() ? "" : " in dialog"));
        answered = false;
        answerOwed = true;
        refreshedAbove = lastNotify;
        boolean inDialog = !remoteTarget.isEmpty();
        return "SUBSCRIBE " + (inDialog ? remoteTarget : presentity.uri()) + " SIP/2.0\r\nVia: SIP/2.0/UDP " + hostPort + ";branch=" + branch
                + "\r\nMax-Forwards: 70\r\nFrom: <sip:watcher" + index + "@home1.net>;tag=" + localTag() + "\r\nTo: <" + presentity.uri() + ">" + (inDialog ? ";tag=" + remoteTag : "")
                + "\r\nCall-ID: " + callId() + "\r\nCSeq: " + ++cseq + " SUBSCRIBE\r\nP-Asserted-Identity: <sip:watcher" + index + "@home1.net>\r\nContact: <" + contact()
                + (inDialog ? ">" : ">\r\nRecord-Route: " + routes())
                + "\r\nEvent: presence\r\nAccept: application/pidf+xml\r\nExpires: " + (wantsEnd ? 0 : EXPIRES_SECONDS) + "\r\nContent-Length: 0\r\n\r\n";
    }

    @Override
    public String agreed(WireText ok) {
        return ok.tag("To");
    }

    @Override
    public void accepted(WireText ok, Target by) {
        String tag = agreed(ok);
        if (remoteTag.isEmpty()) {
            remoteTag = tag;
        } else if (!remoteTag.equals(tag)) {
            findings.violation("a 200 with another To tag than its dialog's", remoteTag + " in\n" + ok);
        }
        remoteTarget = ok.between("\r\nContact: <", ">");
        if (!remoteTarget.contains("@" + hostPort)) {
            findings.violation("a Contact that is not the advertised address", ok);
        }
        lastUsed = Optional.of(by);
        if (wantsEnd) {
            endedAt = EventLoop.now();
        } else {
            isOwedNews();
        }
    }

    @Override
    public void over() {
        answered = true;
    }

    void end() {
        wantsEnd = true;
    }

    Optional<Target> lastUsed() {
        return lastUsed;
    }

    boolean isAnswered() {
        return answered;
    }

    /** Whether it has a dialog that it has not asked to end. */
    boolean isOpen() {
        return !remoteTarget.isEmpty() && !wantsEnd;
    }

    boolean hasEnded() {
        return endedAt != Long.MAX_VALUE;
    }

    boolean isTerminated() {
        return terminated;
    }

    // ---- NOTIFYs

    /** Something has been acknowledged that it has not been told yet. */
    void isOwedNews() {
        if (told < presentity.acknowledged() && owedSince == 0 && isOpen()) {
            owedSince = EventLoop.now();
        }
    }

    /** Whether it knows the last acknowledged state. */
    boolean isUpToDate() {
        return told >= presentity.acknowledged() && told > Long.MIN_VALUE;
    }

    /** Whether a NOTIFY has come since the last SUBSCRIBE was written. */
    boolean isNotifiedSince() {
        return lastNotify > refreshedAbove;
    }

    /** @return whether it is news: a NOTIFY, and no retransmission of one */
    boolean notified(WireText notify, InetSocketAddress from, boolean endsMayBeUnknown) {
        long number = notify.cseq();
        long mark = number << 32 | notify.branch().hashCode() & 0xffffffffL;
        for (long seen : remembered) {
            if (seen == mark) {
                findings.count("retransmissions of NOTIFYs");
                return false;
            }
        }
        remembered[notifies++ % REMEMBERED] = mark;
        findings.count("NOTIFYs");
        if (number <= lastNotify) {
            findings.violation("CSeq does not rise", "after " + lastNotify + " from " + from + ":\n" + with(notify));
        }
        lastNotify = Math.max(number, lastNotify);
        checkDialog(notify);
        checkState(notify, endsMayBeUnknown);
        long state = presentity.numberIn(notify);
        if (state < told && !hasEnded()) {
            findings.violation("an older state after a newer one", "after " + told + " from " + from + ":\n" + with(notify));
        } else if (state == told && !answerOwed) {
            findings.count("doubled NOTIFYs");
        }
        answerOwed = false;
        story.add("NOTIFY CSeq " + number + " of state " + state + " from " + from.getPort());
        told = Math.max(told, state);
        if (owedSince != 0 && isUpToDate()) {
            findings.most("longest from acknowledged to told, ms", EventLoop.now() - owedSince);
            owedSince = 0;
        }
        return true;
    }

    /** A NOTIFY, and what came before it. */
    private String with(WireText notify) {
        return "  " + story + " and\n" + notify;
    }

    private void checkDialog(WireText notify) {
        if (remoteTag.isEmpty()) {
            // RFC 6665 s4.4.1: a NOTIFY may come before the 200, which then has to agree.
            remoteTag = notify.tag("From");
        }
        if (!notify.tag("From").equals(remoteTag) || !notify.tag("To").equals(localTag())) {
            findings.violation("tags of another dialog", remoteTag + " and " + localTag() + " are not in\n" + notify);
        }
        if (!notify.list("Route").equals(routes())) {
            findings.violation("a Route that is not the Record-Route in order", routes() + " is not in\n" + notify);
        }
        if (!notify.requestUri().equals(contact())) {
            findings.violation("a Request-URI that is not the watcher's Contact", contact() + " is not in\n" + notify);
        }
    }

    private void checkState(WireText notify, boolean endsMayBeUnknown) {
        boolean ends = !notify.header("Subscription-State").startsWith("active");
        if (terminated) {
            findings.violation("a NOTIFY after the last one", with(notify));
        } else if (ends && !wantsEnd) {
            findings.violation("a subscription that is ended by the server", with(notify));
        } else if (!ends && hasEnded() && !endsMayBeUnknown && EventLoop.now() - endedAt > CROSSING) {
            findings.violation("a subscription that lives on after its end", with(notify));
        }
        terminated |= ends;
    }
}
