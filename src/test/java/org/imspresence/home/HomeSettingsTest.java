package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.imspresence.authorization.SubHandling;
import org.imspresence.config.SettingsException;
import org.imspresence.notification.FailurePolicy;
import org.imspresence.presence.SamplePackages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HomeSettingsTest {

    private static HomeSettings with(String... keysAndValues) {
        return HomeSettings.of(SamplePackages.settings(keysAndValues));
    }

    @Test
    void everyLimitIsFilledFromItsOwnSetting() {
        HomeSettings settings = with(
                "home.threads", "401", "home.queue", "402", "notify.window", "501", "notify.window-per-hop", "502", "notify.failure", "patient", "notify.gzip-from", "503",
                "expiry.rate", "602", "expiry.grace", "601", "takeover.rate", "603", "ended.remembered", "604", "cluster.address", "127.0.0.1:7800",
                "authorization.default", "polite-block", "watcherinfo.waiting", "7", "watcherinfo.waiting-max", "605", "authorization.rules", "606", "watcherinfo.waiting-node", "607",
                "subscription.filters", "608");

        assertEquals(new HomeSettings(401, 402, 501, 502, FailurePolicy.PATIENT, 602, 603, Duration.ofSeconds(604), Duration.ofSeconds(601), 503,
                new HomeSettings.Watchers(SubHandling.POLITE_BLOCK, 606, 608, Duration.ofDays(7), 605, 607)), settings);
    }

    @Test
    void aNodeAloneRemembersWhatHasEndedForTheTimeOfRepeatsOnly() {
        assertEquals(Duration.ofSeconds(32), with("ended.remembered", "604").remembered());
    }

    @ParameterizedTest
    @CsvSource({
        "home.threads, 1025", "home.queue, 0", "notify.window, 0", "notify.window-per-hop, 1000001", "notify.failure, Standard", "expiry.rate, 0",
        "takeover.rate, 0", "ended.remembered, 31", "expiry.grace, 0", "expiry.grace, 86401",
        "authorization.default, deny", "watcherinfo.waiting, 366", "watcherinfo.waiting-max, -1",
        "authorization.rules, 0", "watcherinfo.waiting-node, -1", "subscription.filters, -1"})
    void aValueOutOfItsRangeIsRefusedByName(String key, String value) {
        SettingsException refusal = assertThrows(SettingsException.class, () -> with(key, value));

        assertTrue(refusal.getMessage().startsWith(key + "=" + value + " "), refusal.getMessage());
    }
}
