package org.imspresence.testbed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * RFC 3858 s4: what a subscriber of watcher information makes of the documents that it gets. One whose version is not above the last one is dropped. One of partial state that does not follow the last one counts for nothing and
 * leaves the table stale, until one of full state comes.
 */
public final class WatcherInfoTable {

    /** One watcher; times in seconds. */
    public record Row(String id, String status, String event, String uri, Optional<String> displayName, OptionalLong duration, OptionalLong expiration) {

        private static Row of(Element watcher) {
            return new Row(required(watcher, "id"), required(watcher, "status"), required(watcher, "event"), watcher.getTextContent().strip(),
                    Optional.of(watcher.getAttribute("display-name")).filter(name -> !name.isEmpty()), seconds(watcher, "duration-subscribed"), seconds(watcher, "expiration"));
        }

        private static OptionalLong seconds(Element watcher, String attribute) {
            return watcher.hasAttribute(attribute) ? OptionalLong.of(Long.parseLong(watcher.getAttribute(attribute))) : OptionalLong.empty();
        }
    }

    /** What a document says, before it is applied. */
    public record Content(long version, boolean full, String resource, String watched, List<Row> rows) {}

    private static final String NAMESPACE = "urn:ietf:params:xml:ns:watcherinfo";
    private static final long NONE = -1;

    private final Map<String, Row> rows = new LinkedHashMap<>();
    private long version = NONE;
    private boolean stale;

    /** @throws IllegalArgumentException if it is no document of watcher information with one list */
    public static Content read(byte[] document) {
        Element root = parse(document).getDocumentElement();
        NodeList lists = root.getElementsByTagNameNS(NAMESPACE, "watcher-list");
        if (!NAMESPACE.equals(root.getNamespaceURI()) || !root.getLocalName().equals("watcherinfo") || lists.getLength() != 1) {
            throw new IllegalArgumentException("no watcherinfo with one watcher-list: " + new String(document, StandardCharsets.UTF_8));
        }
        String state = required(root, "state");
        if (!state.equals("full") && !state.equals("partial")) {
            throw new IllegalArgumentException("state=" + state);
        }
        Element list = (Element) lists.item(0);
        List<Row> rows = new ArrayList<>();
        NodeList watchers = list.getElementsByTagNameNS(NAMESPACE, "watcher");
        for (int i = 0; i < watchers.getLength(); i++) {
            rows.add(Row.of((Element) watchers.item(i)));
        }
        return new Content(Long.parseLong(required(root, "version")), state.equals("full"), required(list, "resource"), required(list, "package"), rows);
    }

    private static Document parse(byte[] document) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(document));
        } catch (SAXException | IOException e) {
            throw new IllegalArgumentException("not XML: " + e.getMessage(), e);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String required(Element element, String attribute) {
        String value = element.getAttribute(attribute);
        if (value.isEmpty()) {
            throw new IllegalArgumentException(element.getLocalName() + " without " + attribute);
        }
        return value;
    }

    /** Takes the next document. */
    public void apply(byte[] document) {
        Content content = read(document);
        if (content.version() <= version) {
            return;
        }
        if (content.full()) {
            rows.clear();
            stale = false;
        } else if (version == NONE || content.version() > version + 1) {
            stale = true;
        }
        if (!stale) {
            version = content.version();
            content.rows().forEach(this::apply);
        }
    }

    private void apply(Row row) {
        if (row.status().equals("terminated")) {
            rows.remove(row.id());
        } else {
            rows.put(row.id(), row);
        }
    }

    /** True from a document that is missing to the next one of full state. */
    public boolean isStale() {
        return stale;
    }

    /** Of the last document that was taken; -1 before the first. */
    public long version() {
        return version;
    }

    public List<Row> rows() {
        return List.copyOf(rows.values());
    }

    /** Status and event of each watcher by its URI, such as {@code pending subscribe}; of one with several subscriptions in the order they came. */
    public Map<String, List<String>> watchers() {
        Map<String, List<String>> watchers = new LinkedHashMap<>();
        rows.values().forEach(row -> watchers.computeIfAbsent(row.uri(), uri -> new ArrayList<>()).add(row.status() + " " + row.event()));
        return watchers;
    }
}
