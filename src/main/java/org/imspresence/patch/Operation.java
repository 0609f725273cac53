package org.imspresence.patch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imspresence.patch.PatchException.Condition;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/**
 * One operation as the patch has it (RFC 5261 s8).
 *
 * @param scope     what prefixes mean in it
 * @param directive its {@code pos} or {@code ws}
 * @param type      what kind of node is added, if it is no child
 * @param content   its children
 */
record Operation(Kind kind, Selector selector, Map<String, String> scope, Optional<String> directive, Optional<Selector.Tail> type, List<Node> content) {

    enum Kind {
        ADD(Set.of("sel", "pos", "type"), "pos", Set.of("before", "after", "prepend")),
        REPLACE(Set.of("sel"), "", Set.of()),
        REMOVE(Set.of("sel", "ws"), "ws", Set.of("before", "after", "both"));

        private final Set<String> attributes;
        private final String directive;
        private final Set<String> directives;

        Kind(Set<String> attributes, String directive, Set<String> directives) {
            this.attributes = attributes;
            this.directive = directive;
            this.directives = directives;
        }

        private static Kind of(String name) {
            return switch (name) {
                case "add" -> ADD;
                case "replace" -> REPLACE;
                case "remove" -> REMOVE;
                default -> throw new PatchException(Condition.INVALID_PATCH_DIRECTIVE, "the operation " + name + " is unknown");
            };
        }
    }

    /** @throws PatchException if it is none that RFC 5261 has, or not as it has it */
    static Operation of(Element element, PatchLimits limits) {
        Kind kind = Kind.of(element.getLocalName());
        for (Attr attribute : Trees.attributes(element)) {
            if (attribute.getNamespaceURI() == null && !kind.attributes.contains(attribute.getName())) {
                throw new PatchException(Condition.INVALID_PATCH_DIRECTIVE, "the attribute " + attribute.getName() + " is unknown in " + element.getLocalName());
            }
        }
        String selector = attribute(element, "sel").orElseThrow(() -> new PatchException(Condition.INVALID_DIFF_FORMAT, "an operation has no selector"));
        Map<String, String> scope = Trees.scope(element);
        Operation operation = new Operation(kind, SelectorParser.parse(selector, scope, limits), scope, attribute(element, kind.directive),
                attribute(element, "type").map(type -> SelectorParser.parseType(type, scope)), Trees.children(element));
        operation.check();
        return operation;
    }

    private static Optional<String> attribute(Element element, String name) {
        return element.hasAttributeNS(null, name) ? Optional.of(element.getAttributeNS(null, name)) : Optional.empty();
    }

    private void check() {
        if (directive.isPresent() && !kind.directives.contains(directive.get())) {
            throw new PatchException(Condition.INVALID_ATTRIBUTE_VALUE, "there is no " + kind.directive + " of this kind");
        }
        if (kind == Kind.ADD && selector.meansAttributeOrNamespace()) {
            throw new PatchException(Condition.INVALID_ATTRIBUTE_VALUE, "nothing can be added to an attribute or a declaration");
        }
        if (directive.isPresent() && type.isPresent()) {
            throw new PatchException(Condition.INVALID_ATTRIBUTE_VALUE, "an attribute or a declaration has no position");
        }
        if (kind == Kind.REMOVE && !content.stream().allMatch(Trees::isWhite)) {
            throw new PatchException(Condition.INVALID_DIFF_FORMAT, "a removal has content");
        }
    }

    /** Its content as what an attribute, a declaration or a text is going to be. */
    String text() {
        if (content.isEmpty()) {
            return "";
        }
        if (content.size() == 1 && content.get(0) instanceof Text text) {
            return text.getData();
        }
        throw new PatchException(Condition.INVALID_NODE_TYPES, "the new content has to be text");
    }

    boolean says(String value) {
        return directive.filter(value::equals).isPresent();
    }
}
