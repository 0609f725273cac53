package org.imspresence.xcap;

import java.util.Optional;

/** RFC 4826 s4.1 and s4.4.5: the URI by which a service names the list that it is about. It is looked at, and never followed. */
final class ListUri {

    private static final String LISTS_OF_USERS = "/" + Usages.RESOURCE_LISTS_AUID + "/users/";

    private ListUri() {}

    /**
     * Whether a URI leads to an element of a document of lists which that user has here.
     *
     * @param root  the XCAP root; empty when it is not known how clients know it, and whatever stands before the lists is taken for it
     * @param owner canonical address of the user
     */
    static boolean isOf(String uri, String root, String owner) {
        return belowRoot(uri, root).map(path -> read(path, owner)).orElse(false);
    }

    private static Optional<String> belowRoot(String uri, String root) {
        if (!root.isEmpty()) {
            return uri.regionMatches(true, 0, root + "/", 0, root.length() + 1) ? Optional.of(uri.substring(root.length() + 1)) : Optional.empty();
        }
        int lists = uri.indexOf(LISTS_OF_USERS);
        return uri.matches("(?i)https?://[^/].*") && lists > 0 ? Optional.of(uri.substring(lists + 1)) : Optional.empty();
    }

    private static boolean read(String path, String owner) {
        int mark = path.indexOf('?');
        try {
            ResourceUri read = UriReader.read(mark < 0 ? path : path.substring(0, mark), mark < 0 ? "" : path.substring(mark + 1));
            return read.auid().equals(Usages.RESOURCE_LISTS_AUID) && read.owner().filter(owner::equals).isPresent() && read.selector().isPresent();
        } catch (Refusal noUriOfOurs) {
            return false;
        }
    }
}
