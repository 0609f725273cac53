package org.imspresence.sip;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** How many requests have been answered how. For any thread. */
final class RequestCounts {

    private static final int CLASSES = 5;
    private static final int FIRST_CLASS = 2;
    private static final String OTHER = "other";

    /** By method, the served ones and {@link #OTHER}; then by class of the final response: 2xx to 6xx. */
    private final Map<String, LongAdder[]> answered = new HashMap<>();

    RequestCounts(String... methods) {
        for (String method : methods) {
            answered.put(method, adders());
        }
        answered.put(OTHER, adders());
    }

    private static LongAdder[] adders() {
        LongAdder[] adders = new LongAdder[CLASSES];
        for (int i = 0; i < CLASSES; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    /** @param status of the final response, 200 to 699 */
    void answered(String method, int status) {
        LongAdder[] classes = answered.get(method);
        (classes == null ? answered.get(OTHER) : classes)[status / 100 - FIRST_CLASS].increment();
    }

    /** By series. */
    Map<String, LongSupplier> values() {
        Map<String, LongSupplier> values = new HashMap<>();
        answered.forEach((method, classes) -> {
            for (int i = 0; i < CLASSES; i++) {
                values.put("presence_requests_total{method=\"" + method + "\",class=\"" + (i + FIRST_CLASS) + "xx\"}", classes[i]::sum);
            }
        });
        return values;
    }
}
