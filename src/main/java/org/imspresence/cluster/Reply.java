package org.imspresence.cluster;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/** The answer to a {@link Request}: the encoded value (null for none) if done, the reason if failed. */
@Proto
@ProtoTypeId(TypeIds.REPLY)
record Reply(Outcome outcome, byte[] value, String reason) {

    @Proto
    @ProtoTypeId(TypeIds.OUTCOME)
    enum Outcome { DONE, NOT_HOME, FAILED }

    static final Reply NOT_HOME = new Reply(Outcome.NOT_HOME, null, null);

    static Reply failed(Throwable error) {
        return new Reply(Outcome.FAILED, null, error.getMessage() == null ? error.toString() : error.getMessage());
    }
}
