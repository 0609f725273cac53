package org.imspresence.dialog.lean;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;

/**
 * What the lean path is given.
 *
 * @param remembered dialogs whose form is remembered
 */
public record LeanSettings(int remembered) {

    private static final int MOST_REMEMBERED = 100_000_000;
    private static final int BYTES_OF_HEAP = 2_000;

    /**
     * @param heap bytes
     * @throws org.imspresence.config.SettingsException when one of them cannot be used
     */
    public static LeanSettings of(Settings settings, long heap) {
        int remembered = settings.number(Setting.SIP_NOTIFY_REMEMBERED, 0, MOST_REMEMBERED);
        return new LeanSettings(remembered == 0 ? (int) Math.min(MOST_REMEMBERED, heap / BYTES_OF_HEAP) : remembered);
    }
}
