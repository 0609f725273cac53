package org.imspresence.sip;

import java.util.Map;

/** A request that admission refuses: status code, a reason for people, and the headers that the status asks for. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Map<String, String> headers;

    Refusal(int status, String reason) {
        this(status, reason, Map.of());
    }

    Refusal(int status, String reason, Map<String, String> headers) {
        super(reason, null, false, false);
        this.status = status;
        this.headers = headers;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }
}
