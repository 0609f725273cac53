package org.imspresence.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random presence documents from a small vocabulary, so that ids, services, devices and prefixes clash often. */
final class DocumentGenerator {

    private final Random random;
    private String pidf;
    private String dm;

    DocumentGenerator(Random random) {
        this.random = random;
    }

    String next() {
        pidf = oneOf("", "", "p:");
        dm = oneOf("dm:", "d:", "x:");
        String extension = dm.equals("x:") ? "y" : oneOf("x", "dm", "e").replace(dm.replace(":", ""), "e");
        List<String> content = new ArrayList<>();
        List<String> ids = new ArrayList<>(List.of("1", "2", "3"));
        Collections.shuffle(ids, random);
        ids.subList(0, random.nextInt(4)).forEach(id -> content.add(tuple(id, extension)));
        times(2, () -> content.add(person(extension)));
        times(2, () -> content.add(device()));
        times(2, () -> content.add("<" + pidf + "note" + language() + ">" + digit() + "</" + pidf + "note>"));
        times(2, () -> content.add("<" + extension + ":top>" + extension + ":" + digit() + "</" + extension + ":top>"));
        Collections.shuffle(content, random);
        return "<" + pidf + "presence xmlns" + (pidf.isEmpty() ? "" : ":p") + "='urn:ietf:params:xml:ns:pidf' xmlns:"
                + dm.replace(":", "='urn:ietf:params:xml:ns:pidf:data-model' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' xmlns:")
                + extension + "='u:" + digit() + "' entity='" + oneOf("sip:", "pres:") + "someone@example.com'" + language() + ">"
                + String.join(oneOf("", "\n  "), content) + "</" + pidf + "presence>";
    }

    private String tuple(String id, String extension) {
        String contact = oneOf("", "<" + pidf + "contact>sip:" + digit() + "@b</" + pidf + "contact>");
        return "<" + pidf + "tuple id='" + id + "'> <" + pidf + "status><" + pidf + "basic>" + oneOf("open", "closed")
                + "</" + pidf + "basic><" + extension + ":mode id='1'>" + digit() + "</" + extension + ":mode>"
                + "</" + pidf + "status>" + contact + "</" + pidf + "tuple>";
    }

    private String person(String extension) {
        StringBuilder content = new StringBuilder();
        times(4, () -> content.append(oneOf(
                "<r:mood id='" + digit() + "'><r:happy/></r:mood>",
                "<r:activities><r:away/>" + digit() + "</r:activities>",
                "<" + extension + ":hat>" + digit() + "</" + extension + ":hat>",
                "<hat xmlns='u:" + digit() + "'/>",
                "<" + dm + "note>" + digit() + "</" + dm + "note> ",
                "<" + dm + "timestamp>" + digit() + "</" + dm + "timestamp>")));
        return "<" + dm + "person id='" + digit() + "'" + language() + ">" + content + "</" + dm + "person>";
    }

    private String device() {
        return "<" + dm + "device id='" + digit() + "'><r:user-input>" + digit() + "</r:user-input><" + dm + "deviceID>urn:x:"
                + digit() + "</" + dm + "deviceID></" + dm + "device>";
    }

    private String language() {
        return oneOf("", "", " xml:lang='en'", " xml:lang='de'");
    }

    private String digit() {
        return Integer.toString(1 + random.nextInt(3));
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void times(int atMost, Runnable action) {
        for (int i = random.nextInt(atMost + 1); i > 0; i--) {
            action.run();
        }
    }
}
