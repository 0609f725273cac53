package org.imspresence.xcap;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** How many requests ended how, since the start. */
final class Counts {

    /** By what a client can do about it. */
    private enum Outcome { SUCCEEDED, NOT_FOUND, CONFLICT, PRECONDITION_FAILED, UNAUTHENTICATED, FORBIDDEN, REFUSED, UNAVAILABLE, FAILED }

    private final Map<Outcome, LongAdder> requests = new EnumMap<>(Outcome.class);
    private final LongAdder untrustedAssertions = new LongAdder();
    private final LongAdder changesNotTold = new LongAdder();

    Counts() {
        for (Outcome outcome : Outcome.values()) {
            requests.put(outcome, new LongAdder());
        }
    }

    void answered(int status) {
        Outcome outcome = switch (status) {
            case 401 -> Outcome.UNAUTHENTICATED;
            case 403 -> Outcome.FORBIDDEN;
            case 404 -> Outcome.NOT_FOUND;
            case 409 -> Outcome.CONFLICT;
            case 412 -> Outcome.PRECONDITION_FAILED;
            case 500 -> Outcome.FAILED;
            case 503 -> Outcome.UNAVAILABLE;
            default -> status < 400 ? Outcome.SUCCEEDED : Outcome.REFUSED;
        };
        requests.get(outcome).increment();
    }

    void untrustedAssertion() {
        untrustedAssertions.increment();
    }

    void changeNotTold() {
        changesNotTold.increment();
    }

    /** By series. */
    Map<String, LongSupplier> values() {
        Map<String, LongSupplier> values = new TreeMap<>();
        requests.forEach((outcome, count) -> values.put("presence_xcap_requests_total{outcome=\"" + outcome.name().toLowerCase(Locale.ROOT) + "\"}", count::sum));
        values.put("presence_xcap_untrusted_assertions_ignored_total", untrustedAssertions::sum);
        values.put("presence_xcap_changes_not_told_in_time_total", changesNotTold::sum);
        return values;
    }
}
