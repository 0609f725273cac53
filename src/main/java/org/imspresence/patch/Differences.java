package org.imspresence.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/**
 * Turns one document into another, step by step, and writes down what each step was. The working copy is at any time what the receiver of the patch will have
 * then, so a selector is made for the very tree in which it is going to be looked up.
 *
 * <p>An element is kept, and changed inside, if the other document has one of the same name, prefix and {@code id} in its place, and their declarations can be made
 * the same without giving any prefix in between another meaning. All others are replaced, added or removed as a whole. So what the patch brings in finds the very
 * prefixes that it needs, and the result is the other document to the last declaration.
 */
final class Differences {

    private static final int WORTH_OF_EQUAL = 8;
    private static final int WORTH_OF_SAME_ID = 6;
    private static final int WORTH_OF_SAME_NAME = 2;
    private static final int WORTH_OF_ROOT = 1 << 20;
    /** Some 50 ms. As {@link Alignment} counts. */
    private static final long MOST = 1 << 16;

    private final Document working;
    private final Document goal;
    private final Forms forms = new Forms();
    private final List<Edit> edits = new ArrayList<>();
    /** What may still be spent on finding out which children are which. */
    private long left = MOST;

    private Differences(Document before, Document after) {
        working = Trees.copy(before);
        working.setStrictErrorChecking(false);
        goal = Trees.joined(after);
        forms.read(working);
        forms.read(goal);
    }

    static List<Edit> between(Document before, Document after) {
        Differences differences = new Differences(before, after);
        if (!differences.forms.same(differences.working, differences.goal)) {
            differences.children(differences.working, differences.goal, Trees.scope(differences.working), Trees.scope(differences.goal));
        }
        return differences.edits;
    }

    /** @return false if it would cost too much; some of it may be done then */
    private boolean children(Node parent, Node wanted, Map<String, String> scope, Map<String, String> wantedScope) {
        List<Node> olds = withoutTexts(parent);
        List<Node> news = withoutTexts(wanted);
        Optional<int[]> partners = Alignment.of(olds, news, forms::same, (one, other) -> worth(one, other, scope, wantedScope), cost -> parent == working || affords(cost));
        if (partners.isEmpty()) {
            return false;
        }
        List<String> texts = texts(wanted);
        Place place = new Place(parent, null, null);
        int old = 0;
        int begin = 0;
        for (int next = 0; next <= news.size(); next++) {
            boolean atEnd = next == news.size();
            if (!atEnd && partners.get()[next] < 0) {
                continue;
            }
            int endOfOlds = atEnd ? olds.size() : partners.get()[next];
            for (; old < endOfOlds && begin < next && Forms.sameKind(olds.get(old), news.get(begin)); old++, begin++) {
                setText(place.before(olds.get(old)), texts.get(begin));
                place = place.after(replace(olds.get(old), news.get(begin)));
            }
            place = place.before(atEnd ? null : olds.get(endOfOlds));
            change(place, olds.subList(old, endOfOlds), news.subList(begin, next), texts.subList(begin, next + 1));
            if (!atEnd) {
                place = place.after(keep(olds.get(endOfOlds), news.get(next), scope, wantedScope));
            }
            old = endOfOlds + 1;
            begin = next + 1;
        }
        return true;
    }

    private boolean affords(long cost) {
        boolean isAffordable = cost <= left;
        left -= isAffordable ? cost : 0;
        return isAffordable;
    }

    private int worth(Node one, Node other, Map<String, String> scope, Map<String, String> wantedScope) {
        if (one.getParentNode() == working && one instanceof Element && other instanceof Element) {
            return WORTH_OF_ROOT;
        }
        if (forms.same(one, other)) {
            return WORTH_OF_EQUAL;
        }
        if (!isKept(one, other, scope, wantedScope)) {
            return 0;
        }
        return id(one).isEmpty() ? WORTH_OF_SAME_NAME : WORTH_OF_SAME_ID;
    }

    private static boolean isKept(Node one, Node other, Map<String, String> scope, Map<String, String> wantedScope) {
        if (!(one instanceof Element old && other instanceof Element wanted) || !old.getNodeName().equals(wanted.getNodeName())
                || !Trees.namespace(old).equals(Trees.namespace(wanted)) || !id(old).equals(id(wanted))) {
            return false;
        }
        Map<String, String> declared = Trees.declarations(old);
        Map<String, String> wantedDeclared = Trees.declarations(wanted);
        TreeSet<String> prefixes = new TreeSet<>(declared.keySet());
        prefixes.addAll(wantedDeclared.keySet());
        for (String prefix : prefixes) {
            String namespace = declared.get(prefix);
            String wantedNamespace = wantedDeclared.get(prefix);
            boolean inBoth = namespace != null && wantedNamespace != null;
            if (inBoth ? !namespace.equals(wantedNamespace) : prefix.isEmpty() || scope.containsKey(prefix) || wantedScope.containsKey(prefix)) {
                return false;
            }
        }
        return true;
    }

    private static String id(Node element) {
        return ((Element) element).getAttributeNS(null, "id");
    }

    /** @return what stands in its place then */
    private Node keep(Node old, Node wanted, Map<String, String> scope, Map<String, String> wantedScope) {
        if (forms.same(old, wanted)) {
            return old;
        }
        if (!isKept(old, wanted, scope, wantedScope)) {
            return replace(old, wanted);
        }
        int begin = edits.size();
        boolean done = element((Element) old, (Element) wanted, scope, wantedScope);
        List<Edit> within = edits.subList(begin, edits.size());
        if (done && isShorter(within, old, wanted)) {
            return old;
        }
        within.clear();
        return replace(old, wanted);
    }

    /** Whether it takes less to change an element than to send it again. */
    private boolean isShorter(List<Edit> within, Node old, Node wanted) {
        int size = within.stream().mapToInt(this::size).sum();
        return size <= Edit.OVERHEAD + forms.size(wanted) || size <= size(Edit.of("replace", old, List.of(wanted)));
    }

    private int size(Edit edit) {
        return Edit.OVERHEAD + edit.selector().length() + edit.directive().length() + edit.value().length() + edit.text().length()
                + edit.content().stream().mapToInt(node -> node instanceof Text text ? text.getLength() : forms.size(node)).sum();
    }

    private boolean element(Element old, Element wanted, Map<String, String> scope, Map<String, String> wantedScope) {
        TreeMap<String, String> declared = Trees.declarations(old);
        TreeMap<String, String> wantedDeclared = Trees.declarations(wanted);
        TreeMap<String, String> added = new TreeMap<>(wantedDeclared);
        added.keySet().removeAll(declared.keySet());
        added.forEach((prefix, namespace) -> {
            edits.add(Edit.addingNamespace(prefix, old, namespace));
            Trees.declare(old, prefix, namespace);
        });
        attributes(old, wanted);
        boolean done = children(old, wanted, Trees.within(Trees.within(scope, declared), added), Trees.within(wantedScope, wantedDeclared));
        declared.keySet().removeAll(wantedDeclared.keySet());
        for (String prefix : declared.keySet()) {
            edits.add(Edit.removingNamespace(prefix, old));
            old.removeAttribute("xmlns:" + prefix);
        }
        return done;
    }

    private void attributes(Element old, Element wanted) {
        for (Attr attribute : Trees.attributes(old)) {
            Attr same = wanted.getAttributeNode(attribute.getName());
            if (same == null) {
                edits.add(Edit.ofAttribute("remove", attribute, ""));
                old.removeAttributeNode(attribute);
            } else if (!same.getValue().equals(attribute.getValue())) {
                edits.add(Edit.ofAttribute("replace", attribute, same.getValue()));
            }
        }
        for (Attr attribute : Trees.attributes(wanted)) {
            if (!old.hasAttribute(attribute.getName())) {
                addAttribute(old, attribute);
            }
        }
    }

    /** RFC 5261 s4.3 has a text in each addition, so an empty attribute takes two steps. */
    private void addAttribute(Element old, Attr attribute) {
        edits.add(Edit.addingAttribute(attribute, old, attribute.getValue().isEmpty() ? "-" : attribute.getValue()));
        old.setAttributeNS(attribute.getNamespaceURI(), attribute.getName(), attribute.getValue());
        if (attribute.getValue().isEmpty()) {
            edits.add(Edit.ofAttribute("replace", old.getAttributeNode(attribute.getName()), ""));
        }
    }

    private Node replace(Node old, Node wanted) {
        edits.add(Edit.of("replace", old, List.of(wanted)));
        Node copy = working.importNode(wanted, true);
        old.getParentNode().replaceChild(copy, old);
        return copy;
    }

    /** @param texts of the other document: before each of the added nodes, and after the last */
    private void change(Place place, List<Node> removed, List<Node> added, List<String> texts) {
        for (int i = 0; i < removed.size(); i++) {
            remove(removed.get(i), i < removed.size() - 1 ? List.of() : added.isEmpty() ? texts : List.of(texts.get(0), texts.get(texts.size() - 1)));
        }
        if (added.isEmpty()) {
            setText(place, texts.get(0));
        } else {
            add(place, added, texts);
        }
    }

    /** @param wanted what the text that remains should be, if white space can be taken along so that it is */
    private void remove(Node node, List<String> wanted) {
        String before = textOf(node.getPreviousSibling());
        String after = textOf(node.getNextSibling());
        boolean whiteBefore = !before.isEmpty() && Trees.isWhite(before);
        boolean whiteAfter = !after.isEmpty() && Trees.isWhite(after);
        String ws = "";
        if (!wanted.contains(before + after)) {
            if (whiteAfter && (wanted.isEmpty() || wanted.contains(before))) {
                ws = "after";
            } else if (whiteBefore && wanted.contains(after)) {
                ws = "before";
            } else if (whiteBefore && whiteAfter && wanted.contains("")) {
                ws = "both";
            }
        }
        edits.add(Edit.of("remove", node, "").with("ws", ws));
        if (ws.equals("before") || ws.equals("both")) {
            node.getParentNode().removeChild(node.getPreviousSibling());
        }
        if (ws.equals("after") || ws.equals("both")) {
            node.getParentNode().removeChild(node.getNextSibling());
        }
        Trees.remove(node);
    }

    /** White space that is there already is used, at one end or the other. */
    private void add(Place place, List<Node> added, List<String> texts) {
        String first = texts.get(0);
        String last = texts.get(texts.size() - 1);
        String there = place.text();
        boolean atBeginning = place.left == null && place.right != null && place.parent != working && last.endsWith(there);
        boolean atEnd = first.startsWith(there) && !atBeginning;
        if (!atEnd && !last.endsWith(there)) {
            setText(place, first);
            there = first;
            atEnd = true;
        }
        List<Node> content = new ArrayList<>();
        addText(content, atEnd ? first.substring(there.length()) : first);
        for (int i = 0; i < added.size(); i++) {
            content.add(added.get(i));
            boolean isLast = i == added.size() - 1;
            addText(content, isLast && !atEnd ? last.substring(0, last.length() - there.length()) : texts.get(i + 1));
        }
        insert(place, atEnd, content);
    }

    private void addText(List<Node> content, String text) {
        if (!text.isEmpty()) {
            content.add(working.createTextNode(text));
        }
    }

    private void insert(Place place, boolean atEnd, List<Node> content) {
        List<Node> copies = content.stream().map(node -> working.importNode(node, true)).toList();
        if (atEnd && place.right != null) {
            edits.add(Edit.of("add", place.right, content).with("pos", "before"));
        } else if (place.left != null && (!atEnd || place.parent == working)) {
            edits.add(Edit.of("add", place.left, content).with("pos", "after"));
        } else {
            edits.add(Edit.of("add", place.parent, content).with("pos", atEnd ? "" : "prepend"));
        }
        Trees.insert(place.parent, copies, atEnd ? place.right : place.first());
    }

    private void setText(Place place, String wanted) {
        String there = place.text();
        if (there.equals(wanted)) {
            return;
        }
        if (there.isEmpty()) {
            insert(place, true, List.of(working.createTextNode(wanted)));
        } else if (wanted.isEmpty()) {
            edits.add(Edit.of("remove", place.first(), ""));
            place.parent.removeChild(place.first());
        } else {
            edits.add(Edit.of("replace", place.first(), wanted));
            place.first().setNodeValue(wanted);
        }
    }

    private static List<Node> withoutTexts(Node parent) {
        List<Node> children = Trees.children(parent);
        children.removeIf(Text.class::isInstance);
        return children;
    }

    /** The texts before, between and after the other children, one more than those; empty where there is none. */
    private static List<String> texts(Node parent) {
        List<String> texts = new ArrayList<>();
        String text = "";
        for (Node node : Trees.children(parent)) {
            if (node instanceof Text) {
                text = node.getNodeValue();
            } else {
                texts.add(text);
                text = "";
            }
        }
        texts.add(text);
        return texts;
    }

    private static String textOf(Node sibling) {
        return sibling instanceof Text text ? text.getData() : "";
    }

    /**
     * Where there may be a text.
     *
     * @param left  what stands before it; null at the beginning
     * @param right what stands behind it; null at the end
     */
    private record Place(Node parent, Node left, Node right) {

        Place before(Node right) {
            return new Place(parent, left, right);
        }

        Place after(Node left) {
            return new Place(parent, left, null);
        }

        Node first() {
            return left == null ? parent.getFirstChild() : left.getNextSibling();
        }

        String text() {
            return textOf(first());
        }
    }
}
