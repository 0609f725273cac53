package org.imspresence.home.inspection;

import java.util.List;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * SIP messages of a presentity that have passed a node.
 *
 * @param node      its name
 * @param recording what the node keeps them in; another one than before: all that was kept in between is gone
 * @param next      number of the last of them
 * @param dropped   messages, of anybody, that the node could not look at since its start because there were too many
 * @param lost      messages since the answer before that are not here: those of the presentity that did not fit, and those that were dropped
 * @param messages  in their order
 */
@Proto
@ProtoTypeId(101061)
public record PassedMessages(String node, long recording, long next, long dropped, long lost, List<Passed> messages) {

    /**
     * One message.
     *
     * @param at        milliseconds since the epoch
     * @param incoming  received by the node; otherwise sent
     * @param transport {@code udp}, {@code tcp} or {@code tls}
     * @param local     HOST:PORT of the node
     * @param peer      HOST:PORT
     * @param size      bytes, with its body
     * @param digest    of its bytes
     * @param text      start line and header fields, and the body if it may be shown; lines end with LF
     */
    @Proto
    @ProtoTypeId(101062)
    public record Passed(long at, boolean incoming, String transport, String local, String peer, int size, long digest, String text) {}
}
