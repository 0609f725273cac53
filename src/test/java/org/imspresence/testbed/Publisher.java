package org.imspresence.testbed;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * An event publication agent (RFC 3903) with one publication. It keeps the entity tag of the last success and sends it as
 * SIP-If-Match; a failure changes nothing.
 */
public final class Publisher implements AutoCloseable {

    private final SipEndpoint endpoint = SipEndpoint.udp();
    private final InetSocketAddress firstHop;
    private final String presentity;
    private final String callId = UUID.randomUUID() + "@home2.net";
    private final String tag = UUID.randomUUID().toString().substring(0, 8);
    private String contentType = "application/pidf+xml";
    private long cseq;
    private volatile Optional<String> entityTag = Optional.empty();

    /**
     * Opens a publisher.
     *
     * @param firstHop   where its requests are sent: the server, or a hop
     * @param presentity the URI of the presentity: Request-URI, From, To and asserted identity
     */
    public Publisher(InetSocketAddress firstHop, String presentity) {
        this.firstHop = firstHop;
        this.presentity = presentity;
    }

    /** Sets the type of the documents; {@code application/pidf+xml} by default. */
    public Publisher contentType(String type) {
        contentType = type;
        return this;
    }

    /** The next PUBLISH without a body, with the entity tag if there is one, to be changed or sent as it is. */
    public synchronized SipMessage request(int expiresSeconds) {
        cseq++;
        SipMessage request = SipMessage.request("PUBLISH", presentity)
                .with("Max-Forwards", "70")
                .with("From", "<" + presentity + ">;tag=" + tag)
                .with("To", "<" + presentity + ">")
                .with("Call-ID", callId)
                .with("CSeq", cseq + " PUBLISH")
                .with("P-Asserted-Identity", "<" + presentity + ">")
                .with("Event", "presence")
                .with("Expires", Integer.toString(expiresSeconds));
        return entityTag.map(etag -> request.with("SIP-If-Match", etag)).orElse(request).with("Content-Length", "0");
    }

    /** The same with a document. */
    public SipMessage request(int expiresSeconds, String document) {
        return request(expiresSeconds).withBody(contentType, document.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a PUBLISH, waits for the final response and keeps the entity tag of a success. */
    public SipMessage exchange(SipMessage publish) {
        SipMessage response = endpoint.exchange(publish, firstHop);
        learn(publish, response);
        return response;
    }

    /** The same without waiting: what RFC 3903 s4 forbids while another PUBLISH is under way, and clients do. */
    public CompletableFuture<SipMessage> send(SipMessage publish) {
        return endpoint.send(publish, firstHop).thenApply(response -> {
            learn(publish, response);
            return response;
        });
    }

    private void learn(SipMessage publish, SipMessage response) {
        if (response.status() / 100 == 2) {
            boolean removed = publish.header("Expires").equals(Optional.of("0"));
            entityTag = removed ? Optional.empty() : response.header("SIP-ETag");
        }
    }

    /** Publishes the first document, or replaces it by this one. */
    public SipMessage publish(String document, int expiresSeconds) {
        return exchange(request(expiresSeconds, document));
    }

    public SipMessage refresh(int expiresSeconds) {
        return exchange(request(expiresSeconds));
    }

    public SipMessage remove() {
        return exchange(request(0));
    }

    public Optional<String> entityTag() {
        return entityTag;
    }

    public SipEndpoint endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
