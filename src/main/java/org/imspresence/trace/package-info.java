/** SIP messages as they pass: to operators who follow a presentity, and to Homer. */
package org.imspresence.trace;
