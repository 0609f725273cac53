package org.imspresence.patch;

import org.w3c.dom.DOMImplementation;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** RFC 5261 s5.1: why a patch was refused, as a document that may be sent to whom it came from. */
public final class PatchReport {

    /** RFC 5261 s10.2. */
    public static final String CONTENT_TYPE = "application/patch-ops-error+xml";

    private static final String NAMESPACE = "urn:ietf:params:xml:ns:patch-ops-error";

    private PatchReport() {}

    /** The condition with its phrase, and the operation that failed as it was written. What it uses is declared when the document is written out. */
    public static Document of(PatchException refusal, DOMImplementation implementation) {
        Document report = implementation.createDocument(NAMESPACE, "patch-ops-error", null);
        Element condition = report.createElementNS(NAMESPACE, refusal.condition().elementName());
        condition.setAttributeNS(null, "phrase", refusal.getMessage());
        refusal.operation().ifPresent(operation -> condition.appendChild(report.importNode(operation, true)));
        report.getDocumentElement().appendChild(condition);
        return report;
    }
}
