package org.imspresence.rest;

import java.util.List;

import org.imspresence.home.Operations.FromAll;
import org.imspresence.home.inspection.FoundPresentities;

/**
 * A page of a search.
 *
 * @param presentities in the order of their addresses
 * @param total        how many match, from this page on
 * @param next         {@code after} of the next page; null on the last one
 * @param silent       names of nodes that have not answered: theirs are missing
 */
public record PresentitiesView(List<FoundPresentity> presentities, int total, String next, List<String> silent) {

    /** See {@link FoundPresentities.Found}. */
    public record FoundPresentity(String presentity, String home, int subscriptions, int publications) {

        static FoundPresentity of(FoundPresentities.Found found) {
            return new FoundPresentity(found.presentity(), found.home(), found.subscriptions(), found.publications());
        }
    }

    static PresentitiesView of(FromAll<FoundPresentities> all) {
        FoundPresentities page = all.answers().get(0);
        List<FoundPresentity> found = page.found().stream().map(FoundPresentity::of).toList();
        String next = found.size() < page.total() && !found.isEmpty() ? found.get(found.size() - 1).presentity() : null;
        return new PresentitiesView(found, page.total(), next, all.silent());
    }
}
