package org.imspresence.patch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.xml.namespace.QName;
import org.imspresence.patch.PatchException.Condition;
import org.imspresence.patch.Selector.AttributeIs;
import org.imspresence.patch.Selector.ChildIs;
import org.imspresence.patch.Selector.Kind;
import org.imspresence.patch.Selector.PositionIs;
import org.imspresence.patch.Selector.Step;
import org.imspresence.patch.Selector.Tail;
import org.imspresence.patch.Selector.Test;
import org.imspresence.patch.Selector.TextIs;

/**
 * Reads the selectors that RFC 5261 s8 allows, a small part of XPath. White space between the parts is read over, as in s4.2.3's own example. A name without a
 * prefix means the default namespace of the patch (s4.2.1), which is not what it means in XPath.
 */
final class SelectorParser {

    /** Longer ones are beyond the children of any element. */
    private static final int MAX_POSITION_DIGITS = 9;

    private final String text;
    private final Map<String, String> scope;
    private final int maxSteps;
    private int at;

    private SelectorParser(String text, Map<String, String> scope, int maxSteps) {
        this.text = text;
        this.scope = scope;
        this.maxSteps = maxSteps;
    }

    /**
     * @param scope what prefixes mean where the selector stands; the default namespace has the empty prefix
     * @throws PatchException if it is malformed, has a prefix that means nothing, or is above a limit
     */
    static Selector parse(String text, Map<String, String> scope, PatchLimits limits) {
        if (text.length() > limits.maxSelectorLength()) {
            throw malformed("a selector is longer than " + limits.maxSelectorLength() + " characters");
        }
        return new SelectorParser(text, scope, limits.maxSteps()).selector();
    }

    /** RFC 5261 s4.3: the attribute type, {@code @name} or {@code namespace::prefix}. */
    static Tail parseType(String text, Map<String, String> scope) {
        SelectorParser parser = new SelectorParser(text, scope, 0);
        Tail tail = parser.attributeOrNamespace().orElseThrow(() -> malformed("a type names neither an attribute nor a namespace"));
        parser.requireEnd();
        return tail;
    }

    private Selector selector() {
        skipSpace();
        skip('/');
        Optional<String> id = id();
        List<Step> steps = new ArrayList<>();
        Tail tail = Tail.ELEMENT;
        boolean more = id.isEmpty() || skip('/');
        while (more) {
            skipSpace();
            Optional<Tail> found = attributeOrNamespace().or(this::nodeTest);
            if (found.isPresent()) {
                tail = found.get();
                break;
            }
            steps.add(step());
            if (steps.size() > maxSteps) {
                throw malformed("a selector has more than " + maxSteps + " steps");
            }
            more = skip('/');
        }
        requireEnd();
        return new Selector(id, steps, tail);
    }

    private Optional<String> id() {
        if (!skipFunction("id")) {
            return Optional.empty();
        }
        String id = quoted();
        expect(')');
        return Optional.of(id);
    }

    private Optional<Tail> attributeOrNamespace() {
        if (skip('@')) {
            return Optional.of(new Tail(Kind.ATTRIBUTE, Optional.of(name(false)), "", OptionalInt.empty()));
        }
        if (text.startsWith("namespace::", at)) {
            at += "namespace::".length();
            return Optional.of(new Tail(Kind.NAMESPACE, Optional.empty(), ncName(), OptionalInt.empty()));
        }
        return Optional.empty();
    }

    private Optional<Tail> nodeTest() {
        if (skipFunction("text")) {
            return Optional.of(endOfNodeTest(Kind.TEXT, ""));
        }
        if (skipFunction("comment")) {
            return Optional.of(endOfNodeTest(Kind.COMMENT, ""));
        }
        if (skipFunction("processing-instruction")) {
            return Optional.of(endOfNodeTest(Kind.INSTRUCTION, peek() == ')' ? "" : quoted()));
        }
        return Optional.empty();
    }

    private Tail endOfNodeTest(Kind kind, String target) {
        expect(')');
        if (!skip('[')) {
            return new Tail(kind, Optional.empty(), target, OptionalInt.empty());
        }
        int position = position();
        expect(']');
        return new Tail(kind, Optional.empty(), target, OptionalInt.of(position));
    }

    private Step step() {
        Optional<QName> name = skip('*') ? Optional.empty() : Optional.of(name(true));
        List<Test> tests = new ArrayList<>();
        while (skip('[')) {
            tests.add(test());
            expect(']');
        }
        return new Step(name, tests);
    }

    private Test test() {
        if (isDigit(peek())) {
            return new PositionIs(position());
        }
        if (skip('.')) {
            expect('=');
            return new TextIs(quoted());
        }
        boolean ofAttribute = skip('@');
        QName name = name(!ofAttribute);
        expect('=');
        return ofAttribute ? new AttributeIs(name, quoted()) : new ChildIs(name, quoted());
    }

    private int position() {
        int start = at;
        while (isDigit(peek())) {
            at++;
        }
        if (at == start) {
            throw malformed("a selector lacks a position at character " + (at + 1));
        }
        return at - start > MAX_POSITION_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(text.substring(start, at));
    }

    private String quoted() {
        skipSpace();
        char quote = peek();
        int end = quote == '"' || quote == '\'' ? text.indexOf(quote, at + 1) : -1;
        if (end < 0) {
            throw malformed("a selector lacks a value in quotes at character " + (at + 1));
        }
        String value = text.substring(at + 1, end);
        at = end + 1;
        return value;
    }

    /** @param ofElement an attribute without a prefix is in no namespace, whatever the default is */
    private QName name(boolean ofElement) {
        skipSpace();
        String first = ncName();
        if (peek() != ':') {
            return new QName(ofElement ? scope.getOrDefault("", "") : "", first);
        }
        at++;
        String namespace = scope.get(first);
        if (namespace == null) {
            throw new PatchException(Condition.INVALID_NAMESPACE_PREFIX, "the prefix " + first + " is not declared in the patch");
        }
        return new QName(namespace, ncName(), first);
    }

    private String ncName() {
        int start = at;
        while (at < text.length() && (XmlNames.isStart(text.codePointAt(at)) || at > start && XmlNames.isFurther(text.codePointAt(at)))) {
            at += Character.charCount(text.codePointAt(at));
        }
        if (at == start) {
            throw malformed("a selector or type lacks a name at character " + (at + 1));
        }
        return text.substring(start, at);
    }

    private boolean skipFunction(String name) {
        if (!text.startsWith(name + "(", at)) {
            return false;
        }
        at += name.length() + 1;
        skipSpace();
        return true;
    }

    private boolean skip(char c) {
        skipSpace();
        if (peek() != c) {
            return false;
        }
        at++;
        skipSpace();
        return true;
    }

    private void expect(char c) {
        if (!skip(c)) {
            throw malformed("a selector lacks " + c + " at character " + (at + 1));
        }
    }

    private void skipSpace() {
        while (" \t\r\n".indexOf(peek()) >= 0) {
            at++;
        }
    }

    private void requireEnd() {
        skipSpace();
        if (at < text.length()) {
            throw malformed("a selector or type has something unknown at character " + (at + 1));
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static PatchException malformed(String phrase) {
        return new PatchException(Condition.INVALID_ATTRIBUTE_VALUE, phrase);
    }
}
