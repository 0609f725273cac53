package org.imspresence.rest;

import java.util.LinkedHashMap;
import java.util.Map;

import org.imspresence.json.Json;

/** What is to be answered. */
record ApiResponse(int status, String contentType, byte[] body, Map<String, String> headers) {

    static ApiResponse json(int status, Object document) {
        return new ApiResponse(status, "application/json", Json.write(document), Map.of());
    }

    ApiResponse as(String type) {
        return new ApiResponse(status, type, body, headers);
    }

    ApiResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new ApiResponse(status, contentType, body, more);
    }
}
