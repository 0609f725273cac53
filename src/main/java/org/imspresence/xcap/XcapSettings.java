package org.imspresence.xcap;

import java.util.Optional;
import org.imspresence.config.Networks;
import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;

/**
 * How XCAP is set up.
 *
 * @param open             whoever comes is the user whose tree the URI names
 * @param trustedProxies   peers that may say who the user is
 * @param users            who can authenticate by Digest; empty when nobody can
 * @param maxBytes         of a document
 * @param documentsPerUser in all application usages together
 * @param root             the XCAP root as clients know it, without a slash at the end; empty for the path that they come by
 */
public record XcapSettings(boolean open, Networks trustedProxies, Optional<Users> users, int maxBytes, int documentsPerUser, String root) {

    /** @throws SettingsException naming what is out of range or cannot be read */
    public static XcapSettings of(Settings settings) {
        String file = settings.text(Setting.XCAP_USERS_FILE);
        return new XcapSettings(
                settings.isOn(Setting.XCAP_OPEN),
                Networks.of(settings, Setting.XCAP_TRUSTED_PROXIES),
                file.isEmpty() ? Optional.empty() : Optional.of(Users.read(file)),
                settings.number(Setting.XCAP_MAX_BYTES, 1024, 1 << 24),
                settings.number(Setting.XCAP_DOCUMENTS_PER_USER, 1, 10_000),
                root(settings.text(Setting.XCAP_ROOT)));
    }

    /** Whether there is any way for a user to be known. */
    public boolean canIdentify() {
        return open || !trustedProxies.isEmpty() || users.isPresent();
    }

    private static String root(String text) {
        if (!text.isEmpty() && !text.matches("https?://[^\\s?#\"<>]+")) {
            throw new SettingsException(Setting.XCAP_ROOT.key() + "=" + text + " is not an http or https URI without query");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
