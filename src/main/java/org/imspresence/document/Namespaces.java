package org.imspresence.document;

/** The namespaces of presence documents that are known by name; to composition everything else is an extension and kept as it is. */
public final class Namespaces {

    /** RFC 3863. */
    public static final String PIDF = "urn:ietf:params:xml:ns:pidf";
    /** That of the drafts before it. */
    public static final String CPIM_PIDF = "urn:ietf:params:xml:ns:cpim-pidf";
    /** RFC 4479. */
    public static final String DATA_MODEL = "urn:ietf:params:xml:ns:pidf:data-model";
    /** RFC 4480. */
    public static final String RPID = "urn:ietf:params:xml:ns:pidf:rpid";
    /** RFC 5262. */
    public static final String PIDF_DIFF = "urn:ietf:params:xml:ns:pidf-diff";
    /** OMA Presence SIMPLE. */
    public static final String OMA_PRESENCE = "urn:oma:xml:prs:pidf:oma-pres";

    private Namespaces() {
    }
}
