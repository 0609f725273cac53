package org.imspresence.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    @TempDir
    private Path directory;

    @Test
    void aPropertyWinsOverTheEnvironmentWhichWinsOverTheFileWhichWinsOverTheDefault() throws IOException {
        Path file = file("http.port=3\nnode.name=file\nsip.port=3\n");
        Properties properties = properties("presence.config.file", file.toString(), "presence.http.port", "1");
        Map<String, String> environment = Map.of("PRESENCE_HTTP_PORT", "2", "PRESENCE_SIP_PORT", "2");

        Settings settings = Settings.read(properties, environment);

        assertEquals("1", settings.text(Setting.HTTP_PORT));
        assertEquals("2", settings.text(Setting.SIP_PORT));
        assertEquals("file", settings.text(Setting.NODE_NAME));
        assertEquals("127.0.0.1", settings.text(Setting.HTTP_HOST));
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingHasItsDefaultWhenNobodySetsIt(Setting setting) {
        assertEquals(setting.fallback(), Settings.read(new Properties(), NO_ENVIRONMENT).text(setting));
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void everySettingHasAnEnvironmentVariableNamedAfterItsKey(Setting setting) {
        String variable = "PRESENCE_" + setting.key().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');

        assertEquals(variable, setting.environmentVariable());
    }

    @Test
    void keysAreUnique() {
        assertEquals(Setting.values().length, Arrays.stream(Setting.values()).map(Setting::key).collect(Collectors.toSet()).size());
    }

    @Test
    void theEnvironmentMayNameTheFile() throws IOException {
        Path file = file("node.name=file\n");

        Settings settings = Settings.read(new Properties(), Map.of("PRESENCE_CONFIG_FILE", file.toString()));

        assertEquals("file", settings.text(Setting.NODE_NAME));
    }

    @Test
    void spaceAroundAValueDoesNotCount() {
        assertEquals(8081, Settings.read(properties("presence.http.port", " 8081 "), NO_ENVIRONMENT).number(Setting.HTTP_PORT, 1, 65535));
    }

    @Test
    void everyUnknownPropertyIsRefusedByName() {
        Properties properties = properties("presence.http.prot", "1", "presence.sip.prt", "2", "presence.http.port", "3");

        String message = refusal(properties, NO_ENVIRONMENT);

        assertTrue(message.contains("http.prot"), message);
        assertTrue(message.contains("sip.prt"), message);
        assertTrue(!message.contains("http.port"), message);
    }

    @Test
    void anUnknownKeyInTheFileIsRefusedByName() throws IOException {
        String message = refusal(properties("presence.config.file", file("sip.prt=5060\n").toString()), NO_ENVIRONMENT);

        assertTrue(message.contains("sip.prt") && message.contains("file"), message);
    }

    @Test
    void propertiesOfOthersAreNoneOfOurBusiness() {
        Settings settings = Settings.read(properties("java.version", "17", "presenceful", "x"), Map.of("PATH", "/bin"));

        assertEquals("8080", settings.text(Setting.HTTP_PORT));
    }

    @Test
    void aFileThatIsNotThereIsRefusedByName() {
        String missing = directory.resolve("missing.properties").toString();

        String message = refusal(properties("presence.config.file", missing), NO_ENVIRONMENT);

        assertTrue(message.contains(missing), message);
    }

    @Test
    void aDirectoryIsNoSettingsFile() {
        String message = refusal(properties("presence.config.file", directory.toString()), NO_ENVIRONMENT);

        assertTrue(message.contains(directory.toString()), message);
    }

    @Test
    void aMalformedFileIsRefusedByName() throws IOException {
        Path malformed = file("node.name=\\u00zz\n");

        String message = refusal(properties("presence.config.file", malformed.toString()), NO_ENVIRONMENT);

        assertTrue(message.contains(malformed.toString()), message);
    }

    @Test
    void aFileNameThatNoFileCanHaveIsRefused() {
        String message = refusal(properties("presence.config.file", "a\0b"), NO_ENVIRONMENT);

        assertTrue(message.contains("settings file"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.5", "0x10", "1 000", "99999999999", "0", "11", "-1"})
    void aNumberThatIsMalformedOrOutOfRangeIsRefusedWithKeyValueAndRange(String value) {
        Settings settings = Settings.read(properties("presence.home.threads", value), NO_ENVIRONMENT);

        SettingsException refusal = assertThrows(SettingsException.class, () -> settings.number(Setting.HOME_THREADS, 1, 10));

        assertEquals("home.threads=" + value + " is not a whole number from 1 to 10", refusal.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void theEndsOfTheRangeBelongToIt(int value) {
        Settings settings = Settings.read(properties("presence.home.threads", String.valueOf(value)), NO_ENVIRONMENT);

        assertEquals(value, settings.number(Setting.HOME_THREADS, 1, 10));
    }

    private static String refusal(Properties properties, Map<String, String> environment) {
        return assertThrows(SettingsException.class, () -> Settings.read(properties, environment)).getMessage();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("settings.properties"), content);
    }

    private static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }
}
