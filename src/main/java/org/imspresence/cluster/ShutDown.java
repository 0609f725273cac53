package org.imspresence.cluster;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/** "The whole cluster stops: let go of your homes, and wait until the stores are closed." Answered when the asked node has let go of its homes. {@code by} leads: its {@link NodeId} as text. */
@Proto
@ProtoTypeId(TypeIds.SHUT_DOWN)
record ShutDown(String by) {
}
