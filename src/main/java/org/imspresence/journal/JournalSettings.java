package org.imspresence.journal;

import java.util.EnumSet;
import java.util.Set;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;

/**
 * What of SIP events is in the log, and in which form.
 *
 * @param kinds     of events that are told of
 * @param perSecond how many failures, and how many other events, a second may bring into the log
 * @param format    of the log as a whole
 */
public record JournalSettings(Set<Kind> kinds, int perSecond, Format format) {

    /** As {@code log.format} names them. */
    public enum Format { TEXT, JSON }

    private enum Extent {
        ALL(EnumSet.allOf(Kind.class)), REQUESTS(EnumSet.of(Kind.FAILURE, Kind.CHANGE)), FAILURES(EnumSet.of(Kind.FAILURE)), NONE(EnumSet.noneOf(Kind.class));

        private final Set<Kind> kinds;

        Extent(Set<Kind> kinds) {
            this.kinds = kinds;
        }
    }

    /** @throws org.imspresence.config.SettingsException for one that is none of its words, or out of range */
    public static JournalSettings of(Settings settings) {
        return new JournalSettings(settings.choice(Setting.LOG_EVENTS, Extent.class).kinds, settings.number(Setting.LOG_EVENTS_RATE, 1, 1_000_000), settings.choice(Setting.LOG_FORMAT, Format.class));
    }
}
