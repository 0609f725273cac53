package org.imspresence.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.Text;
import org.xml.sax.SAXException;

/**
 * What a presence document states, and what several ought to state together, found in another way than the composition does it: with the JDK's own parser, and
 * as sets of statements with expanded names. A later statement about the same thing takes the place of an earlier one; notes and unknown elements add up.
 */
final class Statements {

    private static final String PIDF = "{urn:ietf:params:xml:ns:pidf}";
    private static final String CPIM = "{urn:ietf:params:xml:ns:cpim-pidf}";
    private static final String DM = "{urn:ietf:params:xml:ns:pidf:data-model}";
    private static final String RPID = "{urn:ietf:params:xml:ns:pidf:rpid}";
    private static final String OMA = "{urn:oma:xml:prs:pidf:oma-pres}";
    private static final Set<String> INHERITED = Set.of("xml:lang", "xml:space", "xml:base");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._\\-\\u0080-\\uffff]+):");
    private static final String NOTES = "notes";
    private static final String LOOSE = "notes and unknown elements";
    private static final Set<String> ADDING_UP = Set.of(NOTES, "status/" + NOTES, LOOSE);
    private static final ThreadLocal<DocumentBuilder> PARSERS = ThreadLocal.withInitial(Statements::parser);

    /** About each service, person and device: by attribute name and child name, what is said. */
    private final Map<String, TreeMap<String, Collection<String>>> subjects = new LinkedHashMap<>();
    private final TreeMap<String, Collection<String>> loose = new TreeMap<>();
    private final List<String> ids = new ArrayList<>();
    private final List<String> tupleIds = new ArrayList<>();
    private boolean swapped;

    /** What one document ought to state once its own contradictions are settled. */
    static Statements of(DocumentGenerator.Generated document) {
        Statements statements = new Statements();
        statements.read(document.bytes(), document.format() == PidfFormat.CPIM_PIDF, false);
        return statements;
    }

    /** What several ought to state together, the newest last. */
    static Statements together(List<Statements> oldestFirst) {
        Statements all = new Statements();
        oldestFirst.forEach(one -> {
            one.subjects.forEach((subject, about) -> all.subjects.merge(subject, new TreeMap<>(about), Statements::overridden));
            overridden(all.loose, one.loose);
        });
        return all;
    }

    private static TreeMap<String, Collection<String>> overridden(TreeMap<String, Collection<String>> older, TreeMap<String, Collection<String>> newer) {
        newer.forEach((what, said) -> {
            if (ADDING_UP.contains(what)) {
                older.computeIfAbsent(what, unknown -> new TreeSet<>()).addAll(said);
            } else {
                older.put(what, said);
            }
        });
        return older;
    }

    /** What one composed document states. */
    static Statements of(byte[] composed) {
        Statements statements = new Statements();
        statements.read(composed, false, true);
        return statements;
    }

    /** One line about each subject. Equal for two that state the same: whatever the order of subjects, and whatever their ids have become. */
    List<String> comparable() {
        List<String> lines = new ArrayList<>(subjects.values().stream().map(Object::toString).sorted().toList());
        lines.add(loose.toString());
        return lines;
    }

    /** The values of all attributes of type ID. */
    List<String> ids() {
        return ids;
    }

    List<String> tupleIds() {
        return tupleIds;
    }

    long persons() {
        return subjects.keySet().stream().filter(key -> key.startsWith("person")).count();
    }

    private static DocumentBuilder parser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param eachItsOwn whether no two elements are about one subject */
    private void read(byte[] bytes, boolean cpim, boolean eachItsOwn) {
        swapped = cpim;
        Element root;
        try {
            root = PARSERS.get().parse(new ByteArrayInputStream(bytes)).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw new AssertionError("not XML", e);
        }
        attributes(root, "presence", loose, false);
        for (Element child : elements(root)) {
            String name = name(child);
            String subject = subject(child, name);
            if (subject != null) {
                String key = eachItsOwn ? subject + " number " + subjects.size() : subject;
                readInside(child, "", subjects.computeIfAbsent(key, unknown -> new TreeMap<>()));
                if (name.equals(PIDF + "tuple")) {
                    tupleIds.add(child.getAttribute("id"));
                }
            } else {
                loose.computeIfAbsent(LOOSE, unknown -> new TreeSet<>()).add(form(child, true));
            }
        }
        collectIds(root);
    }

    private String subject(Element element, String name) {
        return switch (name) {
            case PIDF + "tuple" -> "tuple " + List.of(element.getAttribute("id"), texts(element, PIDF + "contact"), texts(element, DM + "deviceID"),
                    elements(element).stream().filter(child -> name(child).equals(OMA + "service-description"))
                            .map(child -> texts(child, OMA + "service-id").toString() + texts(child, OMA + "version")).sorted().toList());
            case DM + "person" -> "person";
            case DM + "device" -> texts(element, DM + "deviceID").isEmpty()
                    ? "device called " + element.getAttribute("id") : "device " + texts(element, DM + "deviceID").get(0);
            default -> null;
        };
    }

    private List<String> texts(Element parent, String name) {
        return elements(parent).stream().filter(child -> name(child).equals(name)).map(child -> child.getTextContent().strip()).sorted().toList();
    }

    private void readInside(Element parent, String path, TreeMap<String, Collection<String>> about) {
        attributes(parent, path, about, true);
        TreeMap<String, Collection<String>> own = new TreeMap<>();
        for (Element child : elements(parent)) {
            String name = name(child);
            if (name.equals(PIDF + "status") && path.isEmpty()) {
                readInside(child, "status/", about);
            } else if (name.equals(PIDF + "note") || name.equals(DM + "note")) {
                about.computeIfAbsent(path + NOTES, unknown -> new TreeSet<>()).add(form(child, true));
            } else {
                own.computeIfAbsent(path + name, unknown -> new ArrayList<>()).add(form(child, true));
            }
        }
        about.putAll(own);
    }

    private void attributes(Element element, String path, TreeMap<String, Collection<String>> about, boolean withoutId) {
        for (Attr attribute : attributes(element)) {
            String name = name(attribute);
            boolean counts = !INHERITED.contains(attribute.getName()) && !(withoutId && name.equals("{}id")) && !name.equals("{}entity");
            if (counts) {
                about.put(path + "@" + name, List.of(attribute.getValue()));
            }
        }
    }

    /** Everything an element says, in one line. Where it stands, it also says what it inherits. */
    private String form(Element element, boolean where) {
        TreeMap<String, String> attributes = new TreeMap<>();
        boolean withTypedId = Set.of(PIDF, DM, RPID).stream().anyMatch(name(element)::startsWith);
        for (Attr attribute : attributes(element)) {
            boolean renamed = attribute.getName().equals("xml:id") || withTypedId && attribute.getName().equals("id");
            attributes.put(name(attribute), renamed ? "any" : resolved(attribute.getValue(), element));
        }
        if (where) {
            INHERITED.forEach(name -> {
                String value = name.equals("xml:base") ? base(element) : nearest(element, name);
                if (!value.isEmpty()) {
                    attributes.put("{http://www.w3.org/XML/1998/namespace}" + name.substring(4), value);
                }
            });
        }
        StringBuilder form = new StringBuilder(name(element)).append(attributes).append('(');
        StringBuilder text = new StringBuilder();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Text more) {
                text.append(more.getData());
            } else if (node instanceof Element child) {
                form.append(resolved(text.toString(), element)).append(form(child, false));
                text.setLength(0);
            }
        }
        return form.append(resolved(text.toString(), element)).append(')').toString();
    }

    /** The text with what stands before a colon replaced by the namespace it is bound to, if it is. */
    private String resolved(String text, Element where) {
        if (text.indexOf(':') < 0) {
            return text;
        }
        Matcher prefix = PREFIX.matcher(text);
        return prefix.replaceAll(match -> {
            String namespace = lookUp(match.group(1), where);
            return Matcher.quoteReplacement(namespace == null ? match.group() : swapped("{" + namespace + "}"));
        });
    }

    private static String lookUp(String prefix, Element where) {
        return nearest(where, "xmlns:" + prefix).isEmpty() ? null : nearest(where, "xmlns:" + prefix);
    }

    private static String nearest(Element element, String attribute) {
        for (Node node = element; node instanceof Element at; node = node.getParentNode()) {
            if (at.hasAttribute(attribute)) {
                return at.getAttribute(attribute);
            }
        }
        return "";
    }

    private static String base(Element element) {
        String outer = element.getParentNode() instanceof Element parent ? base(parent) : "";
        String own = element.getAttribute("xml:base");
        return own.isEmpty() ? outer : outer.isEmpty() ? own : URI.create(outer).resolve(own).toString();
    }

    private void collectIds(Element element) {
        boolean typed = Set.of(PIDF, DM, RPID).stream().anyMatch(name(element)::startsWith);
        if (typed && element.hasAttribute("id")) {
            ids.add(element.getAttribute("id"));
        }
        if (element.hasAttribute("xml:id")) {
            ids.add(element.getAttribute("xml:id"));
        }
        elements(element).forEach(this::collectIds);
    }

    boolean idsAreUnique() {
        return new HashSet<>(ids).size() == ids.size();
    }

    private String name(Node node) {
        return swapped("{" + (node.getNamespaceURI() == null ? "" : node.getNamespaceURI()) + "}") + node.getLocalName();
    }

    private String swapped(String namespace) {
        return !swapped ? namespace : namespace.equals(PIDF) ? CPIM : namespace.equals(CPIM) ? PIDF : namespace;
    }

    private static List<Attr> attributes(Element element) {
        List<Attr> attributes = new ArrayList<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Attr attribute = (Attr) element.getAttributes().item(i);
            if (!"http://www.w3.org/2000/xmlns/".equals(attribute.getNamespaceURI())) {
                attributes.add(attribute);
            }
        }
        return attributes;
    }

    private static List<Element> elements(Element parent) {
        List<Element> elements = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }
}
