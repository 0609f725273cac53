package org.imspresence.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.imspresence.config.SettingsException;
import org.imspresence.document.CompositionPolicy;
import org.imspresence.publication.PublicationLimits;
import org.imspresence.subscription.RatePolicy;
import org.imspresence.subscription.SubscriptionLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresenceSettingsTest {

    private static PresenceSettings with(String... keysAndValues) {
        return PresenceSettings.of(SamplePackages.settings(keysAndValues));
    }

    @Test
    void everyLimitIsFilledFromItsOwnSetting() {
        PresenceSettings settings = with(
                "subscription.expires.min", "101", "subscription.expires.default", "102", "subscription.expires.max", "103",
                "subscription.watchers-per-presentity", "104", "subscription.per-watcher", "105",
                "publication.expires.min", "201", "publication.expires.default", "202", "publication.expires.max", "203",
                "publication.per-presentity", "204", "composition.policy", "newest-only", "composition.max-bytes", "303", "document.max-bytes", "301", "document.max-depth", "302", "notify.pacing", "7", "notify.least-pause", "401");

        assertEquals(new SubscriptionLimits(102, 101, 103, 104, 105, new RatePolicy(7_000, 401)), settings.subscriptions());
        assertEquals(new PublicationLimits(202, 201, 203, 204), settings.publications());
        assertEquals(CompositionPolicy.NEWEST_ONLY, settings.composition());
        assertEquals(303, settings.maxComposedBytes());
        assertEquals(301, settings.documents().maxBytes());
        assertEquals(302, settings.documents().maxDepth());
        assertEquals(Duration.ofSeconds(7), settings.pacing());
    }

    @Test
    void byDefaultWatchersAreToldOfChangesEveryFiveSecondsAtMost() {
        assertEquals(Duration.ofSeconds(5), with().pacing());
        assertEquals(new RatePolicy(5_000, 10_000), with().subscriptions().rates());
        assertEquals(CompositionPolicy.MERGE, with().composition());
    }

    @ParameterizedTest
    @CsvSource({
        "subscription.expires.default, 0", "subscription.expires.min, -1", "subscription.expires.max, 0", "subscription.watchers-per-presentity, 0",
        "subscription.per-watcher, 0", "publication.expires.default, 0", "publication.expires.min, x", "publication.expires.max, 2147483648",
        "publication.per-presentity, 0", "document.max-bytes, 0", "document.max-depth, 10001", "notify.pacing, -1", "notify.least-pause, 49", "notify.pacing, 0.5",
        "composition.policy, newest", "composition.max-bytes, 0"})
    void aValueOutOfItsRangeIsRefusedByName(String key, String value) {
        SettingsException refusal = assertThrows(SettingsException.class, () -> with(key, value));

        assertTrue(refusal.getMessage().startsWith(key + "=" + value + " "), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "subscription.expires.min, 3601", "subscription.expires.max, 3599", "publication.expires.default, 90000", "publication.expires.default, 59"})
    void boundsThatContradictEachOtherAreRefused(String key, String value) {
        SettingsException refusal = assertThrows(SettingsException.class, () -> with(key, value));

        assertTrue(refusal.getMessage().contains(key + "=" + value), refusal.getMessage());
        assertTrue(refusal.getMessage().endsWith("not in rising order"), refusal.getMessage());
    }
}
