package org.imspresence.document;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** RFC 4479 s3.5 leaves it to the presence server what to make of several publications. */
public enum CompositionPolicy {

    /** What all publications say becomes one document; where they contradict each other the newest wins. */
    MERGE,

    /** The newest publication alone, for presentities with one device that now and then loses its entity tag. */
    NEWEST_ONLY;

    /** The policy with that name in settings, {@code merge} or {@code newest-only}; empty for any other text. */
    public static Optional<CompositionPolicy> named(String name) {
        return Arrays.stream(values()).filter(policy -> policy.settingName().equals(name)).findFirst();
    }

    /** What {@link #named} takes. */
    public String settingName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
