package org.imspresence.authorization;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.imspresence.document.Dom;
import org.w3c.dom.Element;

/**
 * RFC 4825 s6: a reference to an element in a document of lists, such as {@code http://xcap.home1.net/root/resource-lists/users/sip:alice@home1.net/index/~~/resource-lists/list%5B@name=%22friends%22%5D}. Whatever
 * stands before {@code resource-lists} is the root of some XCAP server, and taken for ours.
 *
 * @param document the path below the root, {@linkplain #normalized normalized}
 * @param node     the node selector, decoded; empty for the whole document
 */
record ListReference(String document, String node) {

    private static final String LISTS_OF_USERS = "/resource-lists/users/";
    private static final String NODE = "/~~/";
    /** One step of a selector: a name, whose prefix does not count as all names are those of RFC 4826, a position, and an attribute. */
    private static final Pattern STEP = Pattern.compile(
            "/?(?:[\\w.-]++:)?([\\w.-]++|\\*)(?:\\[(\\d{1,9})])?+(?:\\[@([\\w.-]++)=(?:\"([^\"]*+)\"|'([^']*+)')])?+(?=/|$)");

    /** Empty for what is no reference to a user's lists. */
    static Optional<ListReference> parse(String reference) {
        try {
            String path = reference.substring(0, end(reference));
            int node = path.indexOf(NODE);
            String document = "/" + decoded(node < 0 ? path : path.substring(0, node));
            int start = document.indexOf(LISTS_OF_USERS);
            return start < 0
                    ? Optional.empty()
                    : Optional.of(new ListReference(normalized(document.substring(start + 1)), node < 0 ? "" : decoded(path.substring(node + NODE.length()))));
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }

    /** The query part only says what prefixes mean. */
    private static int end(String reference) {
        int query = reference.indexOf('?');
        return query < 0 ? reference.length() : query;
    }

    /** @throws IllegalArgumentException for a percent sign without two digits */
    static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The path of a document with the user in canonical form. */
    static String normalized(String path) {
        int start = LISTS_OF_USERS.length() - 1;
        int end = path.indexOf('/', start);
        if (end < 0) {
            return path;
        }
        String user = path.substring(start, end);
        return path.substring(0, start) + Identity.canonical(user).orElse(user) + path.substring(end);
    }

    /**
     * The element that is meant; empty if there is none, or more than one.
     *
     * @param mayLookOn asked before each element is looked at
     */
    Optional<Element> in(Element root, BooleanSupplier mayLookOn) {
        if (node.isEmpty()) {
            return Optional.of(root);
        }
        List<Element> candidates = List.of(root);
        Optional<Element> found = Optional.empty();
        Matcher step = STEP.matcher(node);
        int at = 0;
        while (at < node.length()) {
            if (!step.region(at, node.length()).lookingAt()) {
                return Optional.empty();
            }
            found = one(candidates, step, mayLookOn);
            if (found.isEmpty()) {
                return found;
            }
            candidates = Dom.children(found.get());
            at = step.end();
        }
        return found;
    }

    private static Optional<Element> one(List<Element> candidates, Matcher step, BooleanSupplier mayLookOn) {
        int position = 0;
        Optional<Element> found = Optional.empty();
        for (Element candidate : candidates) {
            if (!mayLookOn.getAsBoolean()) {
                return Optional.empty();
            }
            if (!Xml.RESOURCE_LISTS.equals(candidate.getNamespaceURI()) || !step.group(1).equals("*") && !step.group(1).equals(candidate.getLocalName())) {
                continue;
            }
            position++;
            boolean atPosition = step.group(2) == null || Integer.parseInt(step.group(2)) == position;
            if (atPosition && hasAttribute(candidate, step)) {
                if (found.isPresent()) {
                    return Optional.empty();
                }
                found = Optional.of(candidate);
            }
        }
        return found;
    }

    private static boolean hasAttribute(Element candidate, Matcher step) {
        if (step.group(3) == null) {
            return true;
        }
        String value = step.group(4) != null ? step.group(4) : step.group(5);
        return candidate.hasAttribute(step.group(3)) && candidate.getAttribute(step.group(3)).equals(unescaped(value));
    }

    /** In a selector a value is written as in a document. */
    private static String unescaped(String value) {
        return value.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'").replace("&amp;", "&");
    }
}
