package org.imspresence.subscription;

/** RFC 4660 s5.2: what a SUBSCRIBE makes of the filters of its subscription. A pure function, which the event package brings. */
@FunctionalInterface
public interface FilterRules {

    /** Of a package whose watchers have no filters: none, and no body is ever one. */
    FilterRules NONE = (request, held) -> new Hold(held);

    /** What it comes to. */
    sealed interface Verdict {}

    /**
     * They hold from now on.
     *
     * @param filters as {@link Terms#filters} has them
     */
    record Hold(String filters) implements Verdict {}

    /**
     * RFC 4660 s5.4: the SUBSCRIBE is refused with 488, and all stays as it is.
     *
     * @param reason for people
     */
    record Reject(String reason) implements Verdict {}

    /** @param held the filters of the subscription so far; empty for none */
    Verdict after(SubscribeRequest request, String held);
}
