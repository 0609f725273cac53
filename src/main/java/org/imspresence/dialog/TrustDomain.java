package org.imspresence.dialog;

import java.net.InetAddress;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * RFC 3324 s2.3: the network that the server belongs to, and what is told to its members only: P-Charging-Vector (RFC 7315 s4.6) and P-Asserted-Identity (RFC 3325 s9.1), as an application server tells them that is the user agent
 * of a dialog (TS 24.229 s4.5, s5.7). Who is a member is told by its address, never by what a message says.
 *
 * @param members the peers that belong to it
 * @param ioi     the inter-operator identifier of this network, as it stands in P-Charging-Vector; empty for none
 */
public record TrustDomain(Predicate<InetAddress> members, String ioi) {

    public static final String ASSERTED_IDENTITY = "P-Asserted-Identity";

    /** @param name of this network, such as {@code home1.net} or {@code Type 3home1.net}, without quotation marks and backslashes; empty for none */
    public static TrustDomain of(Predicate<InetAddress> members, String name) {
        return new TrustDomain(members, name.isEmpty() || Token.is(name) ? name : '"' + name + '"');
    }

    public boolean contains(InetAddress peer) {
        return members.test(peer);
    }

    /** What the answer to a request with this vector has: the same identifiers, and our network as the one that answers (TS 24.229 s4.5.2, s4.5.4). */
    public ChargingVector answerTo(ChargingVector received) {
        return new ChargingVector(received.icid(), received.origIoi(), ioi);
    }

    /**
     * The headers that a NOTIFY has within the domain. Its icid is that of the SUBSCRIBE which opened the dialog (TS 24.229 s4.5.2: a dialog has one). Where that had none, one is made of what identifies the dialog:
     * every node makes the same, and none has to store it.
     *
     * @param presentity canonical address of whom the NOTIFY is about, whom the server speaks for
     * @return values by header name
     */
    public Map<String, String> ofNotify(DialogState dialog, String presentity) {
        String icid = dialog.icid().isEmpty() ? '"' + dialog.id() + '"' : dialog.icid();
        Map<String, String> headers = new TreeMap<>();
        headers.put(ChargingVector.HEADER, new ChargingVector(icid, ioi, "").toString());
        headers.put(ASSERTED_IDENTITY, "<" + presentity + ">");
        return headers;
    }
}
