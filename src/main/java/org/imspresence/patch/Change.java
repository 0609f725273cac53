package org.imspresence.patch;

import java.util.ArrayList;
import java.util.List;
import javax.xml.namespace.QName;
import org.imspresence.patch.PatchException.Condition;
import org.imspresence.patch.Selector.Kind;
import org.imspresence.patch.Selector.Tail;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/** RFC 5261 s4.3 to s4.5: carries one operation out, on the node that its selector means. */
final class Change {

    private final Document document;
    private final int maxDepth;
    private final Work work;

    Change(Document document, int maxDepth, Work work) {
        this.document = document;
        this.maxDepth = maxDepth;
        this.work = work;
    }

    void carryOut(Operation operation, Node target) {
        switch (operation.kind()) {
            case ADD -> add(operation, target);
            case REPLACE -> replace(operation, target);
            case REMOVE -> remove(operation, target);
        }
    }

    private void add(Operation operation, Node target) {
        if (operation.type().isPresent()) {
            addToElement(operation, operation.type().get(), target);
        } else if (operation.says("before")) {
            insert(operation, target.getParentNode(), target);
        } else if (operation.says("after")) {
            insert(operation, target.getParentNode(), target.getNextSibling());
        } else if (target instanceof Element) {
            insert(operation, target, operation.says("prepend") ? target.getFirstChild() : null);
        } else {
            throw new PatchException(Condition.INVALID_PATCH_DIRECTIVE, "only an element has children");
        }
    }

    private void addToElement(Operation operation, Tail type, Node target) {
        if (!(target instanceof Element element)) {
            throw new PatchException(Condition.INVALID_PATCH_DIRECTIVE, "only an element has attributes and declarations");
        }
        if (type.kind() == Kind.NAMESPACE) {
            new NamespaceNodes(work).add(element, type.text(), operation.text());
            return;
        }
        QName name = type.attribute().orElseThrow();
        String namespace = name.getNamespaceURI().isEmpty() ? null : name.getNamespaceURI();
        if (namespace == null && name.getLocalPart().equals("xmlns")) {
            throw new PatchException(Condition.INVALID_ATTRIBUTE_VALUE, "the default namespace cannot be added");
        }
        if (element.hasAttributeNS(namespace, name.getLocalPart())) {
            throw new PatchException(Condition.INVALID_PATCH_DIRECTIVE, "the element has the attribute " + name.getLocalPart() + " already");
        }
        String prefix = namespace == null ? "" : new Mangling(document, element, work).prefixForNew(name.getPrefix(), namespace, element);
        element.setAttributeNS(namespace, Trees.qualified(prefix, name.getLocalPart()), operation.text());
    }

    private void insert(Operation operation, Node parent, Node before) {
        boolean inProlog = parent == document;
        Mangling mangling = new Mangling(document, parent, work);
        List<Node> nodes = new ArrayList<>();
        for (Node node : operation.content()) {
            if (inProlog && node instanceof Element) {
                throw new PatchException(Condition.INVALID_ROOT_ELEMENT_OPERATION, "a document has only one root element");
            }
            if (inProlog && node instanceof Text) {
                if (!Trees.isWhite(node)) {
                    throw new PatchException(Condition.INVALID_XML_PROLOG_OPERATION, "there is no text outside of the root element");
                }
                continue;
            }
            checkDepth(parent, node);
            nodes.add(mangling.imported(node));
        }
        Trees.insert(parent, nodes, before);
    }

    private void checkDepth(Node parent, Node content) {
        int depth = Trees.depth(content);
        for (Node node = parent; node != document; node = node.getParentNode()) {
            depth++;
        }
        if (depth > maxDepth) {
            throw new PatchException(Condition.INVALID_PATCH_DIRECTIVE, "elements would be nested more than " + maxDepth + " deep");
        }
    }

    private void replace(Operation operation, Node target) {
        switch (target.getNodeType()) {
            case Node.TEXT_NODE -> replaceText((Text) target, operation.text());
            case Node.ATTRIBUTE_NODE -> replaceAttribute((Attr) target, operation.text());
            default -> {
                if (operation.content().size() != 1 || operation.content().get(0).getNodeType() != target.getNodeType()) {
                    throw new PatchException(Condition.INVALID_NODE_TYPES, "the new content has to be one node of the kind that it replaces");
                }
                Node parent = target.getParentNode();
                checkDepth(parent, operation.content().get(0));
                parent.replaceChild(new Mangling(document, parent, work).imported(operation.content().get(0)), target);
            }
        }
    }

    private static void replaceText(Text target, String text) {
        if (text.isEmpty()) {
            Trees.remove(target);
        } else {
            target.setData(text);
        }
    }

    private void replaceAttribute(Attr target, String value) {
        if (Trees.isDeclaration(target)) {
            new NamespaceNodes(work).replace(target, value);
        } else {
            target.setValue(value);
        }
    }

    private void remove(Operation operation, Node target) {
        boolean isAttribute = target.getNodeType() == Node.ATTRIBUTE_NODE;
        if (operation.directive().isPresent() && (isAttribute || target instanceof Text)) {
            throw new PatchException(Condition.INVALID_ATTRIBUTE_VALUE, "ws is for elements, comments and processing instructions");
        }
        if (isAttribute) {
            removeAttribute((Attr) target);
            return;
        }
        if (target == document.getDocumentElement()) {
            throw new PatchException(Condition.INVALID_ROOT_ELEMENT_OPERATION, "the root element cannot be removed");
        }
        boolean both = operation.says("both");
        Node before = both || operation.says("before") ? white(target.getPreviousSibling()) : null;
        Node after = both || operation.says("after") ? white(target.getNextSibling()) : null;
        if (before != null) {
            before.getParentNode().removeChild(before);
        }
        if (after != null) {
            after.getParentNode().removeChild(after);
        }
        Trees.remove(target);
    }

    private static Node white(Node sibling) {
        if (sibling == null || !Trees.isWhite(sibling)) {
            throw new PatchException(Condition.INVALID_WHITESPACE_DIRECTIVE, "there is no white space to be removed");
        }
        return sibling;
    }

    private void removeAttribute(Attr target) {
        if (Trees.isDeclaration(target)) {
            new NamespaceNodes(work).remove(target);
        } else {
            target.getOwnerElement().removeAttributeNode(target);
        }
    }
}
