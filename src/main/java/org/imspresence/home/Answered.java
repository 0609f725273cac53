package org.imspresence.home;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * Word to the home that the 200 of a SUBSCRIBE has been sent: its NOTIFY may go.
 *
 * @param presentity canonical address
 * @param localTag   our tag of the dialog, which tells it from others with the same Call-ID and From tag
 */
@Proto
@ProtoTypeId(101001)
record Answered(String presentity, String localTag) {}
