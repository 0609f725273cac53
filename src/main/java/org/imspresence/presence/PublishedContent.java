package org.imspresence.presence;

import java.util.Optional;

import org.imspresence.address.PresenceAddress;
import org.imspresence.document.DocumentException;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PresenceDocument;
import org.imspresence.publication.ContentDecision;
import org.imspresence.publication.ContentDecision.Accept;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublishDecision.Refuse;
import org.imspresence.publication.PublishRequest;

/**
 * RFC 3903 s6 step 5: the presence document that is stored of a PUBLISH. It is always a whole one. Of a partial publication (RFC 5264) it is what the publisher has now: the document under
 * {@code pidf-full}, or what {@code pidf-diff} makes of the one that is stored under the entity tag.
 *
 * <p>A {@code version} counts for nothing: entity tags keep the publications in their order (RFC 5264 s3.2).
 */
final class PublishedContent {

    private static final String ANOTHER = "The document's entity is another presentity";

    private final HardenedXml xml;
    private final ReadDocuments read;

    /** @param read takes what has been read and may be stored */
    PublishedContent(HardenedXml xml, ReadDocuments read) {
        this.xml = xml;
        this.read = read;
    }

    /** @param modified what the entity tag of the request names; empty for an initial publication */
    ContentDecision of(PublishRequest request, Optional<Publication> modified) {
        Optional<PidfFormat> format = PidfFormat.ofContentType(request.contentType());
        boolean isPartial = PidfDiff.isNamedBy(request.contentType());
        if (format.isEmpty() && !isPartial) {
            return new Refuse(415, "The body is no presence document");
        }
        PresenceAddress presentity = PresenceAddress.parse(request.presentity());
        try {
            return isPartial
                    ? partial(PidfDiff.parse(xml, request.body()), presentity, modified)
                    : checked(format.get(), new Accept(request.contentType(), request.body()), presentity);
        } catch (DocumentException e) {
            return new Refuse(400, e.getMessage());
        }
    }

    private ContentDecision partial(PidfDiff received, PresenceAddress presentity, Optional<Publication> modified) {
        if (!received.mayDenote(presentity)) {
            return new Refuse(400, ANOTHER);
        }
        if (received.isFull()) {
            return checked(received.presence(), presentity);
        }
        if (modified.isEmpty()) {
            return new Refuse(400, "Invalid Partial Publication: changes need the SIP-If-Match of what they change");
        }
        if (!PidfFormat.ofContentType(modified.get().contentType()).equals(Optional.of(PidfFormat.PIDF))) {
            return new Refuse(400, "Invalid Partial Publication: what is published is not " + PidfFormat.PIDF.contentType());
        }
        return checked(received.appliedTo(modified.get().body()), presentity);
    }

    private ContentDecision checked(byte[] document, PresenceAddress presentity) {
        return checked(PidfFormat.PIDF, new Accept(PidfFormat.PIDF.contentType(), document), presentity);
    }

    private ContentDecision checked(PidfFormat format, Accept content, PresenceAddress presentity) {
        PresenceDocument document = PresenceDocument.parse(xml, format, content.body());
        if (!document.denotes(presentity)) {
            return new Refuse(400, ANOTHER);
        }
        read.keep(content.body(), document);
        return content;
    }
}
