package org.imspresence.authorization;

import java.util.List;
import java.util.stream.LongStream;

/**
 * RFC 4745 s6: one rule. Immutable.
 *
 * @param id         for people
 * @param document   the name of the document that it stands in, for people
 * @param conditions all of them have to hold; a rule that has none is for everybody (RFC 4745 s7)
 * @param handling   {@link SubHandling#BLOCK} for a rule that says nothing about it (RFC 5025 s3.2.1)
 */
record Rule(String id, String document, List<Condition> conditions, SubHandling handling, Grants grants) {

    Rule {
        conditions = List.copyOf(conditions);
    }

    boolean matches(Condition.Question question) {
        return conditions.stream().allMatch(condition -> condition.holds(question));
    }

    boolean names(Watcher watcher) {
        return conditions.stream().anyMatch(condition -> condition.names(watcher));
    }

    LongStream turns() {
        return conditions.stream().flatMapToLong(Condition::turns);
    }
}
