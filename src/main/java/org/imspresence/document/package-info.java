/**
 * Presence documents (RFC 3863, RFC 4479, RFC 4480): the one hardened way in for XML, and the composition of what several
 * publications say into one state. Pure: no clock, no container, no input or output.
 */
package org.imspresence.document;
