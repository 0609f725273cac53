package org.imspresence.presence;

import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.imspresence.config.Settings;
import org.imspresence.event.EventPackages;
import org.imspresence.publication.EntityTag;

/** The packages that a server has, with settings that differ from the default. */
public final class SamplePackages {

    private SamplePackages() {}

    public static EventPackages with(String... keysAndValues) {
        return with(settings(keysAndValues));
    }

    public static EventPackages with(Settings settings) {
        return new EventPackages(List.of(new PresencePackage(PresenceSettings.of(settings), EntityTag::next)));
    }

    public static Settings settings(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty("presence." + keysAndValues[i], keysAndValues[i + 1]);
        }
        return Settings.read(properties, Map.of());
    }
}
