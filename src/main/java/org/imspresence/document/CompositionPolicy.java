package org.imspresence.document;

/** RFC 4479 s3.5 leaves it to the presence server what to make of several publications. */
public enum CompositionPolicy {

    /** What all publications say becomes one document; where they contradict each other the newest wins. */
    MERGE,

    /** The newest publication alone, for presentities with one device that now and then loses its entity tag. */
    NEWEST_ONLY
}
