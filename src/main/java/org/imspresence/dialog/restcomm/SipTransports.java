package org.imspresence.dialog.restcomm;

import java.util.List;
import java.util.Optional;

import org.imspresence.dialog.lean.LeanSettings;

/**
 * Where and how a node takes and sends SIP.
 *
 * @param own       its addresses; the first is for UDP and TCP
 * @param viaHost   host in the Via of our requests, instead of the bound address
 * @param largeFrom bytes: a NOTIFY that is longer goes by TCP where it would go by UDP; 0: none does
 * @param lean      what the lean path is given; empty for none: then all NOTIFYs go by the container
 */
public record SipTransports(List<OwnAddress> own, Optional<String> viaHost, int largeFrom, Optional<LeanSettings> lean) {

    public SipTransports {
        own = List.copyOf(own);
    }
}
