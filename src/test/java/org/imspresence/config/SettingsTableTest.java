package org.imspresence.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README has one table of all settings, and it says what {@link Setting} says. */
class SettingsTableTest {

    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- all settings, as config.Setting has them; SettingsTableTest prints the table when it is another -->\n";
    private static final String END = "<!-- end of all settings -->\n";

    private static String table() {
        return Arrays.stream(Setting.values())
                .map(SettingsTableTest::row)
                .collect(Collectors.joining("\n", "| key | default | what |\n|---|---|---|\n", "\n"));
    }

    private static String row(Setting setting) {
        boolean differs = !setting.fallback().equals(setting.fallbackInDevelopment());
        String fallback = code(setting.fallback()) + (differs ? " (development: " + code(setting.fallbackInDevelopment()) + ")" : "");
        return "| `%s` | %s | %s |".formatted(setting.key(), fallback.strip(), setting.meaning().replace("|", "\\|"));
    }

    private static String code(String value) {
        return value.isEmpty() ? "" : "`" + value + "`";
    }

    @Test
    void theReadmeHasTheTableOfAllSettings() throws IOException {
        String readme = Files.readString(README);

        assertEquals(List.of(1, 1), List.of(readme.split(BEGIN, -1).length - 1, readme.split(END, -1).length - 1), "marks of the table: " + BEGIN + END);
        String found = readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));
        assertTrue(table().equals(found), () -> "between its marks, " + README + " has to have:\n" + table());
    }
}
