package org.imspresence.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Properties;

import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerKindTest {

    @ParameterizedTest
    @CsvSource({"cluster.address,127.0.0.1:7800", "sip.locate,dns", "sip.dns-timeout,2", "sip.target-rest,60", "sip.large,0", "sip.stream.patience,10", "sip.stream.unread,131072", "sip.stream.waiting,1000", "sip.tls.clients,want", "overload.transactions,500"})
    void whatHasNoEffectOnAnotherContainerIsRefusedThere(String key, String value) {
        SettingsException refusal = assertThrows(SettingsException.class, () -> ContainerKind.STANDARD.check(settings(Map.of(key, value))));
        assertTrue(refusal.getMessage().startsWith(key + " cannot be set on this container"), refusal::getMessage);
        assertDoesNotThrow(() -> ContainerKind.RESTCOMM.check(settings(Map.of(key, value))));
    }

    @Test
    void allThatIsRefusedIsNamed() {
        SettingsException refusal = assertThrows(SettingsException.class, () -> ContainerKind.STANDARD.check(settings(Map.of("sip.large", "0", "sip.locate", "addresses"))));
        assertTrue(refusal.getMessage().startsWith("sip.locate, sip.large cannot be set"), refusal::getMessage);
    }

    @Test
    void defaultsAndWhatIsSetToNothingAreNotRefused() {
        assertDoesNotThrow(() -> ContainerKind.STANDARD.check(settings(Map.of())));
        assertDoesNotThrow(() -> ContainerKind.STANDARD.check(settings(Map.of("sip.tls.address", "", "sip.via-host", "presence.home2.net"))));
    }

    private static Settings settings(Map<String, String> given) {
        Properties properties = new Properties();
        given.forEach((key, value) -> properties.setProperty("presence." + key, value));
        return Settings.read(properties, Map.of());
    }
}
