package org.imspresence.document;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Random presence documents from a small vocabulary, so that ids, services, devices, prefixes and what is said clash often. They use what XML allows and
 * clients send: both formats, three encodings, prefixes in names, values and text, declarations anywhere, languages, marked sections, comments.
 */
public final class DocumentGenerator {

    /** One document as it is on the wire. */
    public record Generated(PidfFormat format, String text, byte[] bytes) {

        @Override
        public String toString() {
            return format + " " + text;
        }
    }

    private static final String[] NAMESPACES = {
        "urn:ietf:params:xml:ns:pidf:data-model", "urn:ietf:params:xml:ns:pidf:rpid", "urn:oma:xml:prs:pidf:oma-pres", "u:1", "u:2"};
    private static final String[] PREFIXES = {"dm", "d", "r", "rpid", "op", "x", "y", "e", "ns1", "a-b.c", "\u00fc", "p"};

    private final Random random;
    private final String entity;
    private String pidf;
    private String dm;
    private String rpid;
    private String oma;
    private String one;
    private String two;

    public DocumentGenerator(Random random) {
        this(random, "someone@example.com");
    }

    /** @param address what all documents are about, without its scheme */
    public DocumentGenerator(Random random, String address) {
        this.random = random;
        this.entity = address;
    }

    public Generated next() {
        PidfFormat format = in(5) ? PidfFormat.CPIM_PIDF : PidfFormat.PIDF;
        String presence = presence(format.namespace());
        return switch (random.nextInt(12)) {
            case 0 -> new Generated(format, presence, ("<?xml version='1.0' encoding='UTF-16'?>" + presence).getBytes(UTF_16));
            case 1 -> new Generated(format, presence, ("<?xml version='1.0' encoding='ISO-8859-1'?>" + latin(presence)).getBytes(ISO_8859_1));
            case 2 -> new Generated(format, presence, ("\ufeff<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n" + presence + "\n").getBytes(UTF_8));
            case 3 -> new Generated(format, presence, ("<?xml version='1.0'?><!-- before --><?pi before?>" + presence + "<!-- after -->").getBytes(UTF_8));
            default -> new Generated(format, presence, presence.getBytes(UTF_8));
        };
    }

    private static String latin(String text) {
        StringBuilder latin = new StringBuilder();
        text.codePoints().forEach(c -> latin.append(c < 256 ? Character.toString(c) : "&#" + c + ";"));
        return latin.toString();
    }

    private String presence(String namespace) {
        List<String> prefixes = prefixes();
        dm = prefixes.get(0) + ":";
        rpid = prefixes.get(1) + ":";
        oma = prefixes.get(2) + ":";
        one = prefixes.get(3) + ":";
        two = prefixes.get(4) + ":";
        pidf = in(3) ? prefixes.get(5) + ":" : "";
        StringBuilder root = new StringBuilder("<" + pidf + "presence xmlns" + (pidf.isEmpty() ? "" : ":" + prefixes.get(5)) + "='" + namespace + "'");
        for (int i = 0; i < NAMESPACES.length; i++) {
            root.append(" xmlns:").append(prefixes.get(i)).append("='").append(NAMESPACES[i]).append('\'');
        }
        root.append(" entity='").append(oneOf("sip:", "pres:")).append(entity).append('\'').append(inherited()).append(attribute());
        List<String> content = new ArrayList<>();
        List<String> ids = new ArrayList<>(List.of("1", "2", "m", "1.b"));
        Collections.shuffle(ids, random);
        ids.subList(0, random.nextInt(4)).forEach(id -> content.add(tuple(id)));
        times(2, () -> content.add(person()));
        times(2, () -> content.add(device()));
        times(2, () -> content.add(note(pidf)));
        times(2, () -> content.add(extension()));
        Collections.shuffle(content, random);
        if (in(4)) {
            content.add(oneOf("<!-- c -->", "<?pi data?>", " \r\n\t "));
        }
        return root + ">" + String.join(oneOf("", "\n  "), content) + "</" + pidf + "presence>";
    }

    /** Mostly each namespace has its usual prefix, now and then one that others use for something else. */
    private List<String> prefixes() {
        List<String> prefixes = new ArrayList<>(List.of("dm", "rpid", "op", "x", "y", "p"));
        if (in(2)) {
            List<String> all = new ArrayList<>(List.of(PREFIXES));
            Collections.shuffle(all, random);
            for (int i = 0; i < prefixes.size(); i++) {
                prefixes.set(i, all.get(i));
            }
        }
        return prefixes;
    }

    private String tuple(String id) {
        StringBuilder content = new StringBuilder(space());
        content.append(status());
        times(2, () -> content.append(oneOf(
                element(rpid + "class", value()),
                element(rpid + "relationship", "<" + rpid + oneOf("family", "friend") + "/>"),
                element(oma + "service-description", element(oma + "service-id", "s" + digit()) + element(oma + "version", "1.0")
                        + element(oma + "description", digit())),
                element(dm + "deviceID", "urn:uuid:" + digit()),
                extension())));
        if (in(2)) {
            content.append("<" + pidf + "contact" + oneOf("", " priority='0.8'", " priority='1'") + ">sip:" + digit() + "@b</" + pidf + "contact>");
        }
        times(2, () -> content.append(note(pidf)));
        if (in(3)) {
            content.append(element(pidf + "timestamp", timestamp()));
        }
        return "<" + pidf + "tuple id='" + id + "'" + inherited() + attribute() + ">" + content + "</" + pidf + "tuple>";
    }

    private String status() {
        String basic = in(6) ? "" : element(pidf + "basic", oneOf("open", "closed"));
        return "<" + pidf + "status>" + basic + (in(3) ? extension() : "") + (in(6) ? space() + extension() : "") + "</" + pidf + "status>";
    }

    private String person() {
        StringBuilder content = new StringBuilder();
        times(5, () -> content.append(oneOf(
                element(rpid + "mood", "<" + rpid + oneOf("happy", "sad") + "/>"),
                element(rpid + "activities", "<" + rpid + "away/>" + element(rpid + "note", value())),
                element(rpid + "place-type", "<lt:home xmlns:lt='urn:ietf:params:xml:ns:location-type'/>"),
                element(rpid + "time-offset", digit()),
                element(rpid + "sphere", oneOf("home", "work")),
                element(rpid + "status-icon", "http://icons.example.com/" + digit()),
                extension(),
                note(dm),
                element(dm + "timestamp", timestamp()),
                space())));
        return "<" + dm + "person id='" + oneOf("1", "2", "m") + "'" + inherited() + attribute() + ">" + content + "</" + dm + "person>";
    }

    private String device() {
        String content = element(rpid + "user-input", oneOf("active", "idle"))
                + (in(4) ? extension() : "")
                + (in(6) ? "" : element(dm + "deviceID", oneOf("urn:uuid:", " urn:uuid:") + digit()))
                + (in(3) ? note(dm) : "")
                + (in(4) ? element(dm + "timestamp", timestamp()) : "");
        return "<" + dm + "device id='" + digit() + "'" + inherited() + attribute() + ">" + content + "</" + dm + "device>";
    }

    private String note(String prefix) {
        return "<" + prefix + "note" + inherited() + ">" + value() + "</" + prefix + "note>";
    }

    /** An element that no standard knows, of a namespace declared above or here or nowhere, with prefixes in its text and values. */
    private String extension() {
        return switch (random.nextInt(8)) {
            case 0 -> "<hat xmlns='u:" + digit() + "' " + inherited() + ">" + value() + "<inner xmlns='' q='" + qName() + "'/></hat>";
            case 1 -> "<x:hat xmlns:x='u:" + digit() + "' x:size='" + digit() + "'><x:in>" + qName() + "</x:in></x:hat>";
            case 2 -> "<hat xmlns=''>" + value() + "</hat>";
            case 3 -> "<" + one + "hat xmlns:q='u:" + digit() + "' type='q:t " + qName() + "'/>";
            case 4 -> "<" + two + "ref" + inherited() + ">" + qName() + "<" + one + "deep a='" + qName() + "'/> " + value() + "</" + two + "ref>";
            case 5 -> "<" + one + "id id='1' xml:id='" + oneOf("m", "1") + "'/>";
            case 6 -> "<" + two + "must xmlns:f='urn:ietf:params:xml:ns:pidf' f:mustUnderstand='true' xmlns:c='urn:ietf:params:xml:ns:cpim-pidf' c:a='1'/>";
            default -> element(oneOf(one, two) + "hat", value());
        };
    }

    private String element(String name, String content) {
        String id = name.startsWith(rpid) && in(4) ? " id='" + oneOf("1", "m") + "'" : "";
        String life = name.startsWith(rpid) && in(6) ? " from='2006-05-30T16:09:44+02:00' until='2006-05-30T17:09:44.5Z'" : "";
        return "<" + name + id + life + (in(8) ? inherited() : "") + ">" + content + "</" + name + ">";
    }

    private String inherited() {
        return in(4) ? oneOf(" xml:lang='en'", " xml:lang='de'", " xml:base='http://b.example/" + digit() + "/'", " xml:base='sub/'", " xml:space='preserve'") : "";
    }

    private String attribute() {
        return in(6) ? oneOf(" free='" + digit() + "'", " " + one + "a='" + digit() + "'", " " + two + "b='&lt;&quot;&#9;" + digit() + "'") : "";
    }

    private String value() {
        return random.nextInt(3) > 0 ? digit() : oneOf(
                "&#x41;&#233;&amp;&lt;&gt;&quot;", "<![CDATA[<&]" + "]>", "1<!-- c -->2", "<?pi d?>12", "\ud83d\ude00&#x1F600;", "e\u0301 \u00e9 \u4e2d",
                "  padded\r\n lines\t", "&#13;&#10;", "\u2028\u0085", qName(), "");
    }

    private String qName() {
        return oneOf(one, two, rpid, "unbound:") + "t";
    }

    private String timestamp() {
        return "2006-05-30T16:0" + digit() + ":44Z";
    }

    private String space() {
        return oneOf("", " ", "\n\t", "<!-- c -->");
    }

    private String digit() {
        return Integer.toString(1 + random.nextInt(3));
    }

    private boolean in(int times) {
        return random.nextInt(times) == 0;
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
