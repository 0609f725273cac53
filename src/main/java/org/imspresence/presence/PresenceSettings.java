package org.imspresence.presence;

import java.time.Duration;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.imspresence.document.CompositionPolicy;
import org.imspresence.document.XmlLimits;
import org.imspresence.publication.PublicationLimits;
import org.imspresence.subscription.RatePolicy;
import org.imspresence.subscription.SubscriptionLimits;

/**
 * What the presence package is held to. See {@link Setting} for what each leads to.
 *
 * @param maxComposedBytes size of what publications add up to
 * @param pacing least time between two NOTIFYs of changes to one watcher
 */
public record PresenceSettings(
        SubscriptionLimits subscriptions, PublicationLimits publications, XmlLimits documents, CompositionPolicy composition,
        int maxComposedBytes, Duration pacing) {

    /** Seconds that, as milliseconds from now, are far from the end of a long. */
    private static final int MAX_SECONDS = Integer.MAX_VALUE;

    /** @throws SettingsException naming the first that is malformed, out of range, or in contradiction to another */
    public static PresenceSettings of(Settings settings) {
        refuseContradiction(settings, Setting.SUBSCRIPTION_EXPIRES_MIN, Setting.SUBSCRIPTION_EXPIRES_DEFAULT, Setting.SUBSCRIPTION_EXPIRES_MAX);
        refuseContradiction(settings, Setting.PUBLICATION_EXPIRES_MIN, Setting.PUBLICATION_EXPIRES_DEFAULT, Setting.PUBLICATION_EXPIRES_MAX);
        Duration pacing = Duration.ofSeconds(settings.number(Setting.NOTIFY_PACING, 0, 3600));
        return new PresenceSettings(
                new SubscriptionLimits(
                        settings.number(Setting.SUBSCRIPTION_EXPIRES_DEFAULT, 1, MAX_SECONDS),
                        settings.number(Setting.SUBSCRIPTION_EXPIRES_MIN, 0, MAX_SECONDS),
                        settings.number(Setting.SUBSCRIPTION_EXPIRES_MAX, 1, MAX_SECONDS),
                        settings.number(Setting.SUBSCRIPTION_WATCHERS, 1, Integer.MAX_VALUE),
                        settings.number(Setting.SUBSCRIPTION_PER_WATCHER, 1, Integer.MAX_VALUE),
                        new RatePolicy(pacing.toMillis(), settings.number(Setting.NOTIFY_LEAST_PAUSE, 50, 86_400_000))),
                new PublicationLimits(
                        settings.number(Setting.PUBLICATION_EXPIRES_DEFAULT, 1, MAX_SECONDS),
                        settings.number(Setting.PUBLICATION_EXPIRES_MIN, 0, MAX_SECONDS),
                        settings.number(Setting.PUBLICATION_EXPIRES_MAX, 1, MAX_SECONDS),
                        settings.number(Setting.PUBLICATION_PER_PRESENTITY, 1, Integer.MAX_VALUE)),
                new XmlLimits(
                        settings.number(Setting.DOCUMENT_MAX_BYTES, 1, 1 << 30),
                        settings.number(Setting.DOCUMENT_MAX_DEPTH, 1, 512),
                        XmlLimits.DEFAULT.maxAttributesPerElement(),
                        XmlLimits.DEFAULT.maxElements()),
                settings.choice(Setting.COMPOSITION_POLICY, CompositionPolicy.class),
                settings.number(Setting.COMPOSITION_MAX_BYTES, 1, 1 << 30),
                pacing);
    }

    /** A default that is longer than the maximum, or shorter than the minimum, is a slip of the pen: what it would lead to, nobody can have meant. */
    private static void refuseContradiction(Settings settings, Setting min, Setting byDefault, Setting max) {
        int shortest = settings.number(min, 0, MAX_SECONDS);
        int normal = settings.number(byDefault, 1, MAX_SECONDS);
        int longest = settings.number(max, 1, MAX_SECONDS);
        if (shortest > normal || normal > longest) {
            throw new SettingsException("%s=%d, %s=%d, %s=%d: not in rising order".formatted(min.key(), shortest, byDefault.key(), normal, max.key(), longest));
        }
    }
}
