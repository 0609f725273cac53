package org.imspresence.sip;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import javax.servlet.sip.SipServletRequest;

import org.imspresence.dialog.ChargingVector;
import org.imspresence.home.Reply;
import org.imspresence.journal.Entry;
import org.imspresence.journal.Journal;
import org.imspresence.journal.Kind;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.SubscribeRequest;

/** One request from its reception to its answer, and what the journal is told of it: just before the answer is sent, as the container may take the request apart behind that. */
final class Reception {

    private final SipServletRequest request;
    private final Journal journal;
    private final TrustedHeaders trusted;
    private final long receivedAt = System.nanoTime();
    /** Canonical address; empty while it is not known. */
    private String presentity = "";

    Reception(SipServletRequest request, Journal journal, TrustedHeaders trusted) {
        this.request = request;
        this.journal = journal;
        this.trusted = trusted;
    }

    SipServletRequest request() {
        return request;
    }

    /** Admission has let it in. */
    void isFor(String address) {
        presentity = address;
    }

    void granted(SubscribeRequest subscribe, Reply reply) {
        journal.tell(Kind.CHANGE, () -> end(begin(reply.status())
                .with("expires", reply.expires())
                .with("subscription", subscribe.dialog().id())
                .with("package", subscribe.eventPackage())
                .with("decision", reply.decision())
                .with("reason", reply.rules())));
    }

    void granted(PublishRequest publish, Reply reply) {
        journal.tell(Kind.CHANGE, () -> end(begin(reply.status())
                .with("expires", reply.expires())
                .with("package", publish.eventPackage())
                .with("if-match", publish.ifMatch())
                .with("entity-tag", reply.entityTag())));
    }

    /** @param reply of the home; empty when its word was not needed */
    void refused(Refusal refusal, Optional<Reply> reply) {
        journal.tell(Kind.FAILURE, () -> end(begin(refusal.status())
                .with("package", request.getHeader("Event"))
                .with("if-match", request.getHeader("SIP-If-Match"))
                .with("decision", reply.map(Reply::decision).orElse(""))
                .with("reason", reply.map(Reply::rules).orElse(""))
                .with("why", refusal.getMessage())
                .withNumber("retry-after", refusal.headers().get("Retry-After"))));
    }

    /** Who the request is for, and from, is told as it is written there while that is not known: what is wrong with it may be just that. */
    private Entry begin(int status) {
        Entry entry = Entry.of(request.getMethod()).with("status", status);
        entry = presentity.isEmpty() ? entry.with("uri", String.valueOf(request.getRequestURI())) : entry.with("presentity", presentity);
        return sender(entry).with("call-id", request.getCallId()).withNumber("cseq", request.getHeader("CSeq"));
    }

    private Entry sender(Entry entry) {
        Identity sender = Identities.known(request);
        if (sender == null) {
            return entry.with("from", request.getHeader("From"));
        }
        return sender.equals(Identity.OF_THE_DIALOG) ? entry : entry
                .with(request.getMethod().equals("PUBLISH") ? "publisher" : "watcher", sender.address())
                .with("anonymous", sender.anonymous() ? "yes" : "");
    }

    private Entry end(Entry entry) {
        return entry.with("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - receivedAt))
                .with("icid", trusted.chargingVector(request).map(ChargingVector::icid).orElse(""));
    }
}
