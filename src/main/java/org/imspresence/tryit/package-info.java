/** Watchers inside this server, for trying it out without a SIP client. In development mode only. */
package org.imspresence.tryit;
