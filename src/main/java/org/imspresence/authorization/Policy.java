package org.imspresence.authorization;

import java.util.List;
import java.util.OptionalLong;

/** All that one presentity has decided about its watchers. Immutable. */
public final class Policy {

    private final SubHandling byDefault;

    private Policy(SubHandling byDefault) {
        this.byDefault = byDefault;
    }

    /**
     * Reads rules.
     *
     * @param rules     all documents of the presentity; what cannot be read of them grants nothing and is reported
     * @param lists     what external lists may refer to
     * @param byDefault what holds for a watcher that no rule is for
     */
    public static Policy of(List<RuleDocument> rules, List<ListDocument> lists, SubHandling byDefault) {
        return new Policy(byDefault);
    }

    /** What holds for a watcher: all rules that match are combined (RFC 4745 s10.2), whatever their order. */
    public Decision decide(Requester watcher, Circumstances circumstances) {
        return new Decision(byDefault, byDefault == SubHandling.ALLOW ? Permissions.ALL : Permissions.NONE, "no rule");
    }

    /** Whether a decision may depend on the presentity's sphere. */
    public boolean dependsOnSphere() {
        return false;
    }

    /** When decisions may change next by the passing of time alone: the next begin or end of a validity after {@code now}. Milliseconds since the epoch. */
    public OptionalLong nextChange(long now) {
        return OptionalLong.empty();
    }
}
