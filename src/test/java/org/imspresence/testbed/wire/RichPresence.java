package org.imspresence.testbed.wire;

import static java.util.stream.Collectors.joining;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a person with three devices publishes (RFC 3863, 4479, 4480): three tuples and a person with rich presence, 1.5 KB. Immutable; a {@link Step} leads from one state
 * to the next.
 */
final class RichPresence {

    private static final String NAMESPACES = " xmlns=\"urn:ietf:params:xml:ns:pidf\" xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\" xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\"";
    private static final List<String> BASIC = List.of("open", "closed");

    /** One element that changes in the course of a day: either its text, or the one empty element that it holds. */
    private enum Part {

        PHONE("presence/tuple[@id='phone']/status/basic", true, BASIC),
        TABLET("presence/tuple[@id='tablet']/status/basic", true, BASIC),
        DESK("presence/tuple[@id='desk']/status/basic", true, BASIC),
        PHONE_NOTE("presence/tuple[@id='phone']/note", true, List.of("Please leave a message", "Texts are fine", "Silent until noon", "On roaming, keep it short")),
        PERSON_NOTE("presence/dm:person/dm:note", true, List.of("Writing the report for Friday", "Back at two", "In Tokyo next week", "Ask me about the cups")),
        USER_INPUT("presence/dm:person/rpid:user-input", true, List.of("active", "idle")),
        ACTIVITIES("presence/dm:person/rpid:activities", false, List.of("busy", "meeting", "away", "on-the-phone", "travel", "meal")),
        MOOD("presence/dm:person/rpid:mood", false, List.of("happy", "calm", "stressed", "hungry", "curious")),
        PLACE("presence/dm:person/rpid:place-type", false, List.of("office", "home", "train", "cafe")),
        SPHERE("presence/dm:person/rpid:sphere", false, List.of("work", "home"));

        private final String selector;
        private final boolean text;
        private final List<String> values;

        Part(String selector, boolean text, List<String> values) {
            this.selector = selector;
            this.text = text;
            this.values = values;
        }

        String value(int choice) {
            return text ? values.get(choice) : "<rpid:" + values.get(choice) + "/>";
        }

        /** What is replaced when the part changes (RFC 5261 s4.1). */
        String selects(int choice) {
            return selector + (text ? "/text()" : "/rpid:" + values.get(choice));
        }
    }

    /**
     * One change.
     *
     * @param after what is true then
     * @param diff  the same as changes (RFC 5264 s3.2), without a version
     */
    record Step(RichPresence after, String diff) {
    }

    private final String presentity;
    private final Map<Part, Integer> choices;

    private RichPresence(String presentity, Map<Part, Integer> choices) {
        this.presentity = presentity;
        this.choices = choices;
    }

    static RichPresence of(String presentity) {
        Map<Part, Integer> choices = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            choices.put(part, 0);
        }
        return new RichPresence(presentity, choices);
    }

    /** Changes one element to something else. */
    Step step(Random random) {
        Part part = Part.values()[random.nextInt(Part.values().length)];
        int before = choices.get(part);
        int after = (before + 1 + random.nextInt(part.values.size() - 1)) % part.values.size();
        Map<Part, Integer> changed = new EnumMap<>(choices);
        changed.put(part, after);
        String diff = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<p:pidf-diff xmlns:p=\"urn:ietf:params:xml:ns:pidf-diff\"" + NAMESPACES + " entity=\"" + presentity + "\">"
                + "<p:replace sel=\"" + part.selects(before) + "\">" + part.value(after) + "</p:replace></p:pidf-diff>";
        return new Step(new RichPresence(presentity, changed), diff);
    }

    /** In {@code application/pidf+xml}. */
    String document() {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<presence" + NAMESPACES + " entity=\"" + presentity + "\">"
                + tuple("phone", Part.PHONE, "<dm:deviceID>urn:uuid:48662e19-5fbf-43fc-a2fd-d23002787599</dm:deviceID>", "0.8", presentity, value(Part.PHONE_NOTE))
                + tuple("tablet", Part.TABLET, "<rpid:class>mobile</rpid:class><rpid:privacy><rpid:text/></rpid:privacy>", "0.5", presentity + ";transport=tcp", "Large screen, no calls")
                + tuple("desk", Part.DESK, "<rpid:class>office</rpid:class><rpid:relationship><rpid:assistant/></rpid:relationship>", "0.3", "tel:+1-201-555-0123", "During office hours")
                + "<dm:person id=\"me\">" + List.of(Part.ACTIVITIES, Part.MOOD, Part.PLACE, Part.SPHERE).stream().map(this::rich).collect(joining())
                + "<rpid:user-input idle-threshold=\"600\">" + value(Part.USER_INPUT) + "</rpid:user-input>"
                + "<rpid:place-is><rpid:audio><rpid:noisy/></rpid:audio></rpid:place-is><rpid:time-offset>540</rpid:time-offset><rpid:class>private</rpid:class>"
                + "<rpid:status-icon>http://www.home2.net/icons/at-work.png</rpid:status-icon>"
                + "<dm:note>" + value(Part.PERSON_NOTE) + "</dm:note></dm:person></presence>";
    }

    private String tuple(String id, Part basic, String rich, String priority, String contact, String note) {
        return "<tuple id=\"" + id + "\"><status><basic>" + value(basic) + "</basic></status>" + rich + "<contact priority=\"" + priority + "\">" + contact + "</contact><note xml:lang=\"en\">"
                + note + "</note></tuple>";
    }

    private String rich(Part part) {
        String name = part.selector.substring(part.selector.lastIndexOf(':') + 1);
        return "<rpid:" + name + ">" + value(part) + "</rpid:" + name + ">";
    }

    private String value(Part part) {
        return part.value(choices.get(part));
    }
}
