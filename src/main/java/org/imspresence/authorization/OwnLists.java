package org.imspresence.authorization;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.imspresence.document.DocumentException;
import org.imspresence.document.Dom;
import org.imspresence.document.HardenedXml;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Element;

/**
 * RFC 4826: who is on a list, within the {@code resource-lists} documents of one presentity. Lists may refer to others, in circles even. A document, list or entry that is not there has nobody on it, and neither has what
 * is another user's. What is there and cannot be read, or costs too much to go through, leaves the list in part unknown. All of that is reported.
 */
final class OwnLists {

    private static final Logger LOG = LoggerFactory.getLogger(OwnLists.class);
    /** Elements that may be looked at for all lists of a presentity together: lists may refer to lists, and a search for a name goes past all its neighbours. */
    private static final int MAX_ELEMENTS = 200_000;
    /** Lines in the log for all lists of a presentity together. */
    private static final int MAX_REPORTS = 10;

    private final HardenedXml xml;
    private final Map<String, byte[]> bodies = new HashMap<>();
    private final Map<String, Optional<Element>> roots = new HashMap<>();
    private final Map<String, Condition.ExternalList> found = new HashMap<>();
    private int looked;
    private int reported;

    OwnLists(HardenedXml xml, List<ListDocument> documents) {
        this.xml = xml;
        documents.forEach(document -> bodies.put(ListReference.normalized(document.path()), document.body()));
    }

    /** @param anchor the XCAP URI, or the path below the XCAP root, of a list or a whole document */
    Condition.ExternalList membersOf(String anchor) {
        return found.computeIfAbsent(anchor, unknown -> new Walk().from(unknown));
    }

    private void report(String what, String which) {
        if (reported++ < MAX_REPORTS) {
            LOG.warn("{}: {}", what, Xml.logged(which));
        }
    }

    /** From one list to all that it refers to. */
    private final class Walk {

        private final Set<String> members = new HashSet<>();
        private final Set<String> seen = new HashSet<>();
        private final Deque<String> ahead = new ArrayDeque<>();
        private boolean whole = true;

        Condition.ExternalList from(String anchor) {
            refer(anchor);
            while (!ahead.isEmpty() && whole) {
                follow(ahead.remove());
            }
            return new Condition.ExternalList(members, whole);
        }

        private void refer(String reference) {
            if (seen.add(reference)) {
                ahead.add(reference);
            }
        }

        private void follow(String text) {
            Optional<ListReference> reference = ListReference.parse(text);
            Optional<byte[]> body = reference.map(known -> bodies.get(known.document()));
            if (body.isEmpty()) {
                report("nobody is on a list that is in no document of the presentity", text);
                return;
            }
            Optional<Element> root = roots.computeIfAbsent(reference.get().document(), path -> parsed(path, body.get()));
            if (root.isEmpty()) {
                whole = false;
                return;
            }
            Optional<Element> found = reference.get().in(root.get(), this::mayLookOn);
            found.ifPresentOrElse(this::collect, () -> report("nobody is on a list that its document does not have", text));
        }

        private Optional<Element> parsed(String path, byte[] body) {
            try {
                return Optional.of(xml.parse(body).getDocumentElement());
            } catch (DocumentException e) {
                report("nobody is known to be on the lists of a document that cannot be read, as " + e.getMessage(), path);
                return Optional.empty();
            }
        }

        private void collect(Element element) {
            if (!Xml.RESOURCE_LISTS.equals(element.getNamespaceURI()) || !mayLookOn()) {
                return;
            }
            switch (element.getLocalName()) {
                case "resource-lists", "list" -> Dom.children(element).forEach(this::collect);
                case "entry" -> Identity.canonical(element.getAttribute("uri")).ifPresent(members::add);
                case "entry-ref" -> refer(element.getAttribute("ref").strip());
                case "external" -> refer(element.getAttribute("anchor").strip());
                default -> { }
            }
        }

        private boolean mayLookOn() {
            if (looked++ == MAX_ELEMENTS) {
                LOG.warn("the lists of a presentity refer to each other so often that only {} elements are looked at: among others those in {}", MAX_ELEMENTS, bodies.keySet());
            }
            whole &= looked <= MAX_ELEMENTS;
            return whole;
        }
    }
}
