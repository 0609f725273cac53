package org.imspresence.authorization;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.imspresence.document.Dom;
import org.w3c.dom.Element;

/** Random rules from a small vocabulary, each part with an account of what it means that owes nothing to the code that reads it. */
final class RuleGenerator {

    /** @param meaning whether a watcher, in some circumstances, meets it */
    private record Clause(String xml, BiPredicate<Requester, Circumstances> meaning) {}

    /**
     * One child of {@code transformations}.
     *
     * @param provides a tuple, person or device that it provides
     * @param tells    a child of one that it lets through
     */
    private record Grant(String xml, Predicate<Element> provides, Predicate<Element> tells) {}

    /** @param degree of user input: 0 none, 1 bare, 2 thresholds, 3 full */
    record Generated(String id, List<String> conditions, List<BiPredicate<Requester, Circumstances>> meanings, SubHandling handling, List<String> transformations,
            List<Predicate<Element>> provides, List<Predicate<Element>> tells, int degree) {

        boolean matches(Requester watcher, Circumstances circumstances) {
            return meanings.stream().allMatch(meaning -> meaning.test(watcher, circumstances));
        }

        boolean selectsByClass() {
            return transformations.stream().anyMatch(transformation -> transformation.contains("<class>"));
        }

        String xml() {
            return Rules.rule(id, String.join("", conditions), handling.name().toLowerCase(Locale.ROOT).replace('_', '-'), String.join("", transformations));
        }

        @Override
        public String toString() {
            return xml();
        }
    }

    private static final Predicate<Element> NEVER = element -> false;
    private static final List<Clause> CLAUSES = List.of(
            new Clause("<cr:identity><cr:one id='sip:a@x.example'/></cr:identity>", (w, c) -> is(w, "sip:a@x.example")),
            new Clause("<cr:identity><cr:one id='pres:b@X.example'/><cr:one id='tel:+1-2'/></cr:identity>", (w, c) -> is(w, "sip:b@x.example") || is(w, "tel:+12")),
            new Clause("<cr:identity><cr:many/></cr:identity>", (w, c) -> !w.identities().isEmpty()),
            new Clause("<cr:identity><cr:many domain='x.example'><cr:except id='sip:a@x.example'/></cr:many></cr:identity>",
                    (w, c) -> w.identities().stream().anyMatch(i -> i.endsWith("@x.example")) && !is(w, "sip:a@x.example")),
            new Clause("<cr:identity><cr:many><cr:except domain='x.example'/></cr:many></cr:identity>",
                    (w, c) -> !w.identities().isEmpty() && w.identities().stream().noneMatch(i -> i.endsWith("@x.example"))),
            new Clause("<ocp:anonymous-request/>", (w, c) -> w.anonymous()),
            new Clause("<cr:sphere value='work home'/>", (w, c) -> c.sphere().isPresent() && !c.sphere().get().equals("travel")),
            new Clause("<cr:validity><cr:from>1970-01-01T00:00:01Z</cr:from><cr:until>1970-01-01T00:00:03Z</cr:until></cr:validity>", (w, c) -> c.now() >= 1000 && c.now() < 3000),
            new Clause("<x:other xmlns:x='urn:x'/>", (w, c) -> false));
    private static final List<Grant> GRANTS = List.of(
            new Grant("<provide-services><all-services/></provide-services>", e -> e.getLocalName().equals("tuple"), NEVER),
            new Grant("<provide-services><occurrence-id>1</occurrence-id></provide-services>", e -> e.getLocalName().equals("tuple") && e.getAttribute("id").equals("1"), NEVER),
            new Grant("<provide-services><service-uri-scheme>sip</service-uri-scheme></provide-services>", e -> e.getLocalName().equals("tuple") && values(e, "contact").anyMatch(uri -> uri.startsWith("sip:")), NEVER),
            new Grant("<provide-services><op:service-id>s1</op:service-id></provide-services>", e -> e.getLocalName().equals("tuple") && hasServiceId(e, "s1"), NEVER),
            new Grant("<provide-services><class>1</class></provide-services>", e -> e.getLocalName().equals("tuple") && values(e, "class").anyMatch("1"::equals), NEVER),
            new Grant("<provide-persons><all-persons/></provide-persons>", e -> e.getLocalName().equals("person"), NEVER),
            new Grant("<provide-persons><occurrence-id>m</occurrence-id></provide-persons>", e -> e.getLocalName().equals("person") && e.getAttribute("id").equals("m"), NEVER),
            new Grant("<provide-devices><all-devices/></provide-devices>", e -> e.getLocalName().equals("device"), NEVER),
            new Grant("<provide-devices><deviceID>urn:uuid:2</deviceID></provide-devices>", e -> e.getLocalName().equals("device") && values(e, "deviceID").anyMatch("urn:uuid:2"::equals), NEVER),
            rpid("activities"), rpid("class"), rpid("mood"), rpid("place-type"), rpid("relationship"), rpid("sphere"), rpid("status-icon"), rpid("time-offset"),
            new Grant("<provide-mood>false</provide-mood>", NEVER, NEVER),
            new Grant("<provide-deviceID>true</provide-deviceID>", NEVER, e -> e.getLocalName().equals("deviceID")),
            new Grant("<provide-note>true</provide-note>", NEVER, e -> e.getLocalName().equals("note")),
            new Grant("<provide-unknown-attribute ns='u:1' name='hat'>true</provide-unknown-attribute>", NEVER, e -> e.getLocalName().equals("hat") && "u:1".equals(e.getNamespaceURI())),
            new Grant("<provide-unknown-attribute ns='' name='hat'>true</provide-unknown-attribute>", NEVER, e -> e.getLocalName().equals("hat") && e.getNamespaceURI() == null),
            new Grant("<provide-unknown-attribute ns='urn:ietf:params:xml:ns:pidf:rpid' name='mood'>true</provide-unknown-attribute>", NEVER, NEVER),
            new Grant("<provide-all-attributes/>", NEVER, e -> true));
    private static final List<String> DEGREES = List.of("false", "bare", "thresholds", "full");

    private final Random random;

    RuleGenerator(Random random) {
        this.random = random;
    }

    /** A rule that lets all through. */
    static Generated everything(int degree) {
        return new Generated("", List.of(), List.of(), SubHandling.ALLOW, List.of(), List.of(component -> true), List.of(attribute -> true), degree);
    }

    private static boolean is(Requester watcher, String address) {
        return watcher.identities().contains(address);
    }

    private static Grant rpid(String name) {
        return new Grant("<provide-" + name + ">true</provide-" + name + ">", NEVER, e -> e.getLocalName().equals(name) && "urn:ietf:params:xml:ns:pidf:rpid".equals(e.getNamespaceURI()));
    }

    List<Generated> rules(int count) {
        return IntStream.range(0, count).mapToObj(i -> rule("r" + i)).toList();
    }

    Generated rule(String id) {
        List<Clause> clauses = IntStream.range(0, random.nextInt(3)).mapToObj(i -> CLAUSES.get(random.nextInt(CLAUSES.size()))).toList();
        List<Grant> grants = IntStream.range(0, random.nextInt(8)).mapToObj(i -> GRANTS.get(random.nextInt(GRANTS.size()))).toList();
        List<String> transformations = grants.stream().map(Grant::xml).collect(Collectors.toCollection(ArrayList::new));
        int degree = random.nextInt(4);
        transformations.add("<provide-user-input>" + DEGREES.get(degree) + "</provide-user-input>");
        boolean all = transformations.contains("<provide-all-attributes/>");
        SubHandling handling = random.nextInt(3) > 0 ? SubHandling.ALLOW : SubHandling.values()[random.nextInt(4)];
        return new Generated(id, clauses.stream().map(Clause::xml).toList(), clauses.stream().map(Clause::meaning).toList(), handling, transformations,
                grants.stream().map(Grant::provides).toList(), grants.stream().map(Grant::tells).toList(), all ? 3 : degree);
    }

    Requester watcher() {
        return switch (random.nextInt(6)) {
            case 0 -> new Requester(List.of("sip:a@x.example"), false);
            case 1 -> new Requester(List.of("sip:b@x.example", "tel:+12"), false);
            case 2 -> new Requester(List.of("sip:c@y.example"), false);
            case 3 -> new Requester(List.of("tel:+12"), false);
            case 4 -> new Requester(List.of("sip:a@x.example"), true);
            default -> new Requester(List.of(), true);
        };
    }

    Circumstances circumstances() {
        return new Circumstances(Optional.of(List.of("work", "home", "travel").get(random.nextInt(3))).filter(sphere -> random.nextBoolean()), random.nextInt(4) * 1000L);
    }

    /** What a document may say by these rules: of each tuple, person and device that it is there, and each of its parts; and what the presentity itself says. */
    static List<String> sayings(Element presence, List<Generated> rules) {
        List<String> sayings = new ArrayList<>();
        int degree = rules.stream().mapToInt(Generated::degree).max().orElse(0);
        for (Element child : Dom.children(presence)) {
            String name = child.getLocalName();
            if (!List.of("tuple", "person", "device").contains(name)) {
                if (rules.stream().anyMatch(rule -> rule.tells().stream().anyMatch(tells -> tells.test(child)))) {
                    sayings.add(saying(child, degree));
                }
            } else if (rules.stream().anyMatch(rule -> rule.provides().stream().anyMatch(provides -> provides.test(child)))) {
                sayings.add(name + " " + child.getAttribute("id"));
                for (Element part : Dom.children(child)) {
                    if (part.getLocalName().equals("status")) {
                        Dom.children(part).stream().filter(extension -> isTold(child, extension, rules)).forEach(extension -> sayings.add("status " + saying(extension, degree)));
                    } else if (isTold(child, part, rules)) {
                        sayings.add(saying(part, degree));
                    }
                }
            }
        }
        return sayings;
    }

    private static boolean isTold(Element component, Element part, List<Generated> rules) {
        String name = part.getLocalName();
        boolean isStandard = part.getNamespaceURI() != null && part.getNamespaceURI().startsWith("urn:");
        boolean always = isStandard && (List.of("basic", "contact", "timestamp", "service-description").contains(name) || name.equals("deviceID") && component.getLocalName().equals("device"));
        boolean userInput = name.equals("user-input") && rules.stream().anyMatch(rule -> rule.degree() > 0);
        return always || userInput || rules.stream().anyMatch(rule -> rule.tells().stream().anyMatch(tells -> tells.test(part)));
    }

    private static String saying(Element part, int degree) {
        boolean bare = part.getLocalName().equals("user-input") && degree < 3;
        return part.getNamespaceURI() + " " + part.getLocalName() + " " + part.getTextContent() + (part.hasAttribute("until") && !bare ? " " + part.getAttribute("until") : "");
    }

    private static Stream<String> values(Element component, String name) {
        return Dom.children(component).stream().filter(child -> name.equals(child.getLocalName())).map(child -> child.getTextContent().strip());
    }

    private static boolean hasServiceId(Element tuple, String id) {
        return Dom.children(tuple).stream().filter(child -> child.getLocalName().equals("service-description")).flatMap(child -> Dom.children(child).stream())
                .anyMatch(child -> child.getLocalName().equals("service-id") && child.getTextContent().strip().equals(id));
    }
}
