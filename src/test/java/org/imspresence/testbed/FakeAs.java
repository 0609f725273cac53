package org.imspresence.testbed;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Just enough of a presence server to try the test bed on: one presentity, no policy, no expiry. */
final class FakeAs implements AutoCloseable {

    static final String TAG = "as-tag";

    private final SipEndpoint endpoint = SipEndpoint.udp();
    private final Names names;
    private final String viaHost;
    private final ConcurrentHashMap<String, Subscription> subscriptions = new ConcurrentHashMap<>();
    private final AtomicInteger publications = new AtomicInteger();
    private volatile UnaryOperator<SipMessage> fault = UnaryOperator.identity();
    private volatile byte[] document = new byte[0];
    private volatile String contentType = "";

    private record Subscription(SipMessage subscribe, AtomicInteger cseq) {
    }

    FakeAs(Names names, String viaHost) {
        this.names = names;
        this.viaHost = viaHost;
        endpoint.onRequest(this::handle);
    }

    SipEndpoint endpoint() {
        return endpoint;
    }

    /** What goes wrong in every NOTIFY. */
    void fault(UnaryOperator<SipMessage> change) {
        fault = change;
    }

    private void handle(SipEndpoint.Incoming incoming) {
        SipMessage request = incoming.message();
        String expires = request.header("Expires").orElse("3600");
        SipMessage ok = SipMessage.response(request, 200, "OK").withToTag(TAG)
                .with("Expires", expires).with("Contact", "<sip:" + endpoint.hostPort() + ">");
        if (request.isRequest("PUBLISH")) {
            document = request.body();
            contentType = request.header("Content-Type").orElse("");
            incoming.respond(ok.with("SIP-ETag", "etag" + publications.incrementAndGet()));
            subscriptions.values().forEach(subscription -> notify(subscription, "active;expires=5000"));
        } else {
            Subscription subscription = subscriptions.computeIfAbsent(request.callId(),
                    callId -> new Subscription(request, new AtomicInteger(FoundingFlow.FIRST_CSEQ)));
            incoming.respond(ok);
            notify(subscription, expires.equals("0") ? "terminated;reason=timeout" : "active;expires=" + expires);
            if (expires.equals("0")) {
                subscriptions.remove(request.callId());
            }
        }
    }

    private void notify(Subscription subscription, String state) {
        SipMessage subscribe = subscription.subscribe();
        List<String> routes = subscribe.values("Record-Route");
        SipMessage notify = SipMessage.request("NOTIFY", subscribe.uris("Contact").get(0))
                .with("Via", Via.text("UDP", viaHost, SipEndpoint.newBranch()))
                .with("Max-Forwards", "70")
                .with("Route", routes.isEmpty() ? Collections.emptyList() : List.of(String.join(", ", routes)))
                .with("From", subscribe.required("To") + ";tag=" + TAG)
                .with("To", subscribe.required("From"))
                .with("Call-ID", subscribe.callId())
                .with("CSeq", subscription.cseq().getAndIncrement() + " NOTIFY")
                .with("Subscription-State", state)
                .with("Event", subscribe.required("Event"))
                .with("Content-Length", "0");
        if (document.length > 0) {
            notify = notify.withBody(contentType, document);
        }
        notify = fault.apply(notify);
        String next = notify.uris("Route").stream().findFirst().orElse(notify.requestUri());
        endpoint.send(notify, names.resolve(SipUri.parse(next)));
    }


    @Override
    public void close() {
        endpoint.close();
    }
}
