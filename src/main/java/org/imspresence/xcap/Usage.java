package org.imspresence.xcap;

import java.util.Optional;
import javax.xml.namespace.QName;
import org.imspresence.xcap.Conflict.Condition;
import org.w3c.dom.Document;

/**
 * RFC 4825 s5: an application usage.
 *
 * @param auid             its name
 * @param mediaType        of its documents
 * @param defaultNamespace of element names in node selectors that have no prefix
 * @param root             the element that its documents are
 * @param onlyName         the one name that a document can have; empty when all are good
 * @param constraint       beyond the schema
 */
record Usage(String auid, String mediaType, String defaultNamespace, QName root, Optional<String> onlyName, Constraint constraint) {

    /**
     * RFC 4825 s8.2.5: whether a document may be stored.
     *
     * @param owner canonical address of the user whose document it is
     * @throws Conflict schema-validation-error, uniqueness-failure or constraint-failure
     */
    void check(Document document, String owner, Schemas schemas) {
        if (!Selection.nameOf(document.getDocumentElement()).equals(root)) {
            throw new Conflict(Condition.SCHEMA_VALIDATION_ERROR, "the root element is not " + root.getLocalPart() + " of " + root.getNamespaceURI());
        }
        schemas.fault(document).ifPresent(fault -> {
            throw new Conflict(Condition.SCHEMA_VALIDATION_ERROR, fault);
        });
        constraint.check(document, owner, defaultNamespace);
    }

    boolean permits(String name) {
        return onlyName.map(name::equals).orElse(true);
    }
}
