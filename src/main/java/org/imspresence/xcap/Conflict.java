package org.imspresence.xcap;

import java.util.Optional;

/** RFC 4825 s11: a request that would leave a document which must not be. It is answered 409, and the body says which of the conditions it was. */
final class Conflict extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_PHRASE = 300;

    /** s11.1: the element that names a condition. */
    enum Condition {
        SCHEMA_VALIDATION_ERROR("schema-validation-error"),
        NOT_XML_FRAG("not-xml-frag"),
        NO_PARENT("no-parent"),
        CANNOT_INSERT("cannot-insert"),
        NOT_XML_ATT_VALUE("not-xml-att-value"),
        UNIQUENESS_FAILURE("uniqueness-failure"),
        NOT_WELL_FORMED("not-well-formed"),
        CONSTRAINT_FAILURE("constraint-failure"),
        CANNOT_DELETE("cannot-delete"),
        NOT_UTF_8("not-utf-8");

        private final String element;

        Condition(String element) {
            this.element = element;
        }
    }

    private final Condition condition;
    private final transient Optional<String> detail;

    private Conflict(Condition condition, String phrase, Optional<String> detail) {
        super(printable(phrase), null, false, false);
        this.condition = condition;
        this.detail = detail;
    }

    Conflict(Condition condition, String phrase) {
        this(condition, phrase, Optional.empty());
    }

    /** @param ancestor URI of what is nearest to the missing parent and exists */
    static Conflict noParent(String ancestor) {
        return new Conflict(Condition.NO_PARENT, "what it is to be part of does not exist", Optional.of("<ancestor>" + escaped(ancestor) + "</ancestor>"));
    }

    /** @param field the attribute whose value is there already, as a node selector */
    static Conflict notUnique(String field, String value) {
        return new Conflict(Condition.UNIQUENESS_FAILURE, "'" + value + "' is there already", Optional.of("<exists field=\"" + escaped(field) + "\"/>"));
    }

    Condition condition() {
        return condition;
    }

    /** One line of bounded length, as it is logged, too. */
    private static String printable(String phrase) {
        return phrase.substring(0, Math.min(phrase.length(), MAX_PHRASE)).replaceAll("\\p{Cntrl}", "?");
    }

    /** The body, {@code application/xcap-error+xml}. */
    String xml() {
        String start = "<" + condition.element + " phrase=\"" + escaped(getMessage()) + "\"";
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xcap-error xmlns=\"urn:ietf:params:xml:ns:xcap-error\">"
                + detail.map(inner -> start + ">" + inner + "</" + condition.element + ">").orElse(start + "/>") + "</xcap-error>\n";
    }

    /** What XML cannot hold at all becomes a question mark. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(c < ' ' || c >= 0xD800 && c < 0xE000 || c == 0xFFFE || c == 0xFFFF ? '?' : c);
            }
        });
        return out.toString();
    }
}
