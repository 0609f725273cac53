package org.imspresence.rest;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import org.imspresence.home.inspection.PresentityReport;

/**
 * What is known of a presentity, but for its watchers.
 *
 * @param presentity canonical address
 * @param home       name of the node that is its home
 * @param packages   those that are in use
 */
public record PresentityView(String presentity, String home, List<Package> packages) {

    /**
     * What there is in an event package.
     *
     * @param entityTag     of the state; null when there is none
     * @param subscriptions live ones
     * @param publications  live ones, the newest first
     * @param state         what the publications add up to; null for a package whose state is who watches
     */
    public record Package(String eventPackage, String entityTag, int subscriptions, List<Publication> publications, StateView state) {

        private static Package of(PresentityReport.Topic topic, Function<byte[], StateView> state) {
            boolean isState = topic.state().length > 0;
            return new Package(topic.eventPackage(), isState ? topic.entityTag() : null, topic.subscriptions(), topic.publications().stream().map(Publication::of).toList(),
                    isState ? state.apply(topic.state()) : null);
        }
    }

    /** See {@link PresentityReport.Published}. */
    public record Publication(String id, String entityTag, String contentType, int sizeBytes, long remainingSeconds, long order, String changedAt) {

        private static Publication of(PresentityReport.Published published) {
            return new Publication(published.id(), published.entityTag(), published.contentType(), published.size(), published.remaining(), published.order(),
                    Instant.ofEpochMilli(published.changedAt()).toString());
        }
    }

    /** @param state reads a presence document */
    static PresentityView of(String presentity, PresentityReport report, Function<byte[], StateView> state) {
        return new PresentityView(presentity, report.home(), report.topics().stream().map(topic -> Package.of(topic, state)).toList());
    }
}
