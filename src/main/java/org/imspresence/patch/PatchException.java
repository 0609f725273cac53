package org.imspresence.patch;

import java.util.Locale;
import java.util.Optional;
import org.w3c.dom.Element;

/** A patch cannot be applied. The message is a phrase for people; {@link #condition()} is what a program can tell its peer. */
public final class PatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The error conditions of RFC 5261 s5.1 that this package reports. What the patch may not cost is an {@link #INVALID_PATCH_DIRECTIVE}, too. */
    public enum Condition {
        INVALID_ATTRIBUTE_VALUE,
        INVALID_DIFF_FORMAT,
        INVALID_NAMESPACE_PREFIX,
        INVALID_NAMESPACE_URI,
        INVALID_NODE_TYPES,
        INVALID_PATCH_DIRECTIVE,
        INVALID_ROOT_ELEMENT_OPERATION,
        INVALID_XML_PROLOG_OPERATION,
        INVALID_WHITESPACE_DIRECTIVE,
        UNLOCATED_NODE;

        /** Its element in the namespace {@code urn:ietf:params:xml:ns:patch-ops-error}, such as {@code unlocated-node}. */
        public String elementName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Condition condition;
    private final transient Element operation;

    PatchException(Condition condition, String phrase) {
        this(condition, phrase, null);
    }

    private PatchException(Condition condition, String phrase, Element operation) {
        super(phrase);
        this.condition = condition;
        this.operation = operation;
    }

    PatchException during(Element failed) {
        PatchException told = new PatchException(condition, getMessage(), failed);
        told.setStackTrace(getStackTrace());
        return told;
    }

    public Condition condition() {
        return condition;
    }

    /** The operation that could not be carried out; empty if it is the whole patch that is wrong. To be read, never changed. */
    public Optional<Element> operation() {
        return Optional.ofNullable(operation);
    }
}
