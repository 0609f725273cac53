/** The address of a presentity or a watcher: one canonical text, so that the URIs in use for one user compare equal. */
package org.imspresence.address;
