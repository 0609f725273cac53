/** One line per SIP event for operators: what is told, to whom it is told, and at what cost at most. */
package org.imspresence.journal;
