/**
 * The adapter for containers that offer SIP Servlet 1.1 (JSR 289) and no more, such as Open Liberty. It uses {@code javax.servlet.sip} alone.
 *
 * <p>Such a container owns its dialogs: it makes up our tags, numbers our NOTIFYs, and nobody can give it a dialog that another process had. So a dialog is pinned to the process that has opened it: there is one node, and what it
 * knew of a dialog ends with it.
 */
package org.imspresence.dialog.standard;
