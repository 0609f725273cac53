package org.imspresence.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.imspresence.address.PresenceAddress;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * RFC 3903 s2, RFC 4479 s3.5: what several publications and the hard state say about a presentity, as one document.
 *
 * <p>A pure function: the same publications give the same bytes, in whatever order they are listed. Two orders matter, and
 * they are kept apart. <em>Precedence</em> decides whose word counts: the higher order of publication, then the later
 * publication id; the hard state (RFC 4827) comes last. <em>Position</em> decides where a thing stands and who keeps an id: the
 * earlier publication id first, the hard state last. So a publication that is modified gains precedence, but nothing that it
 * did not change moves or gets another name, and neither does a new publication move or rename what was there before. Of two
 * ids the shorter is the earlier, then the smaller: {@code p9} comes before {@code p10}.
 *
 * <ul>
 * <li><b>Tuples</b> of different publications are one service when id, contact, OMA service (id and version) and devices are the
 *     same, and then become one. All other tuples stand side by side.
 * <li><b>Persons</b> become one.
 * <li><b>Devices</b> with the same deviceID become one.
 * <li>Where several become <b>one</b>, a child element of a given name is taken from the one with precedence that has it, so what
 *     only an older publication says is kept; within a status in the same way. Within one document the later one has precedence.
 * <li><b>Notes</b>, of the presentity and of each tuple, person and device, and unknown elements next to the tuples are all
 *     kept; of those that say the same, one.
 * <li><b>Ids</b> are unique in the result: the first in position keeps its own, the others get a suffix made of their
 *     publication id.
 * <li><b>The entity</b> stays as published when all publications write it alike and it denotes the presentity; otherwise it is
 *     the canonical address.
 * </ul>
 *
 * <p>One document that needs no change is not touched, and is sent byte for byte as it was published.
 */
public final class Composition {

    /**
     * One publication.
     *
     * @param order rises with every publication and modification for a presentity; the higher one is the newer
     * @param publicationId stays the same while the publication is refreshed and modified; watchers may see it, so it is no
     *         secret such as the entity tag
     */
    public record Source(PresenceDocument document, long order, String publicationId) {
    }

    private static final Comparator<Source> POSITION =
            Comparator.<Source>comparingInt(source -> source.publicationId().length()).thenComparing(Source::publicationId);
    private static final Comparator<Source> PRECEDENCE = Comparator.comparingLong(Source::order).thenComparing(POSITION);

    private final HardenedXml xml;
    private final int maxBytes;

    /** Composes documents of any size. */
    public Composition(HardenedXml xml) {
        this(xml, Integer.MAX_VALUE);
    }

    /** @param maxBytes size in UTF-8 above which nothing is composed; at least that of one document, which is passed on as it is */
    public Composition(HardenedXml xml, int maxBytes) {
        this.xml = xml;
        this.maxBytes = maxBytes;
    }

    /**
     * Composes the state of a presentity. Without publications this is the hard state, and without that an empty document.
     *
     * @param published the live publications, each with a publication id of its own, in any order
     * @param hardState the document that holds while publications do not say otherwise; under
     *         {@link CompositionPolicy#NEWEST_ONLY} only while there are none
     * @throws IllegalArgumentException if two publications have the same id
     * @throws DocumentException if the result would be larger than the limit
     */
    public ComposedDocument compose(PresenceAddress presentity, List<Source> published, CompositionPolicy policy,
            Optional<PresenceDocument> hardState) {
        List<Layer> layers = switch (policy) {
            case MERGE -> layers(published, hardState);
            case NEWEST_ONLY -> published.stream().max(PRECEDENCE)
                    .map(newest -> layers(List.of(newest), Optional.empty()))
                    .orElseGet(() -> layers(List.of(), hardState));
        };
        if (layers.size() == 1 && needsNoChange(layers.get(0).document(), presentity)) {
            return ComposedDocument.asPublished(xml, layers.get(0).document());
        }
        Document merged = xml.newDocument();
        new Merge(merged, layers).run(entity(presentity, layers));
        return ComposedDocument.of(xml, merged, maxBytes);
    }

    /** The layers in the order of their position. */
    private static List<Layer> layers(List<Source> published, Optional<PresenceDocument> hardState) {
        Map<String, Integer> precedence = new HashMap<>();
        for (Source source : published.stream().sorted(PRECEDENCE).toList()) {
            if (precedence.put(source.publicationId(), 1 + precedence.size()) != null) {
                throw new IllegalArgumentException("two publications have the id " + source.publicationId());
            }
        }
        List<Layer> layers = new ArrayList<>();
        published.stream().sorted(POSITION).forEach(source ->
                layers.add(new Layer(source.document(), precedence.get(source.publicationId()), source.publicationId())));
        hardState.ifPresent(document -> layers.add(new Layer(document, 0, "hard-state")));
        return layers;
    }

    private static String entity(PresenceAddress presentity, List<Layer> layers) {
        List<PresenceDocument> documents = layers.stream().map(Layer::document).toList();
        boolean agreed = documents.stream().map(PresenceDocument::entity).distinct().count() == 1;
        return agreed && documents.get(0).denotes(presentity) ? documents.get(0).entity() : presentity.canonical();
    }

    private static boolean needsNoChange(PresenceDocument document, PresenceAddress presentity) {
        List<Element> children = Dom.children(document.root());
        List<String> devices = children.stream().filter(PresenceDocument::isDevice).map(Merge::deviceKey).toList();
        return document.isUtf8()
                && document.denotes(presentity)
                && children.stream().filter(PresenceDocument::isPerson).count() <= 1
                && Set.copyOf(devices).size() == devices.size()
                && Ids.areUnique(document.root());
    }
}
