package org.imspresence.address;

import java.util.Locale;

/**
 * RFC 3966 s3: what follows {@code tel:}, brought to its canonical form. Visual separators go. Of the parameters those stay
 * that decide who is meant: {@code ext}, and {@code phone-context} of a local number, which without one names nobody.
 */
final class TelForm {

    private TelForm() {
    }

    static String of(String rest) {
        String[] parts = rest.split(";", -1);
        String number = number(parts[0]);
        String extension = "";
        String context = "";
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].toLowerCase(Locale.ROOT);
            if (parameter.startsWith("ext=")) {
                extension = ";ext=" + digits(parameter.substring("ext=".length()), "0123456789");
            } else if (parameter.startsWith("phone-context=")) {
                context = ";phone-context=" + context(parameter.substring("phone-context=".length()));
            }
        }
        boolean global = number.startsWith("+");
        if (!global && context.isEmpty()) {
            throw new IllegalArgumentException("a local telephone number needs a phone-context");
        }
        return "tel:" + number + extension + (global ? "" : context);
    }

    private static String context(String text) {
        return text.startsWith("+") ? number(text) : SipForm.domain(text);
    }

    private static String number(String text) {
        return text.startsWith("+")
                ? "+" + digits(text.substring(1), "0123456789")
                : digits(text.toLowerCase(Locale.ROOT), "0123456789abcdef*#");
    }

    private static String digits(String text, String allowed) {
        StringBuilder digits = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (allowed.indexOf(c) >= 0) {
                digits.append(c);
            } else if ("-.()".indexOf(c) < 0) {
                throw new IllegalArgumentException("a telephone number has digits and visual separators only");
            }
        }
        if (digits.isEmpty()) {
            throw new IllegalArgumentException("the telephone number has no digit");
        }
        return digits.toString();
    }
}
