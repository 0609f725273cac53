package org.imspresence.home;

import java.time.Duration;

import org.imspresence.authorization.SubHandling;
import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.notification.FailurePolicy;

/**
 * What the homes of a node are held to. See {@link Setting} for what each leads to.
 *
 * @param threads       0: one per core, at least 2
 * @param queue         commands that may wait for one presentity
 * @param window        NOTIFYs of the node that may be unanswered at once
 * @param windowPerHop  the same for one next hop
 * @param failurePolicy which failed NOTIFYs end a subscription
 * @param expiryRate    expiries per second
 * @param repeatRate    NOTIFYs per second that are repeated after a take-over
 * @param remembered    how long the end of a subscription or publication is remembered
 * @param grace         how long an entry outlives its expiry in the cache
 * @param gzipFrom      bytes of the smallest body of a NOTIFY that is compressed
 * @param watchers      what holds for watchers
 */
public record HomeSettings(int threads, int queue, int window, int windowPerHop, FailurePolicy failurePolicy, int expiryRate, int repeatRate, Duration remembered, Duration grace,
        int gzipFrom, Watchers watchers) {

    /**
     * What holds for watchers.
     *
     * @param byDefault        one that no rule is for
     * @param maxRules         of one presentity
     * @param maxFilters       different filters of the watchers of one presentity in one event package
     * @param waiting          how long a subscription that has ended undecided is kept for the presentity's decision
     * @param maxWaiting       how many of them are kept for one presentity
     * @param maxWaitingOfNode how many of them are kept for all presentities of the node
     */
    public record Watchers(SubHandling byDefault, int maxRules, int maxFilters, Duration waiting, int maxWaiting, int maxWaitingOfNode) {

        private static Watchers of(Settings settings) {
            return new Watchers(
                    settings.choice(Setting.AUTHORIZATION_DEFAULT, SubHandling.class),
                    settings.number(Setting.AUTHORIZATION_RULES, 1, MILLION),
                    settings.number(Setting.SUBSCRIPTION_FILTERS, 0, 10_000),
                    Duration.ofDays(settings.number(Setting.WATCHERINFO_WAITING, 0, 365)),
                    settings.number(Setting.WATCHERINFO_WAITING_MAX, 0, 10_000),
                    settings.number(Setting.WATCHERINFO_WAITING_NODE, 0, MILLION));
        }
    }

    /** RFC 3261 s17.1.2.2, 64*T1. */
    private static final int REPEATS_SECONDS = 32;
    private static final int MILLION = 1_000_000;

    /** @throws org.imspresence.config.SettingsException naming the first that is malformed or out of range */
    public static HomeSettings of(Settings settings) {
        return new HomeSettings(
                settings.number(Setting.HOME_THREADS, 0, 1024),
                settings.number(Setting.HOME_QUEUE, 1, MILLION),
                settings.number(Setting.NOTIFY_WINDOW, 1, MILLION),
                settings.number(Setting.NOTIFY_WINDOW_PER_HOP, 1, MILLION),
                settings.choice(Setting.NOTIFY_FAILURE, FailurePolicy.class),
                settings.number(Setting.EXPIRY_RATE, 1, MILLION),
                settings.number(Setting.TAKEOVER_RATE, 1, MILLION),
                remembered(settings),
                Duration.ofSeconds(settings.number(Setting.EXPIRY_GRACE, 1, 86_400)),
                settings.number(Setting.NOTIFY_GZIP_FROM, 0, Integer.MAX_VALUE),
                Watchers.of(settings));
    }

    /** A node alone has only repeats of requests to remember it for. */
    private static Duration remembered(Settings settings) {
        int seconds = settings.number(Setting.ENDED_REMEMBERED, REPEATS_SECONDS, 86_400);
        return Duration.ofSeconds(settings.text(Setting.CLUSTER_ADDRESS).isEmpty() ? REPEATS_SECONDS : seconds);
    }
}
