package org.imspresence.documents;

/**
 * Where a document is (RFC 4825 s6.2).
 *
 * @param auid  the application usage
 * @param owner canonical address of the user whose tree it is in; {@link #GLOBAL} for the global tree
 * @param name  the rest of its path, without a slash at either end: {@code index}
 */
public record DocumentKey(String auid, String owner, String name) {

    public static final String GLOBAL = "";
}
