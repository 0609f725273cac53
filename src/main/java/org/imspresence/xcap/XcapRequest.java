package org.imspresence.xcap;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A request as HTTP brought it.
 *
 * @param method  in upper case
 * @param root    what the path begins with, down to the XCAP root: {@code /presence/xcap}
 * @param path    the rest of it, without a slash at the start, not decoded
 * @param query   not decoded; empty when there is none
 * @param peer    address that the TCP connection comes from
 * @param headers the values of a header by its name, as many as there are lines of it
 * @param body    reads the body, of at most so many bytes; refuses a longer one
 */
record XcapRequest(String method, String root, String path, String query, String peer, Headers headers, IntFunction<byte[]> body) {

    @FunctionalInterface
    interface Headers {

        List<String> all(String name);

        default Optional<String> first(String name) {
            return all(name).stream().findFirst();
        }
    }

    /** The request-target (RFC 7230 s5.3.1), which is what a client puts into its Digest response. */
    String target() {
        return root + "/" + path + (query.isEmpty() ? "" : "?" + query);
    }
}
