package org.imspresence.home;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.imspresence.address.PresenceAddress;
import org.imspresence.document.Composition;
import org.imspresence.document.CompositionPolicy;
import org.imspresence.document.DocumentException;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.imspresence.document.XmlLimits;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublishDecision.Refuse;
import org.imspresence.publication.PublishRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Between publications, which are bytes, and what they say. */
final class Documents {

    private static final Logger LOG = LoggerFactory.getLogger(Documents.class);

    private final HardenedXml xml;
    private final Composition composition;
    private final CompositionPolicy policy;

    Documents(XmlLimits limits, CompositionPolicy policy) {
        this.xml = new HardenedXml(limits);
        this.composition = new Composition(xml);
        this.policy = policy;
    }

    /** What is wrong with the body of a PUBLISH (RFC 3903 s6 step 5); empty when nothing is. */
    Optional<Refuse> refusal(PublishRequest request) {
        Optional<PidfFormat> format = PidfFormat.ofContentType(request.contentType());
        if (format.isEmpty()) {
            return Optional.of(new Refuse(415, "The body is no presence document", 0));
        }
        try {
            PresenceDocument document = PresenceDocument.parse(xml, format.get(), request.body());
            if (!document.denotes(PresenceAddress.parse(request.presentity()))) {
                return Optional.of(new Refuse(400, "The document's entity is another presentity", 0));
            }
            return Optional.empty();
        } catch (DocumentException e) {
            return Optional.of(new Refuse(400, e.getMessage(), 0));
        }
    }

    PresenceState compose(String presentity, Collection<Publication> publications) {
        List<Composition.Source> sources = new ArrayList<>(publications.size());
        for (Publication publication : publications) {
            source(presentity, publication).ifPresent(sources::add);
        }
        return new PresenceState(composition.compose(PresenceAddress.parse(presentity), sources, policy, Optional.empty()));
    }

    /** Empty for a stored document that cannot be read here, as one that a node with wider limits has let in: it does not stop its neighbours. */
    private Optional<Composition.Source> source(String presentity, Publication publication) {
        Optional<PidfFormat> format = PidfFormat.ofContentType(publication.contentType());
        if (format.isEmpty()) {
            LOG.warn("left out of the presence of {}: publication {} is {}", presentity, publication.id(), publication.contentType());
            return Optional.empty();
        }
        try {
            PresenceDocument document = PresenceDocument.parse(xml, format.get(), publication.body());
            return Optional.of(new Composition.Source(document, publication.order(), publication.id()));
        } catch (DocumentException e) {
            LOG.warn("left out of the presence of {}: publication {} cannot be read: {}", presentity, publication.id(), e.getMessage());
            return Optional.empty();
        }
    }
}
