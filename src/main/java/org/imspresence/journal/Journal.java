package org.imspresence.journal;

import java.util.function.Supplier;

/** Is told of SIP events. For any thread; never blocks, never throws. */
@FunctionalInterface
public interface Journal {

    /** @param entry asked at once, on the caller's thread, and only if the event is to be told of */
    void tell(Kind kind, Supplier<Entry> entry);
}
