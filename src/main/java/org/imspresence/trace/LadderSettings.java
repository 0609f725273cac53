package org.imspresence.trace;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;

/**
 * What is kept of messages for those who follow them. See {@link Setting} for what each leads to.
 *
 * @param messages of one presentity or dialog
 * @param bodies   whether bodies are shown
 */
public record LadderSettings(int messages, boolean bodies) {

    private static final int MOST = 10_000;

    /** @throws org.imspresence.config.SettingsException naming the first that is malformed or out of range */
    public static LadderSettings of(Settings settings) {
        return new LadderSettings(settings.number(Setting.CONSOLE_LADDER, 1, MOST), settings.isOn(Setting.CONSOLE_BODIES));
    }
}
