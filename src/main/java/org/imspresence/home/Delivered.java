package org.imspresence.home;

import java.util.List;
import java.util.stream.Stream;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * How far the watchers of a {@link Topic} had been told at a time: one record for all of them, so that it costs one write for each change of state, however many they are.
 * The next home repeats what is not recorded here.
 *
 * @param state   which state they had been told: {@link Topic#fingerprint()}
 * @param at      when, milliseconds since the epoch
 * @param pending ids of the subscriptions whose watchers had not been told yet, those that ended among them
 */
@Proto
@ProtoTypeId(101002)
record Delivered(long state, long at, List<String> pending) {

    /** No word of any delivery: right for a resource that nothing has ever been published for. */
    static final Delivered NOTHING = new Delivered(0, Long.MIN_VALUE, List.of());

    /** The fingerprint of no state. */
    private static final long UNKNOWN = -1;

    /** Nobody is known to have been told. */
    static Delivered unknown(long at) {
        return new Delivered(UNKNOWN, at, List.of());
    }

    Delivered {
        pending = List.copyOf(pending);
    }

    Delivered at(long time) {
        return new Delivered(state, time, pending);
    }

    /** Whether it says that all have been told. */
    boolean isComplete() {
        return state != UNKNOWN && pending.isEmpty();
    }

    boolean saysTheSameAs(Delivered other) {
        return state == other.state && pending.equals(other.pending);
    }

    /** What is certain when two parts of the cluster have not seen each other for a time: everybody is told again unless both sides told the same. */
    static Delivered merged(Delivered one, Delivered other) {
        List<String> pending = Stream.concat(one.pending.stream(), other.pending.stream()).distinct().toList();
        return new Delivered(one.state == other.state ? one.state : UNKNOWN, Math.min(one.at, other.at), pending);
    }
}
