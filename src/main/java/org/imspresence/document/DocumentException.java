package org.imspresence.document;

/**
 * A document is not acceptable. The message is the reason: one line of at most 160 printable ASCII characters without double
 * quote or backslash, so that it may stand in the quoted text of a SIP Reason or Warning header as it is.
 */
public final class DocumentException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 160;

    /** @param reason any text; the message is what of it may stand in a header */
    public DocumentException(String reason) {
        this(reason, null);
    }

    DocumentException(String reason, Throwable cause) {
        super(printable(reason, MAX_LENGTH), cause);
    }

    /** Line and column, counted from 1, are where the parser was when it gave up. */
    static DocumentException at(int line, int column, String reason, Throwable cause) {
        String where = line < 1 ? "" : " (line " + line + ", column " + column + ")";
        return new DocumentException(printable(reason, MAX_LENGTH - where.length()) + where, cause);
    }

    private static String printable(String reason, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < reason.length() && text.length() < length; i++) {
            char c = reason.charAt(i);
            text.append(c == '"' || c == '\\' ? '\'' : c < ' ' ? ' ' : c > '~' ? '?' : c);
        }
        return text.toString();
    }
}
