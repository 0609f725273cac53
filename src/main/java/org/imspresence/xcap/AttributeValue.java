package org.imspresence.xcap;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** XML 1.0 s2.3, AttValue: what may stand between the quotes of an attribute. */
final class AttributeValue {

    private static final Pattern REFERENCE = Pattern.compile("&(?:#x([0-9a-fA-F]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));");

    private AttributeValue() {}

    /** The value that the text stands for; empty if it is none. The quotes are not part of the text, and both kinds may occur in it. */
    static Optional<String> decoded(String text) {
        StringBuilder out = new StringBuilder(text.length());
        Matcher reference = REFERENCE.matcher(text);
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            if (c == '&') {
                reference.region(at, text.length());
                if (!reference.lookingAt() || !isCharacter(referred(reference))) {
                    return Optional.empty();
                }
                out.appendCodePoint(referred(reference));
                at = reference.end();
            } else if (c == '<' || !isCharacter(c)) {
                return Optional.empty();
            } else {
                // XML 1.0 s3.3.3: white space as such is a blank.
                out.appendCodePoint(c < ' ' ? ' ' : c);
                at += Character.charCount(c);
            }
        }
        return Optional.of(out.toString());
    }

    private static int referred(Matcher reference) {
        if (reference.group(1) != null) {
            return Integer.parseInt(reference.group(1), 16);
        }
        if (reference.group(2) != null) {
            return Integer.parseInt(reference.group(2));
        }
        return switch (reference.group(3)) {
            case "amp" -> '&';
            case "lt" -> '<';
            case "gt" -> '>';
            case "quot" -> '"';
            default -> '\'';
        };
    }

    /** XML 1.0 s2.2. */
    private static boolean isCharacter(int c) {
        return c == '\t' || c == '\n' || c == '\r' || c >= ' ' && c < 0xD800 || c >= 0xE000 && c <= 0xFFFD || c >= 0x10000 && c <= 0x10FFFF;
    }
}
