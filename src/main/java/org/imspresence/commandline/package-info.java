/** What operators call in a terminal, by {@code ./run}. A program of its own: it knows the server by its REST interface only. */
package org.imspresence.commandline;
