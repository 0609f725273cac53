package org.imspresence.filter;

import java.util.List;
import java.util.stream.Stream;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** RFC 4661 s3.5.3: what an {@code include} or {@code exclude} is about. */
sealed interface Selection {

    /** {@code type="xpath"}: elements with all that they contain, or attributes. */
    record Items(Selector selector) implements Selection {
    }

    /** {@code type="namespace"}: what is defined in that namespace. */
    record Namespace(String uri) implements Selection {

        List<Element> elements(Document document, Effort effort) {
            return below(document, effort).filter(this::isNamespaceOf).toList();
        }

        /** Those whose own name is in it, whatever that of their element is. */
        List<Attr> attributes(Document document, Effort effort) {
            return below(document, effort).flatMap(element -> Xml.attributes(element).stream()).filter(this::isNamespaceOf).toList();
        }

        private boolean isNamespaceOf(Node node) {
            return uri.equals(node.getNamespaceURI());
        }

        private static Stream<Element> below(Node parent, Effort effort) {
            return Xml.children(parent, effort).stream().flatMap(child -> Stream.concat(Stream.of(child), below(child, effort)));
        }
    }
}
