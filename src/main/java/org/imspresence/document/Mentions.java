package org.imspresence.document;

import java.util.HashSet;
import java.util.Set;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;

/**
 * The words that may be namespace prefixes. Only an extension knows whether {@code x:t} in its text is a name or two words, so
 * every run of name characters counts: what is not among them is certainly not used as a prefix.
 */
final class Mentions {

    private final boolean withNames;
    private final Set<String> words = new HashSet<>();

    private Mentions(boolean withNames) {
        this.withNames = withNames;
    }

    /** The words of the text and the attribute values of an element and all it contains. */
    static Set<String> inContent(Element element) {
        Mentions mentions = new Mentions(false);
        mentions.read(element);
        return mentions.words;
    }

    /** The same and the prefixes of all names. */
    static Set<String> in(Element element) {
        Mentions mentions = new Mentions(true);
        mentions.read(element);
        return mentions.words;
    }

    static Set<String> in(Attr attribute) {
        Mentions mentions = new Mentions(true);
        mentions.read(attribute);
        return mentions.words;
    }

    private void read(Element element) {
        readName(element);
        Dom.attributes(element).stream().filter(attribute -> !Dom.isDeclaration(attribute.getName())).forEach(this::read);
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child) {
                read(child);
            } else if (node instanceof Text text) {
                readText(text.getData());
            }
        }
    }

    private void read(Attr attribute) {
        readName(attribute);
        readText(attribute.getValue());
    }

    private void readName(Node node) {
        if (withNames && node.getPrefix() != null) {
            words.add(node.getPrefix());
        }
    }

    private void readText(String text) {
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || !mayStandInPrefix(text.charAt(i))) {
                if (i > start) {
                    words.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
    }

    private static boolean mayStandInPrefix(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c >= 0x80;
    }
}
