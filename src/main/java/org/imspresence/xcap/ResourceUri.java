package org.imspresence.xcap;

import java.util.List;
import java.util.Optional;
import org.imspresence.documents.DocumentKey;

/**
 * RFC 4825 s6: what a request is about.
 *
 * @param auid       the application usage, which need not be one of ours
 * @param owner      canonical address of the user whose tree it is in; empty for the global tree
 * @param tree       the path of that tree as the URI has it, still encoded: {@code pres-rules/users/sip:alice@home1.net}
 * @param path       the segments below the tree, decoded; at least one
 * @param selector   the node selector, decoded; empty for the whole document
 * @param namespaces the query of the URI, still encoded; empty when there is none
 */
record ResourceUri(String auid, Optional<String> owner, String tree, List<String> path, Optional<String> selector, String namespaces) {

    DocumentKey key() {
        return new DocumentKey(auid, owner.orElse(DocumentKey.GLOBAL), String.join("/", path));
    }
}
