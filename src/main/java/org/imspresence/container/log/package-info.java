/** The log handler; in a jar of its own because the log manager loads handlers from the JVM's own class path. */
package org.imspresence.container.log;
