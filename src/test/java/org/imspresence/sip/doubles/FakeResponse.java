package org.imspresence.sip.doubles;

import java.util.Optional;

import javax.servlet.sip.Address;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;

/** A response, and whether it was sent. */
public final class FakeResponse extends FakeMessage {

    private final SipServletResponse response = Doubles.of(SipServletResponse.class, this);
    private final FakeRequest request;
    private int status;
    private String reason;
    private boolean sent;

    FakeResponse(FakeRequest request, int status, String reason, Address from, Address to) {
        super(request.getMethod());
        this.request = request;
        this.status = status;
        this.reason = reason;
        parties(from, to);
    }

    public SipServletResponse servletResponse() {
        return response;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(getHeader(name));
    }

    public boolean isSent() {
        return sent;
    }

    public void setStatus(int newStatus, String newReason) {
        status = newStatus;
        reason = newReason;
    }

    public int getStatus() {
        return status;
    }

    public String getReasonPhrase() {
        return reason;
    }

    public SipServletRequest getRequest() {
        return request.servletRequest();
    }

    public void send() {
        if (sent) {
            throw new IllegalStateException("sent already");
        }
        sent = true;
    }
}
