package org.imspresence.presence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

import javax.xml.XMLConstants;

import org.imspresence.address.PresenceAddress;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.Composition;
import org.imspresence.document.CompositionPolicy;
import org.imspresence.document.DocumentException;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.imspresence.document.XmlLimits;
import org.imspresence.event.EventPackage;
import org.imspresence.event.EventState;
import org.imspresence.event.Resource;
import org.imspresence.event.StateTooLargeException;
import org.imspresence.filter.Filter;
import org.imspresence.filter.FilterException;
import org.imspresence.filter.FilterSet;
import org.imspresence.filter.Filters;
import org.imspresence.publication.ContentDecision;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublicationRules;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.FilterRules;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.SubscriptionRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * RFC 3856: the event package {@code presence}. Its publications (RFC 3903) are presence documents, and its state is what they add up to.
 */
public final class PresencePackage implements EventPackage {

    /** The event type. */
    public static final String NAME = "presence";

    private static final Logger LOG = LoggerFactory.getLogger(PresencePackage.class);
    private static final String PENDING = "The subscription waits for approval";
    private static final List<String> FORMATS = Arrays.stream(PidfFormat.values()).map(PidfFormat::contentType).toList();
    private static final List<String> PUBLISHED_FORMATS = Stream.concat(FORMATS.stream(), Stream.of(PidfDiff.CONTENT_TYPE)).toList();

    private final SubscriptionRules subscriptions;
    private final PublicationRules publications;
    private final Duration pacing;
    private final HardenedXml xml;
    private final ReadDocuments read = new ReadDocuments();
    private final PublishedContent published;
    private final Composition composition;
    private final CompositionPolicy policy;
    /** For filters. Not with the limits of the settings: what one node takes, each has to read. */
    private final HardenedXml filterXml = new HardenedXml(XmlLimits.DEFAULT);

    /** @param entityTags a new tag with each call, never the same twice */
    public PresencePackage(PresenceSettings settings, Supplier<String> entityTags) {
        subscriptions = new SubscriptionRules(settings.subscriptions(), this::filters);
        publications = new PublicationRules(settings.publications(), entityTags);
        pacing = settings.pacing();
        xml = new HardenedXml(settings.documents());
        published = new PublishedContent(xml, read);
        composition = new Composition(xml, settings.maxComposedBytes());
        policy = settings.composition();
    }

    @Override
    public String name() {
        return NAME;
    }

    /** RFC 3856 s6.5; the draft's media type is that of the first IMS releases. */
    @Override
    public List<String> formats() {
        return FORMATS;
    }

    /** RFC 5264 s4.1: they may say only what has changed, too. */
    @Override
    public List<String> publishedFormats() {
        return PUBLISHED_FORMATS;
    }

    /** RFC 5263: only what has changed. */
    @Override
    public List<String> partialFormats() {
        return List.of(PidfDiff.CONTENT_TYPE);
    }

    @Override
    public SubscriptionRules subscriptions() {
        return subscriptions;
    }

    /** RFC 3856 s6.3, RFC 4660 s5.1. */
    @Override
    public List<String> subscribeFormats() {
        return List.of(FilterSet.CONTENT_TYPE);
    }

    private FilterRules.Verdict filters(SubscribeRequest request, String held) {
        if (request.body().length == 0) {
            return new FilterRules.Hold(held);
        }
        PresenceAddress presentity = PresenceAddress.parse(request.presentity());
        try {
            Filters after = Filters.restored(filterXml, presentity, held.getBytes(UTF_8)).refreshed(FilterSet.read(filterXml, presentity, request.body()));
            return new FilterRules.Hold(new String(after.bytes(), UTF_8));
        } catch (FilterException e) {
            return new FilterRules.Reject(e.getMessage());
        }
    }

    @Override
    public Filter filter(String address, String filters) {
        PresenceAddress presentity = PresenceAddress.parse(address);
        return Filters.restored(filterXml, presentity, filters.getBytes(UTF_8)).filter(presentity);
    }

    @Override
    public Optional<PublicationRules> publications() {
        return Optional.of(publications);
    }

    @Override
    public ContentDecision content(PublishRequest request, Optional<Publication> modified) {
        return published.of(request, modified);
    }

    @Override
    public EventState state(Resource resource) throws StateTooLargeException {
        List<Composition.Source> sources = new ArrayList<>();
        for (Publication publication : resource.publications()) {
            source(resource.address(), publication).ifPresent(sources::add);
        }
        try {
            Optional<PresenceDocument> permanent = permanent(resource);
            return new PresenceState(composition.compose(PresenceAddress.parse(resource.address()), sources, policy, permanent), sphere(sources, permanent));
        } catch (DocumentException e) {
            throw new StateTooLargeException("The documents of this presentity are too large together");
        }
    }

    /** RFC 5025 s3.1.2: what all publications that name a sphere agree in. They are asked before composition, which settles such conflicts for the newest. */
    private static Optional<String> sphere(List<Composition.Source> sources, Optional<PresenceDocument> permanent) {
        Set<String> spheres = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        sources.forEach(source -> spheres.addAll(source.document().spheres()));
        if (spheres.isEmpty()) {
            permanent.ifPresent(document -> spheres.addAll(document.spheres()));
        }
        return spheres.size() == 1 ? spheres.stream().findFirst() : Optional.empty();
    }

    /** Empty for a stored document that cannot be read here, as one that a node with wider limits has let in: it does not stop its neighbours. */
    private Optional<Composition.Source> source(String presentity, Publication publication) {
        Optional<PidfFormat> format = PidfFormat.ofContentType(publication.contentType());
        if (format.isEmpty()) {
            LOG.warn("left out of the presence of {}: publication {} is {}", presentity, publication.id(), publication.contentType());
            return Optional.empty();
        }
        try {
            PresenceDocument document = read.take(publication.body()).orElseGet(() -> PresenceDocument.parse(xml, format.get(), publication.body()));
            return Optional.of(new Composition.Source(document, publication.order(), publication.id()));
        } catch (DocumentException e) {
            LOG.warn("left out of the presence of {}: publication {} cannot be read: {}", presentity, publication.id(), e.getMessage());
            return Optional.empty();
        }
    }

    /** RFC 3856 s6.6.2: a note that says so, and nothing else. */
    @Override
    public Optional<EventState> pending(String address) {
        ComposedDocument nothing = composition.compose(PresenceAddress.parse(address), List.of(), policy, Optional.empty());
        return Optional.of(new PresenceState(nothing.changed(PresencePackage::notePending), Optional.empty()));
    }

    private static void notePending(Document document) {
        Element note = document.createElementNS(PidfFormat.PIDF.namespace(), "note");
        note.setAttributeNS(XMLConstants.XML_NS_URI, "xml:lang", "en");
        note.setTextContent(PENDING);
        document.getDocumentElement().appendChild(note);
    }

    /** RFC 4827: what holds while publications do not say otherwise. It was checked when it was stored, perhaps by a node with wider limits. */
    private Optional<PresenceDocument> permanent(Resource resource) {
        try {
            return resource.permanent().map(body -> PresenceDocument.parse(xml, PidfFormat.PIDF, body));
        } catch (DocumentException e) {
            LOG.warn("left out of the presence of {}: its permanent state cannot be read: {}", resource.address(), e.getMessage());
            return Optional.empty();
        }
    }

    /** RFC 3856 s6.10. */
    @Override
    public Duration pacing() {
        return pacing;
    }
}
