package org.imspresence.sip;

import org.imspresence.address.PresenceAddress;
import org.imspresence.subscription.SubscribeRequest;

/**
 * Who sends a request.
 *
 * @param address   canonical address; {@link SubscribeRequest#ANONYMOUS} when nobody knows
 * @param alias     another canonical address of the same user; empty for none
 * @param anonymous others are not to learn who it is, or nobody knows
 */
record Identity(String address, String alias, boolean anonymous) {

    /** Of a request that nobody vouches for. */
    static final Identity UNKNOWN = new Identity(SubscribeRequest.ANONYMOUS, "", true);

    /** Of a request in a dialog that a trusted peer has sent without a word about who it is: whoever the dialog belongs to. */
    static final Identity OF_THE_DIALOG = new Identity(SubscribeRequest.OF_THE_DIALOG, "", false);

    /** RFC 3323 s4.1.1.3: the host of those who do not want to be known. */
    private static final String NOBODYS_HOST = "anonymous.invalid";

    /** @param address canonical; one at the host of those who do not want to be known is nobody's */
    static Identity of(String address, String alias, boolean anonymous) {
        boolean nobodys = PresenceAddress.parse(address).domain().filter(NOBODYS_HOST::equals).isPresent();
        return nobodys ? UNKNOWN : new Identity(address, alias, anonymous);
    }

    /** True when this is the user of that canonical address. */
    boolean is(String other) {
        return !equals(UNKNOWN) && (address.equals(other) || alias.equals(other));
    }
}
