/** NOTIFYs that do not pass the container: written in the form that its own NOTIFYs are proved to have, and sent in client transactions of this server's (RFC 3261 s17.1.2). */
package org.imspresence.dialog.lean;
