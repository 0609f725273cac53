/** JSON (RFC 8259) to plain values and back. Knows nothing of this server. */
package org.imspresence.json;
