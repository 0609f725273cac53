package org.imspresence.home;

import java.util.ArrayList;
import java.util.List;

/** What the homes of a bench have measured, in the order in which it happened: see {@link Recorders}. */
record Measured(List<Long> notifyLatency, List<Long> expiryLag, List<Long> routes, List<Long> takeover) {

    Measured() {
        this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    Recorders recorders() {
        return new Recorders(notifyLatency::add, expiryLag::add, routes::add, takeover::add);
    }
}
