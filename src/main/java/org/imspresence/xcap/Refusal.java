package org.imspresence.xcap;

import java.util.List;
import java.util.Map;

/** A request that is not carried out: HTTP status, a reason for people, and the headers that the status asks for. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Map.Entry<String, String>> headers;

    Refusal(int status, String reason) {
        this(status, reason, List.of());
    }

    Refusal(int status, String reason, List<Map.Entry<String, String>> headers) {
        super(reason.replaceAll("\\p{Cntrl}", "?"), null, false, false);
        this.status = status;
        this.headers = headers;
    }

    int status() {
        return status;
    }

    List<Map.Entry<String, String>> headers() {
        return headers;
    }
}
