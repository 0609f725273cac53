/**
 * XML patch operations (RFC 5261): what changed between two documents, as {@code add}, {@code replace} and {@code remove}, and a document after such changes.
 * Pure, and about any XML: it works on DOM trees that the caller has parsed, and knows nothing of presence.
 */
package org.imspresence.patch;
