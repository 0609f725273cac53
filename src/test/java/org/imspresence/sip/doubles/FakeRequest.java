package org.imspresence.sip.doubles;

import java.util.ArrayList;
import java.util.List;

import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;
import javax.servlet.sip.URI;

/** A request as the container gives it to a servlet, with the names of the founding document. */
public final class FakeRequest extends FakeMessage {

    public static final String PRESENTITY = "sip:user2_public1@home2.net";
    /** Our tag, which the container makes up at the first response. */
    private static final String LOCAL_TAG = "314159";

    private final SipServletRequest request = Doubles.of(SipServletRequest.class, this);
    private final List<FakeResponse> responses = new ArrayList<>();
    private String requestUri = PRESENTITY;
    private String transport = "UDP";
    private String from = "<sip:user1_public1@home1.net>;tag=31415";
    private String to = "<" + PRESENTITY + ">";

    private FakeRequest(String method) {
        super(method);
        setHeader("Call-ID", "cb03a0s09a2sdfglkj490333");
        setHeader("CSeq", "61 " + method);
        setHeader("Max-Forwards", "67");
        parties(FakeAddress.of(from), FakeAddress.of(to));
    }

    /** A SUBSCRIBE that nothing is wrong with. */
    public static FakeRequest subscribe() {
        return new FakeRequest("SUBSCRIBE")
                .with("Event", "presence")
                .with("Contact", "<sip:[5555::aaa:bbb:ccc:ddd]:1357;comp=sigcomp>")
                .with("Expires", "600");
    }

    /** A PUBLISH of the presentity that nothing is wrong with. */
    public static FakeRequest publish() {
        FakeRequest publish = new FakeRequest("PUBLISH")
                .from("<" + PRESENTITY + ">;tag=31415")
                .with("Event", "presence")
                .with("Expires", "600")
                .with("Content-Type", "application/pidf+xml");
        publish.content("<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='" + PRESENTITY + "'/>");
        return publish;
    }

    public static FakeRequest of(String method) {
        return new FakeRequest(method);
    }

    /** Adds a header, below those of its name that are there. */
    public FakeRequest with(String header, String value) {
        add(header, value);
        return this;
    }

    public FakeRequest without(String header) {
        remove(header);
        return this;
    }

    public FakeRequest requestUri(String uri) {
        requestUri = uri;
        return this;
    }

    public FakeRequest from(String value) {
        from = value;
        parties(FakeAddress.of(from), FakeAddress.of(to));
        return this;
    }

    public FakeRequest to(String value) {
        to = value;
        parties(FakeAddress.of(from), FakeAddress.of(to));
        return this;
    }

    public FakeRequest transport(String name) {
        transport = name;
        return this;
    }

    public FakeRequest body(String contentType, String text) {
        setHeader("Content-Type", contentType);
        content(text);
        return this;
    }

    public SipServletRequest servletRequest() {
        return request;
    }

    /** All responses that were made, sent or not. */
    public List<FakeResponse> responses() {
        return responses;
    }

    public URI getRequestURI() {
        return FakeAddress.uri(requestUri);
    }

    public String getTransport() {
        return transport;
    }

    public SipServletResponse createResponse(int status) {
        return createResponse(status, null);
    }

    public SipServletResponse createResponse(int status, String reason) {
        if (getMethod().equals("ACK")) {
            throw new IllegalStateException("an ACK has no response");
        }
        FakeResponse response = new FakeResponse(this, status, reason, FakeAddress.of(from), FakeAddress.of(to.contains(";tag=") ? to : to + ";tag=" + LOCAL_TAG));
        responses.add(response);
        return response.servletResponse();
    }
}
