package org.imspresence.dialog.restcomm;

import gov.nist.core.net.AddressResolver;
import gov.nist.javax.sip.DefaultAddressResolver;
import gov.nist.javax.sip.stack.HopImpl;
import javax.sip.address.Hop;
import org.imspresence.dialog.location.Target;

/**
 * The stack's way from a next hop, which may be a name, to where bytes are sent. It asks on the thread that sends: there the target that was chosen for the request is the answer. For all that is sent by others, responses among it, it
 * is the stack's own.
 */
final class ChosenTarget implements AddressResolver {

    private final AddressResolver stacks = new DefaultAddressResolver();
    private final ThreadLocal<Hop> chosen = new ThreadLocal<>();

    void during(Target target, Runnable sending) {
        chosen.set(new HopImpl(target.host(), target.port(), target.transport()));
        try {
            sending.run();
        } finally {
            chosen.remove();
        }
    }

    @Override
    public Hop resolveAddress(Hop hop) {
        Hop target = chosen.get();
        return target == null ? stacks.resolveAddress(hop) : target;
    }
}
