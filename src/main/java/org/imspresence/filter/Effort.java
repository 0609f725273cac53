package org.imspresence.filter;

/**
 * RFC 4660 s8: how much more one filter may cost for one document. To honour filters is at the notifier's discretion (s3.3), so where it runs out the filter is not applied: the watcher may see what it did not ask to be
 * spared, and no more than that.
 */
final class Effort {

    /** The looks that 40 selectors of five steps take at a document of 500 elements; some 50 ms. */
    private static final int LOOKS = 100_000;

    private int left = LOOKS;

    /** @throws TooMuch if it runs out */
    void look() {
        if (--left < 0) {
            throw new TooMuch();
        }
    }

    /** Told to nobody: who has started catches it. */
    static final class TooMuch extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private TooMuch() {
            super("too much effort", null, false, false);
        }
    }
}
