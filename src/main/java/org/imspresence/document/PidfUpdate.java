package org.imspresence.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.imspresence.patch.Diff;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * A presence document, or what has changed in it, to be sent as {@code application/pidf-diff+xml} (RFC 5262). It is written once; each watcher's version is put in where it
 * belongs. Comments outside of the root element are left out. Immutable, and safe for any number of threads.
 */
public final class PidfUpdate {

    private static final QName DIFF = new QName(Namespaces.PIDF_DIFF, "pidf-diff");
    private static final String FULL = "pidf-full";
    private static final String ENTITY = "entity";
    private static final String VERSION = "version";
    /** In the root's tag no other place can look so: quotes in values are escaped, and nothing but the XML declaration is before it. */
    private static final String PLACE_OF_VERSION = " version=\"0\"";

    private final boolean full;
    private final byte[] beforeVersion;
    private final byte[] afterVersion;

    private PidfUpdate(boolean full, Document document) {
        document.getDocumentElement().setAttributeNS(null, VERSION, "0");
        String text = new String(XmlWriter.utf8(document), UTF_8);
        int place = text.indexOf(PLACE_OF_VERSION);
        this.full = full;
        this.beforeVersion = text.substring(0, place).getBytes(UTF_8);
        this.afterVersion = text.substring(place + PLACE_OF_VERSION.length()).getBytes(UTF_8);
    }

    /** All of it, as {@code pidf-full}. An attribute {@code version} of {@code presence}, which RFC 3863 does not have, gives way. */
    public static PidfUpdate full(ComposedDocument document) {
        return full(tree(document));
    }

    /** What has to be sent to someone who has the one document and is to have the other: the changes, as {@code pidf-diff}, or all of it if that is no longer. */
    public static PidfUpdate between(ComposedDocument before, ComposedDocument after) {
        Document wanted = tree(after);
        Document changes = Diff.between(tree(before), wanted, DIFF);
        changes.getDocumentElement().setAttributeNS(null, ENTITY, wanted.getDocumentElement().getAttribute(ENTITY));
        PidfUpdate diff = new PidfUpdate(false, changes);
        PidfUpdate all = full(wanted);
        return diff.size() < all.size() ? diff : all;
    }

    private static PidfUpdate full(Document tree) {
        Element presence = tree.getDocumentElement();
        String prefix = freePrefix(tree);
        presence.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, Dom.declaration(prefix), Namespaces.PIDF_DIFF);
        tree.renameNode(presence, Namespaces.PIDF_DIFF, prefix + ":" + FULL);
        return new PidfUpdate(true, tree);
    }

    private static Document tree(ComposedDocument document) {
        Document tree = document.tree(PidfFormat.PIDF);
        Element root = tree.getDocumentElement();
        while (tree.getFirstChild() != root) {
            tree.removeChild(tree.getFirstChild());
        }
        while (tree.getLastChild() != root) {
            tree.removeChild(tree.getLastChild());
        }
        root.removeAttribute(VERSION);
        return tree;
    }

    private static String freePrefix(Document tree) {
        Set<String> declared = new HashSet<>();
        collectPrefixes(tree.getDocumentElement(), declared);
        String prefix = "p";
        for (int i = 1; declared.contains(prefix); i++) {
            prefix = "p" + i;
        }
        return prefix;
    }

    private static void collectPrefixes(Element element, Set<String> prefixes) {
        for (Attr attribute : Dom.attributes(element)) {
            if (Dom.isDeclaration(attribute.getName())) {
                prefixes.add(Dom.declaredPrefix(attribute.getName()));
            }
        }
        Dom.children(element).forEach(child -> collectPrefixes(child, prefixes));
    }

    public boolean isFull() {
        return full;
    }

    /** Bytes without a version. */
    public int size() {
        return beforeVersion.length + afterVersion.length;
    }

    /** @param version RFC 5263 s4.4: one more than that of what was sent before in the same subscription, the first being 1 */
    public byte[] bytes(long version) {
        return joined(" version=\"" + version + "\"");
    }

    /** For a publication (RFC 5264 s3.2), which has its entity tag instead of a version. */
    public byte[] bytesWithoutVersion() {
        return joined("");
    }

    private byte[] joined(String attribute) {
        byte[] middle = attribute.getBytes(UTF_8);
        byte[] joined = new byte[beforeVersion.length + middle.length + afterVersion.length];
        System.arraycopy(beforeVersion, 0, joined, 0, beforeVersion.length);
        System.arraycopy(middle, 0, joined, beforeVersion.length, middle.length);
        System.arraycopy(afterVersion, 0, joined, beforeVersion.length + middle.length, afterVersion.length);
        return joined;
    }
}
