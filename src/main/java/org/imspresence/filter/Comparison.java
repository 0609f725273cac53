package org.imspresence.filter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.namespace.QName;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** RFC 4661 s5, {@code elem-expr} and {@code attr-expr}: as in XPath it is true when it is for one of the nodes that the operand means. */
record Comparison(Operand operand, Operator operator, Value value) {

    enum Operator {
        EQUAL('='), LESS('<'), GREATER('>');

        private final char sign;

        Operator(char sign) {
            this.sign = sign;
        }

        char sign() {
            return sign;
        }
    }

    /**
     * What is compared, seen from the element that is looked at.
     *
     * @param parent    {@code ..}, and nothing else then
     * @param path      from child to child; an empty name for {@code *}
     * @param attribute of the last of them, or of the element itself
     */
    record Operand(boolean parent, List<Optional<QName>> path, Optional<QName> attribute) {

        Operand {
            path = List.copyOf(path);
        }

        private List<Node> nodes(Element context, Effort effort) {
            List<Node> nodes = List.of(parent ? context.getParentNode() : context);
            for (Optional<QName> name : path) {
                nodes = children(nodes, name, effort);
            }
            return attribute.isEmpty() ? nodes : nodes.stream().flatMap(node -> Xml.attribute((Element) node, attribute.get()).stream()).map(Node.class::cast).toList();
        }

        private static List<Node> children(List<Node> parents, Optional<QName> name, Effort effort) {
            List<Node> children = new ArrayList<>();
            for (Node parent : parents) {
                for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
                    if (node instanceof Element) {
                        effort.look();
                        if (name.isEmpty() || Xml.is(node, name.get())) {
                            children.add(node);
                        }
                    }
                }
            }
            return children;
        }
    }

    /** @param number present when numbers are compared; the text is as it was quoted otherwise */
    record Value(String text, Optional<BigDecimal> number) {
    }

    boolean isTrueFor(Element context, Effort effort) {
        return operand.nodes(context, effort).stream().map(Xml::value).flatMap(Optional::stream).anyMatch(this::isTrueFor);
    }

    private boolean isTrueFor(String found) {
        if (value.number().isEmpty()) {
            return found.equals(value.text().strip());
        }
        return Xml.decimal(found).map(number -> number.compareTo(value.number().get())).map(order -> switch (operator) {
            case EQUAL -> order == 0;
            case LESS -> order < 0;
            case GREATER -> order > 0;
        }).orElse(false);
    }
}
