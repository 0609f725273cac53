package org.imspresence.document;

import java.util.Locale;
import java.util.Optional;

/**
 * The two forms of a presence document: RFC 3863's, and that of the drafts before it, which the first IMS releases use. They
 * differ in media type and in the namespace of the basic elements; extensions are the same in both.
 */
public enum PidfFormat {

    PIDF("application/pidf+xml", Namespaces.PIDF),
    CPIM_PIDF("application/cpim-pidf+xml", Namespaces.CPIM_PIDF);

    private final String contentType;
    private final String namespace;

    PidfFormat(String contentType, String namespace) {
        this.contentType = contentType;
        this.namespace = namespace;
    }

    public String contentType() {
        return contentType;
    }

    /** The namespace of {@code presence} and the other elements of RFC 3863. */
    public String namespace() {
        return namespace;
    }

    /** The format that a Content-Type value names, in any case and with any parameters; empty for another type. */
    public static Optional<PidfFormat> ofContentType(String contentType) {
        String type = mediaType(contentType);
        for (PidfFormat format : values()) {
            if (format.contentType.equals(type)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** What a Content-Type value names, lower case and without parameters. */
    static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * A namespace of this format's documents as the other format has it, and all others as they are. The two namespaces change
     * places, so the way there and back gives the same document even if it uses one of them as an extension of the other.
     */
    String translate(String name, PidfFormat target) {
        if (this == target) {
            return name;
        }
        return switch (name) {
            case Namespaces.PIDF -> Namespaces.CPIM_PIDF;
            case Namespaces.CPIM_PIDF -> Namespaces.PIDF;
            default -> name;
        };
    }
}
