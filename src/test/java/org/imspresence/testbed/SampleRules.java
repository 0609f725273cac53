package org.imspresence.testbed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Documents of rules (RFC 5025) for watchers {@code sip:NAME@home1.net}. */
public final class SampleRules {

    private static final String ALL = "<pr:provide-services><pr:all-services/></pr:provide-services><pr:provide-persons><pr:all-persons/></pr:provide-persons>"
            + "<pr:provide-devices><pr:all-devices/></pr:provide-devices><pr:provide-all-attributes/>";

    private SampleRules() {}

    public static String document(String... rules) {
        return "<cp:ruleset xmlns:cp='urn:ietf:params:xml:ns:common-policy' xmlns:pr='urn:ietf:params:xml:ns:pres-rules'>" + String.join("", rules) + "</cp:ruleset>";
    }

    public static String rule(String id, String conditions, String grants) {
        int split = grants.indexOf("</pr:sub-handling>") + "</pr:sub-handling>".length();
        return "<cp:rule id='" + id + "'><cp:conditions>" + conditions + "</cp:conditions><cp:actions>" + grants.substring(0, split) + "</cp:actions><cp:transformations>"
                + grants.substring(split) + "</cp:transformations></cp:rule>";
    }

    private static String forWatchers(String handling, String transformations, String... names) {
        String identities = Arrays.stream(names).map(name -> "<cp:one id='sip:" + name + "@home1.net'/>").collect(Collectors.joining());
        return rule(handling + '-' + names[0], "<cp:identity>" + identities + "</cp:identity>", "<pr:sub-handling>" + handling + "</pr:sub-handling>" + transformations);
    }

    public static String allow(String... names) {
        return forWatchers("allow", ALL, names);
    }

    /** Services and persons without anything about them but what is granted besides. */
    public static String allowAnd(String name, String transformation) {
        return forWatchers("allow", ALL.replace("<pr:provide-all-attributes/>", transformation), name);
    }

    public static String allowServicesOnly(String... names) {
        return forWatchers("allow", "<pr:provide-services><pr:all-services/></pr:provide-services>", names);
    }

    public static String allowPersonsOnly(String... names) {
        return forWatchers("allow", "<pr:provide-persons><pr:all-persons/></pr:provide-persons><pr:provide-mood>true</pr:provide-mood>", names);
    }

    public static String block(String... names) {
        return forWatchers("block", "", names);
    }

    public static String politeBlock(String... names) {
        return forWatchers("polite-block", "", names);
    }

    /** A tuple, and a person with a mood in a sphere. */
    public static byte[] pidf(String presentity, String mood, String sphere) {
        return ("<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='" + presentity
                + "'><tuple id='t'><status><basic>open</basic></status></tuple><dm:person id='p'><r:mood><r:" + mood + "/></r:mood><r:sphere><r:" + sphere + "/></r:sphere></dm:person></presence>").getBytes(UTF_8);
    }
}
