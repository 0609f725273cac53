package org.imspresence.documents;

/**
 * A document as it is stored.
 *
 * @param entityTag opaque, without quotes; another one after each change, and never one that the document has had before
 * @param body      XML in UTF-8; never to be changed
 */
public record StoredDocument(DocumentKey key, String entityTag, byte[] body) {}
