package org.imspresence.home.inspection;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * The SIP messages of a presentity that have passed a node since it was asked last; answered with {@link PassedMessages} as soon as there are some, or after a second without. A node keeps them only for as long as it is asked.
 *
 * @param presentity canonical address
 * @param callId     only those with this Call-ID; empty: all
 * @param recording  of the answer before; 0: of none, and then the answer is only from where to ask on
 * @param after      {@code next} of the answer before
 * @param dropped    of the answer before
 */
@Proto
@ProtoTypeId(101060)
public record AskMessages(String presentity, String callId, long recording, long after, long dropped) implements OperatorCommand {}
