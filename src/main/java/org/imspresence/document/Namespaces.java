package org.imspresence.document;

/** The namespaces that composition knows; everything else is an extension and kept as it is. */
final class Namespaces {

    static final String PIDF = "urn:ietf:params:xml:ns:pidf";
    static final String CPIM_PIDF = "urn:ietf:params:xml:ns:cpim-pidf";
    static final String DATA_MODEL = "urn:ietf:params:xml:ns:pidf:data-model";
    static final String RPID = "urn:ietf:params:xml:ns:pidf:rpid";
    static final String PIDF_DIFF = "urn:ietf:params:xml:ns:pidf-diff";
    static final String OMA_PRESENCE = "urn:oma:xml:prs:pidf:oma-pres";

    private Namespaces() {
    }
}
