package org.imspresence.publication;

/** What an event package makes of the body of a PUBLISH (RFC 3903 s6 step 5): what is stored of it, or what is wrong with it. */
public sealed interface ContentDecision permits ContentDecision.Accept, PublishDecision.Refuse {

    /**
     * To be stored: all of what is published, even if the body says only what has changed.
     *
     * @param contentType media type of the body, not always that of the request
     * @param body        kept as it is: it must not change any more
     */
    record Accept(String contentType, byte[] body) implements ContentDecision {}
}
