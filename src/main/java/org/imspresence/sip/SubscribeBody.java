package org.imspresence.sip;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import javax.servlet.sip.SipServletRequest;

import org.imspresence.subscription.SubscribeRequest;

/**
 * The body of a SUBSCRIBE.
 *
 * <pre>
 *   Content-Type: application/simple-filter+xml
 *   Content-Disposition: render;handling=optional
 * </pre>
 *
 * @param contentType media type without parameters, lower case; empty when there is no body
 * @param body        empty when there is none
 */
record SubscribeBody(String contentType, byte[] body) {

    private static final String IDENTITY = "identity";
    private static final SubscribeBody NONE = new SubscribeBody("", SubscribeRequest.noBody());

    /**
     * Reads it. One that is not understood is left out when its sender does not insist (RFC 3261 s8.2.3, s20.11), else the request is refused.
     *
     * @param taken media types that the event package has a use for
     * @throws Refusal 415 with what would do (s21.4.13)
     */
    static SubscribeBody of(SipServletRequest request, List<String> taken) {
        byte[] body = content(request);
        String contentType = beforeParameters(request.getHeader("Content-Type"));
        String encoding = beforeParameters(request.getHeader("Content-Encoding"));
        boolean isUnderstood = taken.contains(contentType) && (encoding.isEmpty() || encoding.equals(IDENTITY));
        if (body.length == 0 || !isUnderstood && isOptional(request)) {
            return NONE;
        }
        if (!isUnderstood) {
            throw new Refusal(415, "Unsupported Media Type", Map.of("Accept", String.join(", ", taken), "Accept-Encoding", IDENTITY));
        }
        return new SubscribeBody(contentType, body);
    }

    private static byte[] content(SipServletRequest request) {
        try {
            return Optional.ofNullable(request.getRawContent()).orElse(SubscribeRequest.noBody());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOptional(SipServletRequest request) {
        String disposition = request.getHeader("Content-Disposition");
        return disposition != null && Headers.hasParameter(disposition, "handling=optional");
    }

    private static String beforeParameters(String header) {
        return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
