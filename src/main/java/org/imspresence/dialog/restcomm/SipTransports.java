package org.imspresence.dialog.restcomm;

import java.util.List;
import java.util.Optional;

/**
 * Where and how a node takes and sends SIP.
 *
 * @param own       its addresses; the first is for UDP and TCP
 * @param viaHost   host in the Via of our requests, instead of the bound address
 * @param largeFrom bytes: a NOTIFY that is longer goes by TCP where it would go by UDP; 0: none does
 */
public record SipTransports(List<OwnAddress> own, Optional<String> viaHost, int largeFrom) {

    public SipTransports {
        own = List.copyOf(own);
    }
}
