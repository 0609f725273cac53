package org.imspresence.home;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * Word to the home that the 200 of a SUBSCRIBE has been sent: its NOTIFY may go.
 *
 * @param presentity canonical address
 * @param dialogId   the dialog's {@code id()}
 */
@Proto
@ProtoTypeId(101001)
record Answered(String presentity, String dialogId) {}
