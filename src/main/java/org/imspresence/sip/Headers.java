package org.imspresence.sip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import javax.servlet.sip.SipServletMessage;

/** The headers of a message as text. */
final class Headers {

    private Headers() {}

    /** The lines of a header as they came; empty without any. */
    static List<String> lines(SipServletMessage message, String name) {
        List<String> lines = new ArrayList<>();
        message.getHeaders(name).forEachRemaining(lines::add);
        return lines;
    }

    /** Whether one of the parts between semicolons is this parameter, in any case and with any white space. */
    static boolean hasParameter(String value, String parameter) {
        return Arrays.stream(value.split(";")).anyMatch(part -> part.replaceAll("\\s", "").equalsIgnoreCase(parameter));
    }
}
