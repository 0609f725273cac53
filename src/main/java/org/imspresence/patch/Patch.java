package org.imspresence.patch;

import java.util.function.Predicate;
import org.imspresence.patch.PatchException.Condition;
import org.w3c.dom.Attr;
import org.w3c.dom.DOMException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Applies a patch (RFC 5261) to a document: all of its operations in their order, or none. A patch is a document whose root has the operations as its children, in
 * the root's own namespace:
 *
 * <pre>{@code
 * <p:diff xmlns="urn:xxx" xmlns:p="urn:ietf:params:xml:ns:diff">
 *   <p:replace sel="doc/note/text()">Patched doc</p:replace>
 *   <p:remove sel="doc/elem[@a='bar']" ws="after"/>
 * </p:diff>
 * }</pre>
 *
 * <p>Trees are namespace-aware, declare what they use as a parsed document does, and have neither entity references nor a document type. Immutable, and safe for
 * any number of threads as long as the trees given to it are.
 */
public final class Patch {

    private static final int LEVELS_OF_OPERATIONS = 2;

    private final PatchLimits limits;
    private final Predicate<Attr> ids;

    /** Applies with the default limits; the function {@code id()} knows what {@link #isXmlId} knows. */
    public Patch() {
        this(PatchLimits.DEFAULT, Patch::isXmlId);
    }

    /** @param ids which attributes the function {@code id()} goes by: what the document's schema gives the type ID (s4.1) */
    public Patch(PatchLimits limits, Predicate<Attr> ids) {
        this.limits = limits;
        this.ids = ids;
    }

    /** Whether an attribute is {@code xml:id}, or one that the document's own schema has told the parser. */
    public static boolean isXmlId(Attr attribute) {
        return attribute.getName().equals("xml:id") || attribute.isId();
    }

    /**
     * The document after the patch. Neither tree given is changed. Texts that meet are one text in the result, and CDATA sections have become text.
     *
     * @throws PatchException with the condition of s5.1 and the operation that failed
     */
    public Document apply(Document target, Document patch) {
        checkDepth(target, limits.maxDepth());
        checkDepth(patch, (long) limits.maxDepth() + LEVELS_OF_OPERATIONS);
        Document patched = Trees.copy(target);
        Work work = new Work(limits.maxWork());
        Element root = Trees.joined(patch).getDocumentElement();
        int operations = 0;
        for (Node node : Trees.children(root)) {
            if (node instanceof Element operation) {
                if (++operations > limits.maxOperations()) {
                    throw new PatchException(Condition.INVALID_PATCH_DIRECTIVE, "the patch has more than " + limits.maxOperations() + " operations");
                }
                carryOut(operation, root, patched, work);
            } else if (!Trees.isWhite(node) && node.getNodeType() == Node.TEXT_NODE) {
                throw new PatchException(Condition.INVALID_DIFF_FORMAT, "there is text between the operations");
            }
        }
        return patched;
    }

    private static void checkDepth(Document document, long maxDepth) {
        if (Trees.depth(document) > maxDepth) {
            throw new PatchException(Condition.INVALID_PATCH_DIRECTIVE, "elements are nested more than " + maxDepth + " deep");
        }
    }

    private void carryOut(Element element, Element root, Document patched, Work work) {
        try {
            if (!Trees.namespace(element).equals(Trees.namespace(root))) {
                throw new PatchException(Condition.INVALID_PATCH_DIRECTIVE, "the operation " + element.getNodeName() + " is unknown");
            }
            Operation operation = Operation.of(element, limits);
            Node target = new Evaluation(patched, ids, work).find(operation.selector());
            new Change(patched, limits.maxDepth(), work).carryOut(operation, target);
        } catch (PatchException e) {
            throw e.during(element);
        } catch (DOMException e) {
            throw new PatchException(Condition.INVALID_ATTRIBUTE_VALUE, "the document cannot be changed so: " + e.getMessage()).during(element);
        }
    }
}
