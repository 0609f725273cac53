package org.imspresence.xcap;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;

/** RFC 4825 s6.4: the query of a URI, an XPointer whose parts of the xmlns() scheme bind prefixes. Parts of other schemes are ignored, as are all of a pointer without schemes. */
final class NamespaceBindings {

    private static final String NAME = "[\\p{L}_][\\p{L}\\p{N}\\p{M}._\u00b7-]*";
    private static final Pattern SHORTHAND = Pattern.compile(NAME);
    private static final Pattern SCHEME = Pattern.compile("\\s*(" + NAME + "(?::" + NAME + ")?)\\(");
    private static final Pattern BINDING = Pattern.compile("\\s*(" + NAME + ")\\s*=(.*)", Pattern.DOTALL);
    private static final String XMLNS = "xmlns";
    private static final int MAX_PARTS = 32;

    private final String text;
    private final Map<String, String> prefixes = new HashMap<>();

    private NamespaceBindings(String text) {
        this.text = text;
    }

    /**
     * The prefixes that the query binds, and {@code xml}.
     *
     * @param query percent-decoded; empty when there is none
     * @throws Refusal 400 for what is no XPointer
     */
    static Map<String, String> read(String query) {
        NamespaceBindings bindings = new NamespaceBindings(query.strip());
        if (!SHORTHAND.matcher(bindings.text).matches()) {
            bindings.readParts();
        }
        bindings.prefixes.put(XMLConstants.XML_NS_PREFIX, XMLConstants.XML_NS_URI);
        return bindings.prefixes;
    }

    private void readParts() {
        Matcher scheme = SCHEME.matcher(text);
        int at = 0;
        for (int parts = 0; at < text.length(); parts++) {
            scheme.region(at, text.length());
            if (!scheme.lookingAt() || parts == MAX_PARTS) {
                throw malformed();
            }
            int end = closingParenthesis(scheme.end());
            if (scheme.group(1).equals(XMLNS)) {
                bind(text.substring(scheme.end(), end));
            }
            at = end + 1;
        }
    }

    /** XPointer Framework s3.1: parentheses come in pairs; a circumflex escapes one that does not, and itself. */
    private int closingParenthesis(int start) {
        int open = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '^' && (++i == text.length() || "()^".indexOf(text.charAt(i)) < 0)) {
                throw malformed();
            } else if (c == '(') {
                open++;
            } else if (c == ')' && open-- == 0) {
                return i;
            }
        }
        throw malformed();
    }

    /** Namespaces in XML 1.0 s3: nobody can bind what declarations are themselves named by, so that nobody changes one as an attribute. */
    private void bind(String data) {
        Matcher binding = BINDING.matcher(data);
        if (!binding.matches()) {
            throw malformed();
        }
        String namespace = binding.group(2).replaceAll("\\^(.)", "$1").strip();
        if (binding.group(1).equals(XMLConstants.XMLNS_ATTRIBUTE) || namespace.equals(XMLConstants.XMLNS_ATTRIBUTE_NS_URI)) {
            throw new Refusal(400, "the query binds xmlns");
        }
        prefixes.putIfAbsent(binding.group(1), namespace);
    }

    private static Refusal malformed() {
        return new Refusal(400, "the query is not a list of xmlns(prefix=uri)");
    }
}
