package org.imspresence.testbed.fleet;

/**
 * A SIP message as it came, looked at without taking it apart: a fleet has no time for more. It relies on header names being written in full, as the server writes them.
 */
record WireText(String text) {

    private static final String RESPONSE = "SIP/2.0 ";

    boolean isResponse() {
        return text.startsWith(RESPONSE);
    }

    boolean isRequest(String method) {
        return text.startsWith(method) && text.charAt(method.length()) == ' ';
    }

    int status() {
        return Integer.parseInt(text.substring(RESPONSE.length(), RESPONSE.length() + 3));
    }

    String requestUri() {
        int space = text.indexOf(' ');
        return text.substring(space + 1, text.indexOf(' ', space + 1));
    }

    /** The first header of that name; empty when there is none. */
    String header(String name) {
        int at = find(name, 0);
        return at < 0 ? "" : value(name, at);
    }

    /** All values of a list header, in order, separated by a comma and a space. */
    String list(String name) {
        StringBuilder all = new StringBuilder();
        for (int at = find(name, 0); at >= 0; at = find(name, at + 1)) {
            all.append(all.isEmpty() ? "" : ", ").append(value(name, at));
        }
        return all.toString();
    }

    long cseq() {
        String cseq = header("CSeq");
        return Long.parseLong(cseq.substring(0, cseq.indexOf(' ')));
    }

    /** The tag of a From or To; empty when there is none. */
    String tag(String header) {
        return parameter(header(header), "tag");
    }

    /** Branch of the topmost Via. */
    String branch() {
        return parameter(header("Via"), "branch");
    }

    /** Host and port of the topmost Via. */
    String sentBy() {
        String via = header("Via");
        return via.substring(via.indexOf(' ') + 1, via.indexOf(';'));
    }

    /** The text between two others, the first such; empty when there is none. */
    String between(String begin, String end) {
        int from = text.indexOf(begin);
        int to = from < 0 ? -1 : text.indexOf(end, from + begin.length());
        return to < 0 ? "" : text.substring(from + begin.length(), to);
    }

    /** The 200 to this request (RFC 3261 s8.2.6.2). */
    String ok() {
        StringBuilder response = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (int at = find("Via", 0); at >= 0; at = find("Via", at + 1)) {
            response.append("Via: ").append(value("Via", at)).append("\r\n");
        }
        for (String name : new String[] {"From", "To", "Call-ID", "CSeq"}) {
            response.append(name).append(": ").append(header(name)).append("\r\n");
        }
        return response.append("Content-Length: 0\r\n\r\n").toString();
    }

    private int find(String name, int from) {
        return text.indexOf("\r\n" + name + ":", from);
    }

    private String value(String name, int at) {
        int start = at + name.length() + 3;
        return text.substring(start, text.indexOf('\r', start)).strip();
    }

    private static String parameter(String value, String name) {
        int at = value.indexOf(";" + name + "=", value.indexOf('>') + 1);
        if (at < 0) {
            return "";
        }
        int start = at + name.length() + 2;
        int end = value.indexOf(';', start);
        return value.substring(start, end < 0 ? value.length() : end).strip();
    }

    @Override
    public String toString() {
        return text;
    }
}
