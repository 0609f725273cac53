package org.imspresence.dialog.lean;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Goes through a message and what it is expected to be, side by side, and makes nothing of either: nearly always they are the same. */
final class Comparison {

    private static final int ASCII = 0x80;

    private final byte[] message;
    private int at;

    Comparison(byte[] message) {
        this.message = message;
    }

    /** Whether it goes on with this text, in UTF-8; if so, goes behind it. */
    boolean goesOn(String text) {
        int length = text.length();
        if (length > message.length - at) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ASCII) {
                at += i;
                return goesOn(text.substring(i).getBytes(UTF_8));
            }
            if (message[at + i] != c) {
                return false;
            }
        }
        at += length;
        return true;
    }

    private boolean goesOn(byte[] bytes) {
        int end = at + bytes.length;
        if (end > message.length || !Arrays.equals(message, at, end, bytes, 0, bytes.length)) {
            return false;
        }
        at = end;
        return true;
    }

    /** Goes to the end of the line. */
    void skipLine() {
        while (at < message.length && message[at] != '\r') {
            at++;
        }
    }

    /** Whether these bytes are all that is left. */
    boolean endsWith(byte[] bytes) {
        return goesOn(bytes) && at == message.length;
    }
}
