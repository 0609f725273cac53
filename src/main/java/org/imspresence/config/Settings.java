package org.imspresence.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/** The settings of a node, checked as a whole before anything starts. See {@link Setting} for where a value comes from. */
public final class Settings {

    private static final String PROPERTY_PREFIX = "presence.";

    private final Map<Setting, String> values;
    private final Set<Setting> given;

    private Settings(Map<Setting, String> values, Set<Setting> given) {
        this.values = values;
        this.given = given;
    }

    /**
     * @param properties  system properties; those that start with {@code presence.} count
     * @param environment environment variables
     * @throws SettingsException naming every unknown key, the file that cannot be read, or {@code development} when it is neither yes nor no
     */
    public static Settings read(Properties properties, Map<String, String> environment) {
        Map<String, String> given = new TreeMap<>();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PROPERTY_PREFIX))
                .forEach(name -> given.put(name.substring(PROPERTY_PREFIX.length()), properties.getProperty(name)));
        Map<String, String> file = file(given.getOrDefault(Setting.CONFIG_FILE.key(), environment.getOrDefault(Setting.CONFIG_FILE.environmentVariable(), "")));
        refuseUnknown(given, "given");
        refuseUnknown(file, "in the settings file");

        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = given.get(setting.key());
            value = value != null ? value : environment.get(setting.environmentVariable());
            value = value != null ? value : file.get(setting.key());
            if (value != null) {
                values.put(setting, value.strip());
            }
        }
        return withDefaults(values);
    }

    private static Settings withDefaults(Map<Setting, String> values) {
        Set<Setting> given = Set.copyOf(values.keySet());
        values.putIfAbsent(Setting.DEVELOPMENT, Setting.DEVELOPMENT.fallback());
        boolean development = new Settings(values, given).isOn(Setting.DEVELOPMENT);
        for (Setting setting : Setting.values()) {
            values.putIfAbsent(setting, development ? setting.fallbackInDevelopment() : setting.fallback());
        }
        return new Settings(values, given);
    }

    private static Map<String, String> file(String name) {
        Map<String, String> found = new TreeMap<>();
        if (name.isEmpty()) {
            return found;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(name), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("cannot read the settings file " + name + ": " + e.getMessage());
        }
        properties.stringPropertyNames().forEach(key -> found.put(key, properties.getProperty(key)));
        return found;
    }

    private static void refuseUnknown(Map<String, String> given, String where) {
        List<String> unknown = new ArrayList<>();
        given.keySet().stream().filter(key -> Setting.of(key).isEmpty()).forEach(unknown::add);
        if (!unknown.isEmpty()) {
            throw new SettingsException("unknown setting " + where + ": " + String.join(", ", unknown));
        }
    }

    /** Whether somebody has set it, to its default or not, and not to nothing. */
    public boolean isGiven(Setting setting) {
        return given.contains(setting) && !text(setting).isEmpty();
    }

    public String text(Setting setting) {
        return values.get(setting);
    }

    /**
     * A whole number from {@code min} to {@code max}.
     *
     * @throws SettingsException when it is none
     */
    public int number(Setting setting, int min, int max) {
        try {
            int number = Integer.parseInt(text(setting));
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            // told below, with the range
        }
        throw new SettingsException(setting.key() + "=" + text(setting) + " is not a whole number from " + min + " to " + max);
    }

    /**
     * Yes or no.
     *
     * @throws SettingsException when it is neither
     */
    public boolean isOn(Setting setting) {
        return choice(setting, YesOrNo.class) == YesOrNo.YES;
    }

    private enum YesOrNo { YES, NO }

    /**
     * One of a few words: the names of an enum in lower case, with dashes.
     *
     * @throws SettingsException when it is none of them
     */
    public <E extends Enum<E>> E choice(Setting setting, Class<E> type) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E choice : type.getEnumConstants()) {
            choices.put(choice.name().toLowerCase(Locale.ROOT).replace('_', '-'), choice);
        }
        E chosen = choices.get(text(setting));
        if (chosen == null) {
            throw new SettingsException(setting.key() + "=" + text(setting) + " is none of " + String.join(", ", choices.keySet()));
        }
        return chosen;
    }

    /** The elements of a list that is separated by commas, without the blanks around them; empty elements do not count. */
    public List<String> list(Setting setting) {
        return Arrays.stream(text(setting).split(",")).map(String::strip).filter(element -> !element.isEmpty()).toList();
    }
}
