package org.imspresence.rest;

import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import org.imspresence.dialog.Token;
import org.imspresence.home.Reply;
import org.imspresence.publication.PublishRequest;

/**
 * RFC 3903 by HTTP, for a web application that publishes presence: If-Match and ETag stand for SIP-If-Match and SIP-ETag, Expires is in seconds as in SIP, and the home decides by the same rules. What SIP has for repeats, Call-ID and CSeq,
 * has Idempotency-Key here: a request with the key of an earlier one that asks for the same is answered as that was, within 32 s.
 */
final class Publishing {

    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    /** What a SIP status is in HTTP, where it means something else there or nothing. */
    private static final Map<Integer, Integer> OTHERWISE = Map.of(423, 400, 480, 409, 489, 400, 500, 503);

    private Publishing() {}

    /**
     * @param presentity canonical address
     * @param initial    whether it may not name a publication; else it must
     * @param expires    seconds, or {@link PublishRequest#NO_EXPIRES}
     * @throws Problem 400 or 428
     */
    static PublishRequest request(ApiRequest request, String presentity, boolean initial, int expires) {
        String ifMatch = entityTag(request.header().apply("If-Match").strip());
        if (initial != ifMatch.isEmpty()) {
            throw initial ? new Problem(400, "an initial publication has no If-Match; PUT changes one") : new Problem(428, "If-Match must name the publication by its entity tag");
        }
        String encoding = request.header().apply("Content-Encoding").strip();
        String key = request.header().apply("Idempotency-Key").strip();
        return new PublishRequest(
                presentity,
                request.eventPackage(),
                ifMatch,
                expires,
                request.body().length == 0 ? "" : request.header().apply("Content-Type").strip(),
                encoding.equalsIgnoreCase("identity") ? "" : encoding,
                request.body(),
                "")
                .of(key.isEmpty() ? UUID.randomUUID().toString() : key, request.operator(), request.method());
    }

    /** @throws Problem 400 */
    static int expires(ApiRequest request) {
        String text = request.header().apply("Expires").strip();
        if (text.isEmpty()) {
            return PublishRequest.NO_EXPIRES;
        }
        if (!SECONDS.matcher(text).matches()) {
            throw new Problem(400, "Expires is not a number of seconds");
        }
        return Integer.parseInt(text);
    }

    private static String entityTag(String header) {
        String tag = header.length() > 1 && header.startsWith("\"") && header.endsWith("\"") ? header.substring(1, header.length() - 1) : header;
        if (!tag.isEmpty() && (tag.equals("*") || !Token.is(tag))) {
            throw new Problem(400, "If-Match is not one strong entity tag");
        }
        return tag;
    }

    /** @throws Problem what the home has refused */
    static ApiResponse response(PublishRequest request, Reply reply) {
        if (!reply.isSuccess()) {
            throw problem(reply);
        }
        ApiResponse done = ApiResponse.json(request.hasIfMatch() ? 200 : 201, new Outcomes.Published(request.presentity(), reply.entityTag(), reply.expires()));
        return reply.expires() == 0 ? done : done.with("ETag", '"' + reply.entityTag() + '"');
    }

    /** What a home has refused. */
    static Problem problem(Reply reply) {
        Problem problem = new Problem(OTHERWISE.getOrDefault(reply.status(), reply.status()), reply.reason()).with("sipStatus", reply.status());
        if (reply.minExpires() > 0) {
            problem.with("minExpires", reply.minExpires());
        }
        return reply.retryAfter() > 0 ? problem.withHeader("Retry-After", String.valueOf(reply.retryAfter())) : problem;
    }
}
