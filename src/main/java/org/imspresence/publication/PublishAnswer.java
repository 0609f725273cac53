package org.imspresence.publication;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * A PUBLISH that was answered with 200, kept with its publication so that the same request is never carried out twice: not when it reaches another node by another way, and not when its home dies between the
 * write and the answer and it is brought to the next one.
 *
 * @param transaction which request, see {@link PublishRequest#transaction}
 * @param entityTag   SIP-ETag of the answer
 * @param expires     seconds, Expires of the answer
 * @param at          when, milliseconds since the epoch
 */
@Proto
@ProtoTypeId(101302)
public record PublishAnswer(String transaction, String entityTag, int expires, long at) {

    /** RFC 3261 s17.1.2.2: a request is repeated for 64*T1 at most, milliseconds. */
    static final long REPEATED_FOR = 32_000;
    /** A publisher that sends more requests within that time has no use for the answers to the first ones. */
    private static final int MOST = 16;

    boolean isTo(PublishRequest request) {
        return transaction.equals(request.transaction());
    }

    boolean isForgotten(long now) {
        return at + REPEATED_FOR < now;
    }

    /** The answers with one more, and without those that nobody asks for again. */
    static List<PublishAnswer> with(List<PublishAnswer> answers, PublishAnswer added) {
        List<PublishAnswer> all = new ArrayList<>(answers);
        all.removeIf(answer -> answer.isForgotten(added.at()));
        all.add(added);
        return newest(all);
    }

    static List<PublishAnswer> merged(List<PublishAnswer> some, List<PublishAnswer> others) {
        return newest(Stream.concat(some.stream(), others.stream()).distinct().sorted(Comparator.comparingLong(PublishAnswer::at)).toList());
    }

    private static List<PublishAnswer> newest(List<PublishAnswer> all) {
        return List.copyOf(all.subList(Math.max(0, all.size() - MOST), all.size()));
    }
}
