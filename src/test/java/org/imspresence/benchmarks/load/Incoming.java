package org.imspresence.benchmarks.load;

import java.nio.charset.StandardCharsets;

/**
 * The one message that is looked at: what the generator needs of it, read in one pass over its bytes, and, of a NOTIFY, the 200 to it, which is written in the same pass. One object serves for all messages, as
 * a generator that leaves garbage takes processor time that the server under test should have.
 */
final class Incoming {

    private static final byte[] OK = "SIP/2.0 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "Content-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MARK = "seq=".getBytes(StandardCharsets.US_ASCII);
    /** Makes a letter small. */
    private static final int SMALL = 0x20;

    final byte[] bytes = new byte[65_536];
    private int length;
    private int body;

    boolean isNotify;
    boolean isResponse;
    /** Whether its Call-ID is one of this run: KIND NUMBER . RUN. */
    boolean isOurs;
    char kind;
    int number;
    int cseq;
    int routes;
    private int tagBegin;
    private int tagEnd;

    final byte[] answer = new byte[65_536];
    int answerLength;

    private final byte[] run;

    Incoming(String run) {
        this.run = run.getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads the first bytes as a message. */
    void read(int messageLength) {
        length = messageLength;
        isResponse = bytes[0] == 'S' && bytes[3] == '/';
        isNotify = bytes[0] == 'N' && bytes[1] == 'O';
        isOurs = false;
        number = -1;
        cseq = 0;
        routes = 0;
        tagBegin = -1;
        answerLength = 0;
        if (isNotify) {
            answer(OK, 0, OK.length);
        }
        int position = nextLine(0);
        while (position < length) {
            int begin = position;
            position = nextLine(begin);
            int end = position - 1;
            while (end > begin && bytes[end - 1] == '\r') {
                end--;
            }
            if (end == begin) {
                break;
            }
            if (header(begin, end) && isNotify) {
                answer(bytes, begin, end - begin);
                answer[answerLength++] = '\r';
                answer[answerLength++] = '\n';
            }
        }
        body = position;
        if (isNotify) {
            answer(END, 0, END.length);
        }
    }

    private int nextLine(int begin) {
        int position = begin;
        while (position < length && bytes[position] != '\n') {
            position++;
        }
        return position + 1;
    }

    /** Takes what counts of a header, and tells whether it goes into the answer (RFC 3261 s8.2.6.2). Its name is known by its length and first letters. */
    private boolean header(int begin, int end) {
        int colon = begin;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        int nameLength = colon - begin;
        while (nameLength > 0 && bytes[begin + nameLength - 1] == ' ') {
            nameLength--;
        }
        int value = colon + 1;
        while (value < end && bytes[value] == ' ') {
            value++;
        }
        int first = bytes[begin] | SMALL;
        int second = nameLength > 1 ? bytes[begin + 1] | SMALL : 0;
        if (nameLength == 1) {
            if (first == 'i') {
                callId(value, end);
            }
            return first == 'v' || first == 'f' || first == 't' || first == 'i';
        }
        if (nameLength == 3 && first == 'v' || nameLength == 4 && first == 'f' || nameLength == 2 && first == 't') {
            return true;
        }
        if (nameLength == 7 && first == 'c' && second == 'a') {
            callId(value, end);
            return true;
        }
        if (nameLength == 4 && first == 'c' && second == 's') {
            cseq = digits(value, end);
            return true;
        }
        if (nameLength == 5 && first == 'r' && second == 'o') {
            routes++;
            for (int i = value; i < end; i++) {
                if (bytes[i] == ',') {
                    routes++;
                }
            }
        } else if (nameLength == 8 && first == 's' && (bytes[begin + 4] | SMALL) == 'e') {
            tagBegin = value;
            tagEnd = end;
        }
        return false;
    }

    private void callId(int begin, int end) {
        kind = (char) bytes[begin];
        number = digits(begin + 1, end);
        int position = begin + 1;
        while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
            position++;
        }
        isOurs = position < end && bytes[position] == '.' && end - position - 1 == run.length;
        for (int i = 0; isOurs && i < run.length; i++) {
            isOurs = bytes[position + 1 + i] == run[i];
        }
    }

    private int digits(int begin, int end) {
        int result = 0;
        for (int i = begin; i < end && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            result = result * 10 + bytes[i] - '0';
        }
        return result;
    }

    private void answer(byte[] source, int begin, int count) {
        System.arraycopy(source, begin, answer, answerLength, count);
        answerLength += count;
    }

    int status() {
        return (bytes[8] - '0') * 100 + (bytes[9] - '0') * 10 + bytes[10] - '0';
    }

    /** SIP-ETag, or null. */
    String entityTag() {
        return tagBegin < 0 ? null : new String(bytes, tagBegin, tagEnd - tagBegin, StandardCharsets.ISO_8859_1);
    }

    /** The highest number of a publication in the body; -1 when there is none. */
    int publication() {
        int highest = -1;
        for (int i = body; i < length - MARK.length; i++) {
            if (bytes[i] == MARK[0] && bytes[i + 1] == MARK[1] && bytes[i + 2] == MARK[2] && bytes[i + 3] == MARK[3]) {
                highest = Math.max(highest, digits(i + MARK.length, length));
            }
        }
        return highest;
    }

    String startLine() {
        return new String(bytes, 0, nextLine(0) - 1, StandardCharsets.ISO_8859_1).trim().replaceAll("[^ -~]|[\"\\\\]", "?");
    }
}
