package org.imspresence.home;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * Word to the home that what its presentity has stored by XCAP is not what it was: rules, lists, or the permanent state.
 *
 * @param presentity canonical address
 */
@Proto
@ProtoTypeId(101003)
record DocumentsChanged(String presentity) {}
