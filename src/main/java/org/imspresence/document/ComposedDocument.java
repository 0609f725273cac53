package org.imspresence.document;

import java.util.Arrays;
import java.util.function.Consumer;
import org.w3c.dom.Document;

/**
 * A presentity's whole state as one document, ready to be sent. It keeps bytes, not a tree: each format is written at most
 * once, and all watchers share the array. Immutable, and safe for any number of threads.
 */
public final class ComposedDocument {

    private final HardenedXml xml;
    private final PidfFormat format;
    private final byte[] bytes;
    private volatile byte[] converted;

    private ComposedDocument(HardenedXml xml, PidfFormat format, byte[] bytes) {
        this.xml = xml;
        this.format = format;
        this.bytes = bytes;
    }

    static ComposedDocument asPublished(HardenedXml xml, PresenceDocument document) {
        return new ComposedDocument(xml, document.format(), document.bytes());
    }

    /** @throws DocumentException if it is larger than that */
    static ComposedDocument of(HardenedXml xml, Document pidf, int maxBytes) {
        return new ComposedDocument(xml, PidfFormat.PIDF, XmlWriter.utf8(pidf, maxBytes));
    }

    /** The document in UTF-8. The array is shared by all callers: it must not be changed. */
    public byte[] bytes(PidfFormat target) {
        if (target == format) {
            return bytes;
        }
        if (converted == null) {
            synchronized (this) {
                if (converted == null) {
                    converted = XmlWriter.utf8(tree(target));
                }
            }
        }
        return converted;
    }

    /** The document in the format, and so the namespace, that it was made in. The array is shared by all callers: it must not be changed. */
    public byte[] asWritten() {
        return bytes;
    }

    /**
     * The document after a change, such as one that hides from a watcher what no rule grants. This document stays as it is.
     *
     * @param change is given a tree of its own, in the namespace of {@link PidfFormat#PIDF}
     */
    public ComposedDocument changed(Consumer<Document> change) {
        Document tree = tree();
        change.accept(tree);
        return of(xml, tree, Integer.MAX_VALUE);
    }

    /** Whether the other document is the same byte for byte, so that a watcher who has one need not be sent the other. */
    public boolean sameStateAs(ComposedDocument other) {
        return format == other.format
                ? Arrays.equals(bytes, other.bytes)
                : Arrays.equals(bytes(PidfFormat.PIDF), other.bytes(PidfFormat.PIDF));
    }

    /** A tree of the document, the caller's own, in the namespace of {@link PidfFormat#PIDF}. */
    public Document tree() {
        return tree(PidfFormat.PIDF);
    }

    /** A tree of the caller's own. */
    Document tree(PidfFormat target) {
        return xml.reparse(bytes, name -> format.translate(name, target));
    }
}
