package org.imspresence.testbed;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Bodies with filters (RFC 4661). They have the prefixes {@code pidf}, {@code dm} and {@code rpid}. */
public final class SampleFilters {

    /** Media type of the bodies. */
    public static final String TYPE = "application/simple-filter+xml";

    private static final String BINDINGS = "<ns-bindings><ns-binding prefix='pidf' urn='urn:ietf:params:xml:ns:pidf'/><ns-binding prefix='dm' urn='urn:ietf:params:xml:ns:pidf:data-model'/>"
            + "<ns-binding prefix='rpid' urn='urn:ietf:params:xml:ns:pidf:rpid'/></ns-bindings>";

    private SampleFilters() {}

    public static String body(String... filters) {
        return "<?xml version='1.0' encoding='UTF-8'?>\n<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'>" + BINDINGS + String.join("", filters) + "</filter-set>";
    }

    /** One filter, of the id 1, that asks for these. */
    public static String including(String... selectors) {
        return body("<filter id='1'>" + what(selectors) + "</filter>");
    }

    public static String what(String... selectors) {
        return Arrays.stream(selectors).map(selector -> "<include>" + selector + "</include>").collect(Collectors.joining("", "<what>", "</what>"));
    }

    /** Each one of these tells. */
    public static String triggers(String... changes) {
        return Arrays.stream(changes).map(change -> "<trigger>" + change + "</trigger>").collect(Collectors.joining());
    }

    public static String whenBecomesOpen() {
        return triggers("<changed from='closed' to='open'>//pidf:tuple/pidf:status/pidf:basic</changed>");
    }
}
