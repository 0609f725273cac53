package org.imspresence.document;

/**
 * What a document from outside may cost. A document above a limit is refused as soon as the parser meets the excess.
 *
 * @param maxBytes size of the encoded document in bytes; bounds the memory of everything below
 * @param maxDepth levels of nested elements, the root being the first; bounds the stack of whatever walks the tree
 * @param maxAttributesPerElement attributes of one element, namespace declarations included; bounds the search for doubles, and
 *         how many declarations composition may have to repeat on a moved element
 * @param maxElements elements in all; bounds the tree, which takes far more memory per element than the text does
 */
public record XmlLimits(int maxBytes, int maxDepth, int maxAttributesPerElement, int maxElements) {

    /** Ample for presence documents: 65536 bytes, 64 levels, 64 attributes per element, 4096 elements. */
    public static final XmlLimits DEFAULT = new XmlLimits(65536, 64, 64, 4096);

    /** For what this server wrote itself: composition may make a document larger than what it lets in. */
    public static final XmlLimits NONE = new XmlLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** @throws IllegalArgumentException if a limit is not positive */
    public XmlLimits {
        if (maxBytes < 1 || maxDepth < 1 || maxAttributesPerElement < 1 || maxElements < 1) {
            throw new IllegalArgumentException("an XML limit is at least 1");
        }
    }
}
