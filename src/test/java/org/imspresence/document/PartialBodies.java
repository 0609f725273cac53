package org.imspresence.document;

import java.util.List;
import java.util.Random;
import javax.xml.namespace.QName;
import org.imspresence.patch.Diff;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What a publisher sends who says only what has changed (RFC 5264), made of whole documents in {@code application/pidf+xml}; and documents that change a little. */
public final class PartialBodies {

    private static final QName DIFF = new QName(Namespaces.PIDF_DIFF, "pidf-diff");
    private static final HardenedXml XML = new HardenedXml(XmlLimits.DEFAULT);

    private PartialBodies() {
    }

    /** As {@code pidf-full}. */
    public static byte[] whole(byte[] document) {
        return PidfUpdate.full(read(document)).bytesWithoutVersion();
    }

    /** As {@code pidf-diff}, or as {@code pidf-full} if that is no longer. */
    public static byte[] shortest(byte[] before, byte[] after) {
        return PidfUpdate.between(read(before), read(after)).bytesWithoutVersion();
    }

    /** As {@code pidf-diff}, however long, and with the longer selectors and content that come of it; without an entity. */
    public static byte[] changes(byte[] before, byte[] after) {
        return XmlWriter.utf8(Diff.between(tree(before), tree(after), DIFF));
    }

    /** A document of an address, without its scheme. */
    public static byte[] document(Random random, String address) {
        DocumentGenerator generator = new DocumentGenerator(random, address);
        DocumentGenerator.Generated document = generator.next();
        while (document.format() != PidfFormat.PIDF) {
            document = generator.next();
        }
        return document.bytes();
    }

    /** The document without one of the elements that its root has, or with one more, of another document. */
    public static byte[] changed(byte[] document, byte[] another, Random random) {
        while (true) {
            Document tree = tree(document);
            Element root = tree.getDocumentElement();
            List<Element> own = Dom.children(root);
            List<Element> others = Dom.children(tree(another).getDocumentElement());
            Node place = own.isEmpty() ? null : own.get(random.nextInt(own.size()));
            if (place != null && (others.isEmpty() || random.nextInt(3) == 0)) {
                root.removeChild(place);
            } else if (!others.isEmpty()) {
                root.insertBefore(tree.importNode(others.get(random.nextInt(others.size())), true), place);
            }
            byte[] changed = XmlWriter.utf8(tree);
            if (isAcceptable(changed)) {
                return changed;
            }
        }
    }

    private static boolean isAcceptable(byte[] document) {
        try {
            read(document);
            return true;
        } catch (DocumentException twoOfOneId) {
            return false;
        }
    }

    private static ComposedDocument read(byte[] document) {
        return ComposedDocument.asPublished(XML, PresenceDocument.parse(XML, PidfFormat.PIDF, document));
    }

    /** Without what is around the root: that is no state. */
    private static Document tree(byte[] document) {
        Document tree = XML.parse(document);
        for (Node node = tree.getFirstChild(); node != null;) {
            Node next = node.getNextSibling();
            if (node != tree.getDocumentElement()) {
                tree.removeChild(node);
            }
            node = next;
        }
        return tree;
    }
}
