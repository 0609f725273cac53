package org.imspresence.home.inspection;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * What a home knows of its presentity, but for the watchers; answered with a {@link PresentityReport}.
 *
 * @param presentity canonical address
 */
@Proto
@ProtoTypeId(101016)
public record AskPresentity(String presentity) implements OperatorCommand {}
