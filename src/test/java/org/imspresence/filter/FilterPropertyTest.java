package org.imspresence.filter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.filter.FilterSamples.XML;
import static org.imspresence.filter.FilterSamples.body;
import static org.imspresence.filter.FilterSamples.composed;
import static org.imspresence.filter.FilterSamples.filter;
import static org.imspresence.filter.FilterSamples.read;
import static org.imspresence.filter.FilterSamples.text;
import static org.imspresence.filter.FilterSamples.triggers;
import static org.imspresence.filter.FilterSamples.what;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.DocumentGenerator;
import org.imspresence.document.Dom;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;

/** What holds for all filters and all documents, tried on random ones. */
class FilterPropertyTest {

    private static final int CASES = 150;
    private static final String[] NAMES = {"pidf:tuple", "pidf:status", "pidf:basic", "pidf:contact", "pidf:note", "pidf:timestamp", "dm:person", "dm:device", "dm:deviceID", "dm:note", "rpid:mood", "rpid:class",
        "rpid:activities", "rpid:away", "rpid:user-input", "u:hat", "v:hat", "*", "*", "hat"};
    private static final String[] ATTRIBUTES = {"id", "priority", "entity", "xml:lang", "u:a", "free"};
    private static final String[] VALUES = {"\"open\"", "\"closed\"", "'1'", "1", "2.0", "\"idle\""};
    private static final String[] NAMESPACES = {"urn:ietf:params:xml:ns:pidf", "urn:ietf:params:xml:ns:pidf:data-model", "urn:ietf:params:xml:ns:pidf:rpid", "urn:oma:xml:prs:pidf:oma-pres", "u:1", "u:2", "none"};

    private static final Set<String> COMPONENTS = Set.of("tuple", "person", "device");

    private static final List<ComposedDocument> PRESENCES = presences(new Random(4661));

    private final Random random = new Random(4660);

    @Test
    void aFilterNeverAddsAnything() {
        int told = 0;
        for (int i = 0; i < CASES; i++) {
            String filter = randomWhat(true);
            ComposedDocument presence = presence();
            ComposedDocument left = filter(filter).of(presence);

            List<String> all = sayings(presence);
            for (String saying : sayings(left)) {
                assertTrue(all.remove(saying), () -> saying + " was added by " + filter + " to " + text(presence));
                told++;
            }
        }
        assertTrue(told > 3 * CASES, "the random filters let next to nothing through: " + told);
    }

    @Test
    void whatIsLeftIsAValidPresenceDocument() {
        for (int i = 0; i < CASES; i++) {
            String filter = randomWhat(true);
            ComposedDocument presence = presence();
            ComposedDocument left = filter(filter).of(presence);

            PresenceDocument read = PresenceDocument.parse(XML, PidfFormat.PIDF, left.bytes(PidfFormat.PIDF));
            assertEquals(PresenceDocument.parse(XML, PidfFormat.PIDF, presence.bytes(PidfFormat.PIDF)).entity(), read.entity());
            List<String> identified = devices(presence, true);
            identified.retainAll(devices(left, false));
            assertEquals(identified, devices(left, true), () -> filter + " to " + text(presence));
        }
    }

    @Test
    void toFilterTwiceIsToFilterOnceUnlessAConditionSeesWhatIsNotTold() {
        for (int i = 0; i < CASES; i++) {
            String filter = randomWhat(false);
            ComposedDocument presence = presence();
            ComposedDocument once = filter(filter).of(presence);

            assertSame(once, filter(filter).of(once), () -> filter + " to " + text(presence));
        }
    }

    @Test
    void includingEverythingIsTheDocument() {
        for (ComposedDocument presence : PRESENCES) {
            assertSame(presence, what("<include>/*</include>").of(presence));
            assertSame(presence, what("<include>/pidf:presence</include><include>//rpid:mood</include>").of(presence));
            assertSame(presence, what("<exclude>/none</exclude>").of(presence));
        }
    }

    @Test
    void moreIncludesTellMoreAndMoreExcludesLess() {
        for (int i = 0; i < CASES; i++) {
            ComposedDocument presence = presence();
            String include = selection("include", true);
            String exclude = selection("exclude", true);
            String more = selection("include", true);
            List<String> some = sayings(what(include + exclude).of(presence));
            List<String> withMore = sayings(what(include + more + exclude).of(presence));
            List<String> withoutExclude = sayings(what(include).of(presence));

            some.forEach(saying -> assertTrue(withMore.remove(saying), () -> saying + " went with " + more));
            some.forEach(saying -> assertTrue(withoutExclude.remove(saying), () -> saying + " came with " + exclude));
        }
    }

    @Test
    void theOrderInWhichThingsAreListedMakesNoDifference() {
        for (int i = 0; i < CASES; i++) {
            List<String> selections = new ArrayList<>(IntStream.range(0, 4).mapToObj(n -> selection(random.nextBoolean() ? "include" : "exclude", true)).toList());
            Filter one = what(String.join("", selections));
            Collections.shuffle(selections, random);

            assertEquals(one, what(String.join("", selections)));
        }
    }

    @Test
    void whatIsStoredIsReadAgainAsTheSame() {
        Filters held = Filters.NONE;
        for (int i = 0; i < CASES; i++) {
            String id = Integer.toString(random.nextInt(4));
            String attributes = "id='" + id + "' uri='sip:" + id + "@b'" + (random.nextInt(4) == 0 ? " enabled='false'" : "");
            held = held.refreshed(read(body(random.nextInt(6) == 0 ? "<filter id='" + id + "' remove='true'/>" : "<filter " + attributes + "><what>" + selections(true) + "</what>" + trigger() + trigger() + "</filter>")));
            Filters again = Filters.restored(XML, FilterSamples.PRESENTITY, held.bytes());

            assertEquals(held, again);
            assertEquals(new String(held.bytes(), UTF_8), new String(again.bytes(), UTF_8));
        }
    }

    @Test
    void nothingHasChangedInTheSameDocumentAndWhatIsAddedThereIsRemovedBack() {
        for (int i = 0; i < CASES / 2; i++) {
            ComposedDocument one = presence();
            ComposedDocument other = presence();
            String reference = selector(false);
            Triggers changed = triggers("<changed>" + reference + "</changed>");
            Triggers added = triggers("<added>" + reference + "</added>");
            Triggers removed = triggers("<removed>" + reference + "</removed>");

            assertFalse(changed.fire(one, one) || added.fire(one, one) || removed.fire(one, one), reference);
            assertEquals(added.fire(one, other), removed.fire(other, one), reference);
            assertEquals(changed.fire(one, other), changed.fire(other, one), reference);
        }
    }

    private ComposedDocument presence() {
        return PRESENCES.get(random.nextInt(PRESENCES.size()));
    }

    private static List<ComposedDocument> presences(Random random) {
        DocumentGenerator generator = new DocumentGenerator(random, "presentity@example.com");
        return Stream.generate(generator::next).limit(100).map(document -> composed(document.format(), document.bytes())).toList();
    }

    /** Ids of the devices in a document: of all, or of those that have a deviceID. */
    private static List<String> devices(ComposedDocument document, boolean identified) {
        return Dom.children(document.tree().getDocumentElement()).stream().filter(child -> child.getLocalName().equals("device"))
                .filter(device -> !identified || Dom.children(device).stream().anyMatch(child -> child.getLocalName().equals("deviceID")))
                .map(device -> device.getAttribute("id")).collect(Collectors.toCollection(ArrayList::new));
    }

    private String randomWhat(boolean withConditions) {
        return body("<filter id='1'><what>" + selections(withConditions) + "</what></filter>");
    }

    private String selections(boolean withConditions) {
        return IntStream.range(0, random.nextInt(4)).mapToObj(i -> selection("include", withConditions)).collect(Collectors.joining())
                + IntStream.range(0, random.nextInt(3)).mapToObj(i -> selection("exclude", withConditions)).collect(Collectors.joining());
    }

    private String selection(String element, boolean withConditions) {
        return random.nextInt(4) == 0 ? "<" + element + " type='namespace'>" + oneOf(NAMESPACES) + "</" + element + ">" : "<" + element + ">" + selector(withConditions).replace("<", "&lt;") + "</" + element + ">";
    }

    private String trigger() {
        return "<trigger><changed" + oneOf("", " from='open'", " to='1' by='1.50'") + ">" + selector(false) + "</changed><added>" + selector(false) + "</added></trigger>";
    }

    private String selector(boolean withConditions) {
        StringBuilder selector = new StringBuilder(oneOf("/pidf:presence/", "//", "//", "/*//"));
        selector.append(oneOf(NAMES)).append(condition(withConditions));
        if (random.nextInt(3) == 0) {
            selector.append(oneOf("/", "//")).append(oneOf(NAMES)).append(condition(withConditions));
        }
        if (random.nextInt(5) == 0) {
            selector.append(oneOf("/@", "//@")).append(oneOf(ATTRIBUTES));
        }
        return selector.toString();
    }

    private String condition(boolean withConditions) {
        return withConditions && random.nextInt(3) == 0 ? "[" + comparison() + (random.nextInt(3) == 0 ? oneOf(" and ", " or ") + comparison() : "") + "]" : "";
    }

    private String comparison() {
        if (random.nextInt(6) == 0) {
            return "@id" + oneOf("<", ">") + "2";
        }
        return oneOf(".", "..", "@" + oneOf(ATTRIBUTES), oneOf(NAMES), "pidf:status/" + oneOf(NAMES), oneOf(NAMES) + "/@" + oneOf(ATTRIBUTES)) + "=" + oneOf(VALUES);
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Each element, each attribute and each text of a document, with the way to it. */
    private static List<String> sayings(ComposedDocument document) {
        List<String> sayings = new ArrayList<>();
        add(document.tree().getDocumentElement(), "", sayings);
        return sayings;
    }

    private static void add(Element element, String parent, List<String> sayings) {
        String path = parent + "/" + Xml.name(element) + (COMPONENTS.contains(element.getLocalName()) ? "#" + element.getAttribute("id") : "");
        sayings.add(path);
        for (Attr attribute : Xml.attributes(element)) {
            sayings.add(path + "/@" + Xml.name(attribute) + "=" + attribute.getValue());
        }
        if (!Xml.ownText(element).isEmpty()) {
            sayings.add(path + "=" + Xml.ownText(element));
        }
        Dom.children(element).forEach(child -> add(child, path, sayings));
    }
}
