package org.imspresence.filter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.namespace.QName;
import org.imspresence.filter.Comparison.Operand;
import org.imspresence.filter.Comparison.Operator;
import org.imspresence.filter.Comparison.Value;
import org.imspresence.filter.Selector.AttributeStep;

/**
 * RFC 4661 s5: reads what filters take from XPath, and nothing else: steps to children ({@code /}) or to any depth ({@code //}), names or {@code *}, an attribute at the end, and, where a condition is allowed, one in square
 * brackets at each step. The ABNF has it at the end only, the examples of both documents in the middle. Values are quoted, or numbers; white space is allowed where XPath allows it.
 *
 * <p>A name without a prefix is in no namespace.
 */
final class SelectorParser {

    private final String text;
    private final Map<String, String> prefixes;
    private final boolean withConditions;
    private int at;

    private SelectorParser(String text, Map<String, String> prefixes, boolean withConditions) {
        this.text = text.strip();
        this.prefixes = prefixes;
        this.withConditions = withConditions;
    }

    /**
     * The {@code selection} of {@code include} and {@code exclude}.
     *
     * @throws FilterException if it is not understood
     */
    static Selector selection(String text, Map<String, String> prefixes) {
        return new SelectorParser(text, prefixes, true).selector();
    }

    /**
     * The {@code reference} of {@code changed}, {@code added} and {@code removed}: a selection without conditions.
     *
     * @throws FilterException if it is not understood
     */
    static Selector reference(String text, Map<String, String> prefixes) {
        return new SelectorParser(text, prefixes, false).selector();
    }

    private Selector selector() {
        List<Step> steps = new ArrayList<>();
        do {
            require("/");
            boolean anywhere = take("/");
            if (take("@")) {
                Selector selector = new Selector(steps, Optional.of(new AttributeStep(anywhere, name())));
                if (peek() != 0) {
                    throw notUnderstood("nothing may follow an attribute");
                }
                return selector;
            }
            steps.add(new Step(anywhere, nameOrAny(), condition()));
            FilterLimits.refuseAbove(FilterLimits.STEPS, steps.size(), "steps in a selector");
        } while (peek() != 0);
        return new Selector(steps, Optional.empty());
    }

    private List<List<Comparison>> condition() {
        List<List<Comparison>> alternatives = new ArrayList<>();
        if (peek() == '[') {
            if (!withConditions) {
                throw notUnderstood("a trigger's selector has no conditions");
            }
            at++;
            do {
                List<Comparison> all = new ArrayList<>();
                do {
                    all.add(comparison());
                } while (takeWord("and"));
                alternatives.add(all);
            } while (takeWord("or"));
            require("]");
        }
        return alternatives;
    }

    private Comparison comparison() {
        Operand operand = operand();
        Operator operator = operator();
        int start = at;
        Value value = value();
        if (operator != Operator.EQUAL && value.number().isEmpty()) {
            at = start;
            throw notUnderstood("only numbers are less or greater");
        }
        return new Comparison(operand, operator, value);
    }

    private Operand operand() {
        if (take("..")) {
            return new Operand(true, List.of(), Optional.empty());
        }
        if (take(".")) {
            return new Operand(false, List.of(), Optional.empty());
        }
        List<Optional<QName>> path = new ArrayList<>();
        do {
            if (take("@")) {
                return new Operand(false, path, Optional.of(name()));
            }
            path.add(nameOrAny());
            FilterLimits.refuseAbove(FilterLimits.STEPS, path.size(), "steps in a condition");
        } while (take("/"));
        return new Operand(false, path, Optional.empty());
    }

    private Operator operator() {
        for (Operator operator : Operator.values()) {
            if (take(String.valueOf(operator.sign()))) {
                if (peek() == '=') {
                    throw notUnderstood("=, < and > are what compares");
                }
                return operator;
            }
        }
        throw notUnderstood("=, < or > is missing");
    }

    private Value value() {
        char quote = peek();
        if (quote == '"' || quote == '\'') {
            int end = text.indexOf(quote, at + 1);
            if (end < 0) {
                throw notUnderstood("a closing quote is missing");
            }
            String literal = text.substring(at + 1, end);
            at = end + 1;
            return new Value(literal, Optional.empty());
        }
        int start = at;
        while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.' || text.charAt(at) == '-' && at == start)) {
            at++;
        }
        Optional<BigDecimal> number = Xml.decimal(text.substring(start, at));
        if (number.isEmpty()) {
            at = start;
            throw notUnderstood("a value is a number, or in quotes");
        }
        return new Value("", number);
    }

    private Optional<QName> nameOrAny() {
        return take("*") ? Optional.empty() : Optional.of(name());
    }

    private QName name() {
        peek();
        String first = ncName();
        if (at == text.length() || text.charAt(at) != ':') {
            return new QName(first);
        }
        String namespace = first.equals(XMLConstants.XML_NS_PREFIX) ? XMLConstants.XML_NS_URI : prefixes.get(first);
        if (namespace == null) {
            throw notUnderstood("no ns-binding for the prefix " + first);
        }
        at++;
        return new QName(namespace, ncName());
    }

    /** Namespaces in XML s3; of the many ranges of characters beyond ASCII it takes letters, digits and marks. */
    private String ncName() {
        int start = at;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            boolean isPart = Character.isLetter(c) || c == '_' || at > start && (isInnerOfName(c));
            if (!isPart) {
                break;
            }
            at += Character.charCount(c);
        }
        if (at == start) {
            throw notUnderstood("a name is missing");
        }
        return text.substring(start, at);
    }

    private static boolean isInnerOfName(int c) {
        return c == '-' || c == '.' || c == 0xB7 || Character.isDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The next character that is no white space, which is where it goes on; 0 at the end. */
    private char peek() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean take(String token) {
        peek();
        if (text.startsWith(token, at)) {
            at += token.length();
            return true;
        }
        return false;
    }

    private boolean takeWord(String word) {
        peek();
        int end = at + word.length();
        return text.startsWith(word, at) && (end == text.length() || !isInnerOfName(text.codePointAt(end)) && !Character.isLetter(text.codePointAt(end))) && take(word);
    }

    private void require(String token) {
        if (!take(token)) {
            throw notUnderstood(token + " is missing");
        }
    }

    private FilterException notUnderstood(String reason) {
        return new FilterException("not understood at character " + (at + 1) + " (" + reason + "): " + text);
    }
}
