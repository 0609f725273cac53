package org.imspresence.authorization;

/**
 * A {@code resource-lists} document (RFC 4826) of the presentity, that an {@code external-list} condition may refer to.
 *
 * @param path the path of its document URI below the XCAP root, such as {@code resource-lists/users/sip:alice@home1.net/index}
 * @param body the XML
 */
public record ListDocument(String path, byte[] body) {}
