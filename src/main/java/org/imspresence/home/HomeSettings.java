package org.imspresence.home;

import java.time.Duration;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.document.XmlLimits;
import org.imspresence.publication.PublicationLimits;
import org.imspresence.subscription.SubscriptionLimits;

/**
 * What the homes of a node are held to. See {@link Setting} for what each leads to.
 *
 * @param threads       0: one per core, at least 2
 * @param queue         commands that may wait for one presentity
 * @param window        NOTIFYs of the node that may be unanswered at once
 * @param windowPerHop  the same for one next hop
 * @param grace         how long an entry outlives its expiry in the cache
 */
public record HomeSettings(
        SubscriptionLimits subscriptions, PublicationLimits publications, XmlLimits documents,
        int threads, int queue, int window, int windowPerHop, Duration grace) {

    private static final int MILLION = 1_000_000;

    /** @throws org.imspresence.config.SettingsException naming the first that is malformed or out of range */
    public static HomeSettings of(Settings settings) {
        return new HomeSettings(
                new SubscriptionLimits(
                        settings.number(Setting.SUBSCRIPTION_EXPIRES_DEFAULT, 1, Integer.MAX_VALUE),
                        settings.number(Setting.SUBSCRIPTION_EXPIRES_MIN, 0, Integer.MAX_VALUE),
                        settings.number(Setting.SUBSCRIPTION_EXPIRES_MAX, 1, Integer.MAX_VALUE),
                        settings.number(Setting.SUBSCRIPTION_WATCHERS, 1, Integer.MAX_VALUE)),
                new PublicationLimits(
                        settings.number(Setting.PUBLICATION_EXPIRES_DEFAULT, 1, Integer.MAX_VALUE),
                        settings.number(Setting.PUBLICATION_EXPIRES_MIN, 0, Integer.MAX_VALUE),
                        settings.number(Setting.PUBLICATION_EXPIRES_MAX, 1, Integer.MAX_VALUE),
                        settings.number(Setting.PUBLICATION_PER_PRESENTITY, 1, Integer.MAX_VALUE)),
                new XmlLimits(
                        settings.number(Setting.DOCUMENT_MAX_BYTES, 1, 1 << 30),
                        settings.number(Setting.DOCUMENT_MAX_DEPTH, 1, 512),
                        XmlLimits.DEFAULT.maxAttributesPerElement(),
                        XmlLimits.DEFAULT.maxElements()),
                settings.number(Setting.HOME_THREADS, 0, 1024),
                settings.number(Setting.HOME_QUEUE, 1, MILLION),
                settings.number(Setting.NOTIFY_WINDOW, 1, MILLION),
                settings.number(Setting.NOTIFY_WINDOW_PER_HOP, 1, MILLION),
                Duration.ofSeconds(settings.number(Setting.EXPIRY_GRACE, 1, 86_400)));
    }
}
