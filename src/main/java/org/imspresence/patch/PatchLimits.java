package org.imspresence.patch;

/**
 * What a patch from outside may cost. A patch above a limit is refused, and nothing is changed.
 *
 * @param maxOperations     operations in one patch
 * @param maxSelectorLength characters of a selector
 * @param maxSteps          steps of a selector
 * @param maxDepth          levels of nested elements in the patched document, the root being the first; bounds the stack of whatever walks it
 * @param maxWork           nodes that may be looked at to find what all selectors mean and to carry the operations out; a million takes some 0.1 s
 */
public record PatchLimits(int maxOperations, int maxSelectorLength, int maxSteps, int maxDepth, long maxWork) {

    /** Ample for documents of some hundred elements: 1,000 operations, 2,048 characters, 64 steps, 64 levels, half a million nodes. */
    public static final PatchLimits DEFAULT = new PatchLimits(1000, 2048, 64, 64, 500_000);

    /** @throws IllegalArgumentException if a limit is not positive */
    public PatchLimits {
        if (maxOperations < 1 || maxSelectorLength < 1 || maxSteps < 1 || maxDepth < 1 || maxWork < 1) {
            throw new IllegalArgumentException("a limit of patches is at least 1");
        }
    }
}
