package org.imspresence.dialog.lean;

import java.net.InetAddress;
import java.util.Map;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Notify;

/** Sees what the container makes. */
public interface Witness {

    /**
     * A NOTIFY is about to leave as a datagram.
     *
     * @param from    the address of ours that it leaves from
     * @param trusted what it tells because its target is within the trust domain, values by header name; empty for none
     * @param request its bytes
     */
    void leaves(DialogState dialog, Notify notify, InetAddress from, Map<String, String> trusted, byte[] request);
}
