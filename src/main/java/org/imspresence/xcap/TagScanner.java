package org.imspresence.xcap;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds where the tags of a document are in its text. It knows nothing of names, namespaces or values and checks nothing: the parser has read the text before, and found it
 * well-formed and without a document type declaration.
 */
final class TagScanner {

    /**
     * Where an element is; indices into the text.
     *
     * @param start      of its start tag
     * @param content    after its start tag
     * @param contentEnd its end tag; as {@code content} when it is an empty-element tag
     * @param end        after it
     */
    record Span(int start, int content, int contentEnd, int end) {

        /** Whether it is written as {@code <a/>}. */
        boolean isEmptyTag() {
            return contentEnd == end;
        }
    }

    /**
     * Where an attribute is; indices into the text.
     *
     * @param start the white space before it
     * @param value after the opening quote
     * @param end   after the closing quote
     */
    record AttributeSpan(int start, int value, int end) {}

    private TagScanner() {}

    /** All elements, in the order of their start tags. */
    static List<Span> elements(String text) {
        List<Span> spans = new ArrayList<>();
        Deque<int[]> open = new ArrayDeque<>();
        for (int at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
            if (text.startsWith("<!--", at)) {
                at = after(text, "-->", at + 4);
            } else if (text.startsWith("<![CDATA[", at)) {
                at = after(text, "]]>", at + 9);
            } else if (text.startsWith("<?", at)) {
                at = after(text, "?>", at + 2);
            } else if (text.startsWith("</", at)) {
                int end = after(text, ">", at);
                int[] started = open.pop();
                spans.set(started[0], new Span(started[1], started[2], at, end));
                at = end;
            } else {
                int end = tagEnd(text, at);
                boolean empty = text.charAt(end - 2) == '/';
                if (!empty) {
                    open.push(new int[] {spans.size(), at, end});
                }
                spans.add(new Span(at, end, end, end));
                at = end;
            }
        }
        return spans;
    }

    /** The attributes of one element, declarations included, by the names they have in the text. */
    static Map<String, AttributeSpan> attributes(String text, Span element) {
        Map<String, AttributeSpan> found = new LinkedHashMap<>();
        int at = nameEnd(text, element.start() + 1);
        while (true) {
            int name = afterSpace(text, at);
            if (text.charAt(name) == '>' || text.charAt(name) == '/') {
                return found;
            }
            int nameEnd = nameEnd(text, name);
            int quote = afterSpace(text, text.indexOf('=', nameEnd) + 1);
            int end = text.indexOf(text.charAt(quote), quote + 1) + 1;
            found.put(text.substring(name, nameEnd), new AttributeSpan(at, quote + 1, end));
            at = end;
        }
    }

    /** Where in an element's start tag another attribute fits. */
    static int attributesEnd(String text, Span element) {
        int at = nameEnd(text, element.start() + 1);
        for (AttributeSpan attribute : attributes(text, element).values()) {
            at = attribute.end();
        }
        return at;
    }

    /** The name in an element's start tag, with its prefix. */
    static String name(String text, Span element) {
        return text.substring(element.start() + 1, nameEnd(text, element.start() + 1));
    }

    private static int after(String text, String mark, int from) {
        return text.indexOf(mark, from) + mark.length();
    }

    private static int tagEnd(String text, int start) {
        char quote = 0;
        for (int at = start;; at++) {
            char c = text.charAt(at);
            if (quote != 0) {
                quote = c == quote ? 0 : quote;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '>') {
                return at + 1;
            }
        }
    }

    private static int nameEnd(String text, int at) {
        while (!isSpace(text.charAt(at)) && "=/>".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    private static int afterSpace(String text, int at) {
        while (isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
