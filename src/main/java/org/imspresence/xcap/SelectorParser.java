package org.imspresence.xcap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.xml.namespace.QName;
import org.imspresence.xcap.Step.AttributeTest;

/**
 * RFC 4825 s6.3: reads a node selector. It looks like XPath and is none: names, a position, one attribute's value, and nothing else. The grammar takes whatever else stands in a step for the selector of an
 * extension; there are none here, so it leads nowhere (s8).
 */
final class SelectorParser {

    private static final int MAX_STEPS = 32;
    private static final int MAX_POSITION_DIGITS = 6;
    /** No element has so many siblings. */
    private static final int BEYOND_ALL = 1_000_000;

    private final String text;
    private final String defaultNamespace;
    private final Map<String, String> prefixes;
    private int at;

    private SelectorParser(String text, String defaultNamespace, Map<String, String> prefixes) {
        this.text = text;
        this.defaultNamespace = defaultNamespace;
        this.prefixes = prefixes;
    }

    /**
     * @param text             percent-decoded
     * @param defaultNamespace of element names without a prefix
     * @param prefixes         what the query of the URI binds
     * @throws Refusal 404 when a step, or all of it, is none that is known here; 400 when the query does not bind a prefix
     */
    static NodeSelector parse(String text, String defaultNamespace, Map<String, String> prefixes) {
        return new SelectorParser(text, defaultNamespace, prefixes).selector();
    }

    private NodeSelector selector() {
        List<Step> steps = new ArrayList<>();
        steps.add(step());
        while (at < text.length()) {
            expect('/');
            if (peek() == '@') {
                at++;
                int start = at;
                QName attribute = attributeName();
                requireEnd();
                String prefix = text.substring(start).contains(":") ? text.substring(start, text.indexOf(':', start)) : "";
                return new NodeSelector(steps, new NodeSelector.Target(NodeSelector.Kind.ATTRIBUTE, Optional.of(attribute), prefix));
            }
            if (text.startsWith("namespace::*", at)) {
                at += "namespace::*".length();
                requireEnd();
                return new NodeSelector(steps, NodeSelector.Target.NAMESPACES);
            }
            steps.add(step());
            if (steps.size() > MAX_STEPS) {
                throw malformed("more than " + MAX_STEPS + " steps");
            }
        }
        return new NodeSelector(steps, NodeSelector.Target.ELEMENT);
    }

    private Step step() {
        int start = at;
        Optional<QName> name = Optional.empty();
        if (peek() == '*') {
            at++;
        } else {
            name = Optional.of(name(defaultNamespace));
        }
        OptionalInt position = OptionalInt.empty();
        if (peek() == '[' && isDigit(peekNext())) {
            at++;
            position = OptionalInt.of(position());
            expect(']');
        }
        Optional<AttributeTest> attribute = Optional.empty();
        if (peek() == '[') {
            at++;
            expect('@');
            QName attributeName = attributeName();
            expect('=');
            attribute = Optional.of(new AttributeTest(attributeName, quoted()));
            expect(']');
        }
        return new Step(name, position, attribute, text.substring(start, at));
    }

    private int position() {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        return at - start > MAX_POSITION_DIGITS ? BEYOND_ALL : Integer.parseInt(text.substring(start, at));
    }

    /** XML 1.0 s2.3: AttValue, with the quotes. */
    private String quoted() {
        char quote = peek();
        if (quote != '"' && quote != '\'') {
            throw malformed("an attribute's value must be quoted");
        }
        int end = text.indexOf(quote, at + 1);
        if (end < 0) {
            throw malformed("a closing quote is missing");
        }
        String raw = text.substring(at + 1, end);
        at = end + 1;
        return AttributeValue.decoded(raw).orElseThrow(() -> malformed("an attribute's value is not one that XML can have"));
    }

    /** An attribute without a prefix is in no namespace, whatever the default is. */
    private QName attributeName() {
        return name("");
    }

    private QName name(String withoutPrefix) {
        String first = ncName();
        if (peek() != ':') {
            return new QName(withoutPrefix, first);
        }
        at++;
        String namespace = prefixes.get(first);
        if (namespace == null) {
            throw new Refusal(400, "the node selector: the prefix " + first + " is not bound in the query (RFC 4825 s6.4)");
        }
        return new QName(namespace, ncName());
    }

    private String ncName() {
        int start = at;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (!isNameStart(c) && (at == start || !isFurtherInName(c))) {
                break;
            }
            at += Character.charCount(c);
        }
        if (at == start) {
            throw malformed("a name is missing at character " + (at + 1));
        }
        return text.substring(start, at);
    }

    private static boolean isNameStart(int c) {
        return c == '_' || (c < 128 ? c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' : Character.isLetter(c));
    }

    private static boolean isFurtherInName(int c) {
        return c == '-' || c == '.' || c >= '0' && c <= '9' || c == 0xB7 || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char peekNext() {
        return at + 1 < text.length() ? text.charAt(at + 1) : 0;
    }

    private void expect(char c) {
        if (peek() != c) {
            throw malformed("'" + c + "' is missing at character " + (at + 1));
        }
        at++;
    }

    private void requireEnd() {
        if (at < text.length()) {
            throw malformed("something follows what ends a node selector");
        }
    }

    private static Refusal malformed(String reason) {
        return new Refusal(404, "the node selector: " + reason);
    }
}
