package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;

import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.imspresence.publication.PublicationLimits;
import org.imspresence.subscription.SubscriptionLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HomeSettingsTest {

    private static HomeSettings with(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty("presence." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return HomeSettings.of(Settings.read(properties, Map.of()));
    }

    @Test
    void everyLimitIsFilledFromItsOwnSetting() {
        HomeSettings settings = with(
                "subscription.expires.default", "101", "subscription.expires.min", "102", "subscription.expires.max", "103",
                "subscription.watchers-per-presentity", "104",
                "publication.expires.default", "201", "publication.expires.min", "202", "publication.expires.max", "203",
                "publication.per-presentity", "204", "document.max-bytes", "301", "document.max-depth", "302",
                "home.threads", "401", "home.queue", "402", "notify.window", "501", "notify.window-per-hop", "502", "expiry.grace", "601");

        assertEquals(new SubscriptionLimits(101, 102, 103, 104), settings.subscriptions());
        assertEquals(new PublicationLimits(201, 202, 203, 204), settings.publications());
        assertEquals(301, settings.documents().maxBytes());
        assertEquals(302, settings.documents().maxDepth());
        assertEquals(401, settings.threads());
        assertEquals(402, settings.queue());
        assertEquals(501, settings.window());
        assertEquals(502, settings.windowPerHop());
        assertEquals(Duration.ofSeconds(601), settings.grace());
    }

    @ParameterizedTest
    @CsvSource({
        "subscription.expires.default, 0", "subscription.expires.min, -1", "subscription.expires.max, 0", "subscription.watchers-per-presentity, 0",
        "publication.expires.default, 0", "publication.expires.min, x", "publication.expires.max, 2147483648", "publication.per-presentity, 0",
        "document.max-bytes, 0", "document.max-depth, 10001", "home.threads, 1025", "home.queue, 0", "notify.window, 0",
        "notify.window-per-hop, 1000001", "expiry.grace, 0", "expiry.grace, 86401"})
    void aNumberOutOfItsRangeIsRefusedByName(String key, String value) {
        SettingsException refusal = assertThrows(SettingsException.class, () -> with(key, value));

        assertTrue(refusal.getMessage().startsWith(key + "=" + value + " "), refusal.getMessage());
    }
}
