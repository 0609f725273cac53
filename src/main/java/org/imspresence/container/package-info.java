/**
 * The few classes that live in the SIP servlet container itself, not in the application: they are packed in a jar of their
 * own that goes into the container's {@code lib} and is kept out of the WAR. They know Tomcat 7 and Restcomm SIP Servlets, and
 * nothing of the application but its context path.
 */
package org.imspresence.container;
