package org.imspresence.dialog.location;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Targets that have failed lately. They are tried after the others: what every request waits for in vain for 32 s (Timer F) is waited for once. */
final class FailedTargets {

    private static final int REMEMBERED = 10_000;

    private final Cache<Target, Long> until = Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();
    private final LongSupplier nanos;

    /** @param nanos a clock that never goes back */
    FailedTargets(LongSupplier nanos) {
        this.nanos = nanos;
    }

    void add(Target target, Duration rest) {
        until.put(target, nanos.getAsLong() + rest.toNanos());
    }

    /** It has answered. */
    void remove(Target target) {
        until.invalidate(target);
    }

    /** The same targets, those at rest last. */
    List<Target> last(List<Target> targets) {
        if (targets.size() == 1 || targets.stream().noneMatch(this::rests)) {
            return targets;
        }
        return Stream.concat(targets.stream().filter(target -> !rests(target)), targets.stream().filter(this::rests)).toList();
    }

    private boolean rests(Target target) {
        Long end = until.getIfPresent(target);
        return end != null && end - nanos.getAsLong() > 0;
    }
}
