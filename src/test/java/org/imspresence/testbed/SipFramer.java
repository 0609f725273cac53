package org.imspresence.testbed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a byte stream into messages by Content-Length (RFC 3261 s18.3); empty lines between messages are skipped (s7.5). */
final class SipFramer {

    private byte[] pending = new byte[0];

    /** Takes the next bytes of the stream and gives the messages that they complete. */
    List<SipMessage> feed(byte[] bytes, int length) {
        int old = pending.length;
        pending = Arrays.copyOf(pending, old + length);
        System.arraycopy(bytes, 0, pending, old, length);
        List<SipMessage> messages = new ArrayList<>();
        while (true) {
            skipEmptyLines();
            int bodyStart = SipMessage.endOfHead(pending, 0, pending.length);
            if (bodyStart < 0) {
                return messages;
            }
            int end = bodyStart + contentLength(SipMessage.parse(pending, bodyStart, bodyStart));
            if (end > pending.length) {
                return messages;
            }
            messages.add(SipMessage.parse(pending, bodyStart, end));
            pending = Arrays.copyOfRange(pending, end, pending.length);
        }
    }

    private void skipEmptyLines() {
        int start = 0;
        while (start < pending.length && (pending[start] == '\r' || pending[start] == '\n')) {
            start++;
        }
        pending = Arrays.copyOfRange(pending, start, pending.length);
    }

    private static int contentLength(SipMessage head) {
        try {
            return Integer.parseUnsignedInt(head.required("Content-Length"));
        } catch (NumberFormatException e) {
            throw new SipParseException("Content-Length is no number: " + head.required("Content-Length"));
        }
    }
}
