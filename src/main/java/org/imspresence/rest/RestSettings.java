package org.imspresence.rest;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;

/**
 * What the REST interface is held to. See {@link Setting} for what each leads to.
 *
 * @param access    who may use it
 * @param page      entries of one answer
 * @param requests  that may be under way at once
 * @param maxBody   bytes of the body of a request
 * @param followers streams of messages that may be open at once
 */
public record RestSettings(Access access, int page, int requests, int maxBody, int followers) {

    private static final int LARGEST_PAGE = 1000;
    /** The container has 200 threads for HTTP. */
    private static final int MOST_FOLLOWERS = 100;

    /** @throws org.imspresence.config.SettingsException naming the first that is malformed or out of range */
    public static RestSettings of(Settings settings) {
        return new RestSettings(settings.choice(Setting.CONSOLE, Access.class), settings.number(Setting.CONSOLE_PAGE, 1, LARGEST_PAGE), settings.number(Setting.CONSOLE_REQUESTS, 1, LARGEST_PAGE),
                settings.number(Setting.DOCUMENT_MAX_BYTES, 1, Integer.MAX_VALUE), settings.number(Setting.CONSOLE_FOLLOWERS, 0, MOST_FOLLOWERS));
    }
}
