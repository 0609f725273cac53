/** RFC 3263: where a request is sent to, given the URI of its next hop, and where instead when that fails. Knows no container and no SIP message. */
package org.imspresence.dialog.location;
