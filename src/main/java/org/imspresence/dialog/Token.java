package org.imspresence.dialog;

import java.util.regex.Pattern;

/** RFC 3261 s25.1: {@code token}, of which entity tags are and values that go without quotes. */
public final class Token {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9.!%*_+`'~-]+");

    private Token() {}

    /** Whether all of the text is one. */
    public static boolean is(String text) {
        return TOKEN.matcher(text).matches();
    }
}
