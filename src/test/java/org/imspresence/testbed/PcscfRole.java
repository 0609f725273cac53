package org.imspresence.testbed;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The P-CSCF (TS 24.229 s5.2) of one UE. Towards the UE it keeps the Vias of a request to itself and shows its own only, as
 * table 5.5.1-4 prints it, and puts them back on the response. (The table prints that Via's branch without the magic cookie;
 * ours has it, as RFC 3261 s8.1.1.7 asks.) From the UE, it asserts the identity that the UE registered (RFC 3325).
 */
public final class PcscfRole implements ProxyHop.Role {

    private final InetSocketAddress ue;
    private final String identity;
    private final Map<String, List<String>> hiddenVias = new ConcurrentHashMap<>();

    /** For the UE at that socket, registered with that public identity (a URI). */
    public PcscfRole(InetSocketAddress ue, String identity) {
        this.ue = ue;
        this.identity = identity;
    }

    @Override
    public SipMessage outgoing(SipMessage request, InetSocketAddress from, InetSocketAddress to, String branch) {
        if (to.equals(ue)) {
            hiddenVias.put(branch, request.values("Via"));
            return request.without("Via");
        }
        return from.equals(ue) ? request.with("P-Asserted-Identity", "<" + identity + ">") : request;
    }

    @Override
    public SipMessage returning(SipMessage response, String branch) {
        List<String> hidden = hiddenVias.get(branch);
        return hidden == null ? response : response.with("Via", hidden);
    }
}
