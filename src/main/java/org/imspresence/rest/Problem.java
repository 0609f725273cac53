package org.imspresence.rest;

import java.util.LinkedHashMap;
import java.util.Map;

/** RFC 9457: a request that is not carried out, and why. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"), Map.entry(403, "Forbidden"), Map.entry(404, "Not Found"), Map.entry(405, "Method Not Allowed"), Map.entry(409, "Conflict"),
            Map.entry(412, "Precondition Failed"), Map.entry(413, "Content Too Large"), Map.entry(415, "Unsupported Media Type"), Map.entry(428, "Precondition Required"),
            Map.entry(500, "Internal Server Error"), Map.entry(501, "Not Implemented"), Map.entry(502, "Bad Gateway"), Map.entry(503, "Service Unavailable"), Map.entry(504, "Gateway Timeout"));

    private final int status;
    private final transient Map<String, Object> more = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    /** @param detail for people */
    Problem(int status, String detail) {
        super(detail);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** With another member of the document. */
    Problem with(String member, Object value) {
        more.put(member, value);
        return this;
    }

    Problem withHeader(String name, String value) {
        headers.put(name, value);
        return this;
    }

    ApiResponse response() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("title", TITLES.getOrDefault(status, "Error"));
        document.put("status", status);
        document.put("detail", getMessage());
        document.putAll(more);
        ApiResponse response = ApiResponse.json(status, document).as("application/problem+json");
        for (Map.Entry<String, String> header : headers.entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }
}
