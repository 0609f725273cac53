package org.imspresence.document;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.imspresence.address.PresenceAddress;
import org.w3c.dom.Element;

/**
 * RFC 3863, RFC 4479: one published presence document that has been read and found acceptable.
 *
 * <p>Refused is what no reader could make sense of: another root element than {@code presence} of the declared format, no
 * {@code entity}, a tuple without {@code id} or with that of another tuple, without exactly one {@code status}, or with a
 * {@code basic} status other than open and closed, a {@code person} or {@code device} without {@code id}. All else is kept:
 * unknown elements and attributes, elements in another order than the schema's, an empty {@code status}.
 *
 * <p>An extension marked {@code mustUnderstand} (RFC 3863 s4.2.3) is kept like any other. The mark binds whoever shows the
 * tuple to a user; a presence server passes it on and leaves that decision to the watcher.
 *
 * <p>An instance never changes, but its tree is the JDK's: use it from one thread at a time.
 */
public final class PresenceDocument {

    /**
     * What one tuple says, for people to read.
     *
     * @param id unique among the tuples of the document
     * @param basic {@code open} or {@code closed}
     * @param contact the URI as published
     */
    public record Tuple(String id, Optional<String> basic, Optional<String> contact) {
    }

    private final byte[] bytes;
    private final PidfFormat format;
    private final Element root;
    private final boolean utf8;
    private final List<Tuple> tuples;

    private PresenceDocument(byte[] bytes, PidfFormat format, DomBuilder parsed) {
        this.bytes = bytes;
        this.format = format;
        this.root = parsed.document().getDocumentElement();
        this.utf8 = parsed.encoding().equalsIgnoreCase("UTF-8") || parsed.encoding().equalsIgnoreCase("US-ASCII");
        this.tuples = validated(format, root);
    }

    /**
     * Reads a body of the given format. The array is kept, not copied: it must not change any more.
     *
     * @throws DocumentException if the bytes are not acceptable XML, or not an acceptable presence document
     */
    public static PresenceDocument parse(HardenedXml xml, PidfFormat format, byte[] bytes) {
        return new PresenceDocument(bytes, format, xml.parse(bytes, name -> format.translate(name, PidfFormat.PIDF)));
    }

    private static List<Tuple> validated(PidfFormat format, Element root) {
        if (!Dom.is(root, Namespaces.PIDF, "presence")) {
            throw new DocumentException("the root element is not presence in namespace " + format.namespace());
        }
        if (root.getAttribute("entity").isBlank()) {
            throw new DocumentException("presence has no entity");
        }
        Set<String> ids = new HashSet<>();
        List<Tuple> tuples = new ArrayList<>();
        for (Element child : Dom.children(root)) {
            if (Dom.is(child, Namespaces.PIDF, "tuple")) {
                Tuple tuple = tuple(child);
                if (!ids.add(tuple.id())) {
                    throw new DocumentException("more than one tuple has the id " + tuple.id());
                }
                tuples.add(tuple);
            } else if (isPerson(child) || isDevice(child)) {
                id(child);
            }
        }
        return List.copyOf(tuples);
    }

    private static Tuple tuple(Element element) {
        String id = id(element);
        List<Element> status = Dom.children(element, Namespaces.PIDF, "status");
        if (status.size() != 1) {
            throw new DocumentException("not exactly one status in tuple " + id);
        }
        Optional<String> basic = Dom.childText(status.get(0), Namespaces.PIDF, "basic");
        if (basic.isPresent() && !basic.get().equals("open") && !basic.get().equals("closed")) {
            throw new DocumentException("the basic status is neither open nor closed in tuple " + id);
        }
        return new Tuple(id, basic, Dom.childText(element, Namespaces.PIDF, "contact"));
    }

    private static String id(Element element) {
        String id = element.getAttribute("id").strip();
        if (id.isEmpty()) {
            throw new DocumentException("a " + element.getLocalName() + " has no id");
        }
        return id;
    }

    static boolean isPerson(Element element) {
        return Dom.is(element, Namespaces.DATA_MODEL, "person");
    }

    static boolean isDevice(Element element) {
        return Dom.is(element, Namespaces.DATA_MODEL, "device");
    }

    public PidfFormat format() {
        return format;
    }

    /** Whom the document says it is about, as published. */
    public String entity() {
        return root.getAttribute("entity");
    }

    /** Whether {@code entity} is this presentity's address in any of its forms. */
    public boolean denotes(PresenceAddress presentity) {
        return denotes(entity(), presentity);
    }

    static boolean denotes(String entity, PresenceAddress presentity) {
        try {
            return PresenceAddress.parse(entity).equals(presentity);
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** The tuples in document order. */
    public List<Tuple> tuples() {
        return tuples;
    }

    /** RFC 4480 s3.10: the spheres that its persons are said to be in, each by the name of the element or, if there is none, the text that says so. */
    public Set<String> spheres() {
        Set<String> spheres = new HashSet<>();
        for (Element person : Dom.children(root).stream().filter(PresenceDocument::isPerson).toList()) {
            for (Element sphere : Dom.children(person, Namespaces.RPID, "sphere")) {
                spheres.add(Dom.children(sphere).stream().findFirst().map(Element::getLocalName).orElseGet(() -> sphere.getTextContent().strip()));
            }
        }
        spheres.remove("");
        return spheres;
    }

    /** The bytes it was read from. */
    byte[] bytes() {
        return bytes;
    }

    /** Whether the bytes can be sent as they are. */
    boolean isUtf8() {
        return utf8;
    }

    /** The {@code presence} element, always in the namespace of {@link PidfFormat#PIDF}. To be read, never changed. */
    Element root() {
        return root;
    }
}
