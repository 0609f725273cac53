package org.imspresence.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Breaks documents in the ways in which broken and hostile clients break them: bytes, text, tags, attributes, namespaces, encodings, size. */
public final class DocumentMutator {

    private static final int HUGE = 70_000;
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern ATTRIBUTE = Pattern.compile(" [^ =<>]+='[^']*'");
    private static final Pattern ELEMENT = Pattern.compile("<([^ />]+)[^>]*>[^<]*</\\1>");
    private static final Pattern DECLARATION = Pattern.compile(" xmlns(:[^=]*)?='[^']*'");
    private static final String[] SNIPPETS = {
        "<!DOCTYPE a>", "<![CDATA[", "]" + "]>", "<!--", "-->", "<?x", "?>", "</", "/>", "'", "\"", "&#0;", "&#xD800;", "&#x110000;", "&lt;", "&e;", "xmlns=''",
        " xmlns:q='u'", "q:", "xml:", "xmlns:", " id='1'", "entity=''", "<tuple id='", "\u0000", "\ufeff", "\ufffe", "\ud83d\ude00", "urn:ietf:params:xml:ns:cpim-pidf",
        "urn:ietf:params:xml:ns:pidf", "http://www.w3.org/2000/xmlns/", "http://www.w3.org/XML/1998/namespace", "<?xml version='1.0' encoding='UTF-16'?>",
        "<?xml version='1.1'?>", " xmlns:xml='u'", " xmlns:xmlns='u'", " xml:space='neither'", "\u0085", "\u2028", "\ud800"};
    private static final String[] ENCODINGS = {
        "UTF-8", "UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1", "US-ASCII", "IBM037", "Shift_JIS", "GB18030", "UTF-7", "ISO-10646-UCS-4", "", "x-no-such", "../../etc/passwd"};

    private final Random random;

    public DocumentMutator(Random random) {
        this.random = random;
    }

    /** One to three breaks of the same document. */
    public byte[] mutated(DocumentGenerator.Generated original) {
        byte[] mutant = random.nextInt(3) > 0 ? mutatedText(original.text()) : original.bytes();
        for (int i = random.nextInt(3); i > 0; i--) {
            mutant = mutatedBytes(mutant);
        }
        return mutant;
    }

    private byte[] mutatedText(String text) {
        return switch (random.nextInt(16)) {
            case 0 -> utf8(swapped(text, TAG));
            case 1 -> utf8(swapped(text, ATTRIBUTE));
            case 2 -> utf8(doubled(text, ATTRIBUTE));
            case 3 -> utf8(doubled(text, ELEMENT));
            case 4 -> utf8(without(text, TAG));
            case 5 -> utf8(without(text, DECLARATION));
            case 6 -> utf8(swapped(text, DECLARATION));
            case 7 -> utf8(doubled(text, TAG));
            case 8 -> utf8(inside(text, oneOf("<a>", "<a xmlns='u'>", "<a xmlns:b='u' b:c='d'>").repeat(random.nextInt(in(20) ? 5000 : 90))));
            case 9 -> utf8(inside(text, nested(1 + random.nextInt(in(10) ? 3000 : 80))));
            case 10 -> utf8(inside(text, "<x:a xmlns:x='u' x:b='" + "c".repeat(random.nextInt(in(20) ? HUGE : 3000)) + "'/>"));
            case 11 -> utf8(inside(text, attributes(random.nextInt(in(10) ? 3000 : 90))));
            case 12 -> utf8(doctype() + text);
            case 13 -> ("<?xml version='1.0' encoding='" + oneOf(ENCODINGS) + "'?>" + text).getBytes(in(3) ? UTF_16 : in(2) ? ISO_8859_1 : UTF_8);
            case 14 -> utf8(text.replace(oneOf("urn:ietf", "xmlns", "id=", "status", "open", "entity", "someone", "='", "</"), oneOf("", "\u0000", "urn:", "x:", "<", "xmlns:xml")));
            default -> utf8(inside(text, "<a b='1'>x</a>".repeat(random.nextInt(in(20) ? 5000 : 300))));
        };
    }

    private byte[] mutatedBytes(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        int at = random.nextInt(bytes.length);
        int end = Math.min(bytes.length, at + 1 + random.nextInt(12));
        switch (random.nextInt(8)) {
            case 0:
                return spliced(bytes, at, at + 1, new byte[] {(byte) random.nextInt(256)});
            case 1:
                return spliced(bytes, at, at + 1, new byte[] {(byte) (bytes[at] ^ 1 << random.nextInt(8))});
            case 2:
                return spliced(bytes, at, end, new byte[0]);
            case 3:
                return spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
            case 4:
                return spliced(bytes, at, at, utf8(oneOf(SNIPPETS)));
            case 5:
                return in(4) ? Arrays.copyOf(bytes, at) : spliced(bytes, at, at + 1, utf8(oneOf("a", ":", "<", ">", "=", "'", "\"", " ", "1", "&", "/")));
            case 6:
                return spliced(bytes, at, at, new byte[] {(byte) oneOf("\u00c0", "\u00ff", "\u00ed", "\u00f8", "\u0000", "\u0080").charAt(0)});
            default:
                int from = random.nextInt(bytes.length);
                return spliced(bytes, at, at, Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + random.nextInt(400))));
        }
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        byte[] result = Arrays.copyOf(bytes, bytes.length - (to - from) + middle.length);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result;
    }

    private String swapped(String text, Pattern pattern) {
        List<MatchResult> found = found(text, pattern);
        if (found.size() < 2) {
            return text;
        }
        int one = random.nextInt(found.size() - 1);
        int other = one + 1 + random.nextInt(found.size() - one - 1);
        MatchResult first = found.get(one);
        MatchResult second = found.get(other);
        return text.substring(0, first.start()) + second.group() + text.substring(first.end(), second.start()) + first.group() + text.substring(second.end());
    }

    private String doubled(String text, Pattern pattern) {
        List<MatchResult> found = found(text, pattern);
        if (found.isEmpty()) {
            return text;
        }
        MatchResult match = found.get(random.nextInt(found.size()));
        return text.substring(0, match.end()) + match.group().repeat(1 + random.nextInt(in(10) ? 200 : 2)) + text.substring(match.end());
    }

    private String without(String text, Pattern pattern) {
        List<MatchResult> found = found(text, pattern);
        if (found.isEmpty()) {
            return text;
        }
        MatchResult match = found.get(random.nextInt(found.size()));
        return text.substring(0, match.start()) + text.substring(match.end());
    }

    private static List<MatchResult> found(String text, Pattern pattern) {
        return new ArrayList<>(pattern.matcher(text).results().toList());
    }

    /** Puts something before the end of a random tag, or of the last. */
    private String inside(String text, String something) {
        int end = in(2) ? text.lastIndexOf("</") : text.indexOf("</", random.nextInt(text.length()));
        return end < 0 ? text + something : text.substring(0, end) + something + text.substring(end);
    }

    private static String nested(int levels) {
        return "<a>".repeat(levels) + "</a>".repeat(levels);
    }

    private String attributes(int count) {
        StringBuilder element = new StringBuilder("<a");
        boolean declarations = in(2);
        for (int i = 0; i < count; i++) {
            element.append(declarations ? " xmlns:a" : " a").append(i).append("='u'");
        }
        return element + "/>";
    }

    private String doctype() {
        StringBuilder entities = new StringBuilder("<!ENTITY a0 'ha'>");
        for (int i = 1; i < 10; i++) {
            entities.append("<!ENTITY a").append(i).append(" '").append(("&a" + (i - 1) + ";").repeat(10)).append("'>");
        }
        return oneOf("<!DOCTYPE presence [" + entities + "]>", "<!DOCTYPE presence SYSTEM 'file:///etc/passwd'>",
                "<!DOCTYPE p [<!ENTITY % e SYSTEM 'http://127.0.0.1:1/x'> %e;]>", "<!DOCTYPE p PUBLIC '-//x//y' 'http://127.0.0.1:1/x'>", "<!doctype html>");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    private boolean in(int times) {
        return random.nextInt(times) == 0;
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
