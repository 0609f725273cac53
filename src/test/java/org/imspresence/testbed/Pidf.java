package org.imspresence.testbed;

/** Small presence documents (RFC 3863). */
public final class Pidf {

    /** Media type of the documents. */
    public static final String TYPE = "application/pidf+xml";

    private static final String NAMESPACE = "urn:ietf:params:xml:ns:pidf";
    private static final String DRAFT_NAMESPACE = "urn:ietf:params:xml:ns:cpim-pidf";

    private Pidf() {
    }

    /** One open tuple and a note, by which a test tells the documents apart. */
    public static String document(String presentity, String note) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<presence xmlns=\"" + NAMESPACE + "\" entity=\"" + presentity + "\">"
                + "<tuple id=\"t1\"><status><basic>open</basic></status></tuple>"
                + "<note>" + note + "</note></presence>";
    }

    /** The same document in the namespace of the drafts, as {@code application/cpim-pidf+xml} has it. */
    public static String asDraft(String document) {
        return document.replace(NAMESPACE, DRAFT_NAMESPACE);
    }

    /** Whether the document has that note. */
    public static boolean hasNote(SipMessage message, String note) {
        return message.bodyText().contains(">" + note + "</");
    }
}
