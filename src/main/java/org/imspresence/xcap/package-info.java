/** RFC 4825: documents of users over HTTP, whole or by node: the application usages, what may be put, and who may. */
package org.imspresence.xcap;
