package org.imspresence.patch;

import org.imspresence.patch.PatchException.Condition;

/** What one patch has cost so far. For one thread. */
final class Work {

    private final long max;
    private long done;

    Work(long max) {
        this.max = max;
    }

    /** @throws PatchException if it is too much */
    void spend(long nodes) {
        done += nodes;
        if (done > max) {
            throw new PatchException(Condition.INVALID_PATCH_DIRECTIVE, "the patch is too costly to apply");
        }
    }
}
