package org.imspresence.authorization;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** RFC 4745 s7: one child of {@code conditions}. Immutable. */
interface Condition {

    /**
     * What a decision is asked for.
     *
     * @param named whether a rule says anything about this very watcher, be that rule in force or not
     */
    record Question(Watcher watcher, Circumstances circumstances, boolean named) {}

    boolean holds(Question question);

    /** Whether it says who the watcher is, and means this one: then the watcher is no {@code other-identity}. */
    default boolean names(Watcher watcher) {
        return false;
    }

    /** When it may begin or cease to hold by the passing of time alone; milliseconds since the epoch. */
    default LongStream turns() {
        return LongStream.empty();
    }

    /**
     * RFC 4745 s7.3, RFC 5025 s3.1.2: the presentity is in one of these spheres. While its sphere is undefined, no such condition holds.
     *
     * @param spheres in lower case, as case does not count
     */
    record Sphere(Set<String> spheres) implements Condition {

        /** @param value tokens with blanks between them, of which one has to be met */
        static Sphere of(String value) {
            return new Sphere(Arrays.stream(value.strip().split("\\s+")).filter(token -> !token.isEmpty()).map(token -> token.toLowerCase(Locale.ROOT))
                    .collect(Collectors.toUnmodifiableSet()));
        }

        @Override
        public boolean holds(Question question) {
            return question.circumstances().sphere().map(sphere -> spheres.contains(sphere.strip().toLowerCase(Locale.ROOT))).orElse(false);
        }
    }

    /** OMA XDM: the watcher does not want to be known, or is not. */
    record AnonymousRequest() implements Condition {

        @Override
        public boolean holds(Question question) {
            return question.watcher().anonymous() || !question.watcher().isKnown();
        }
    }

    /**
     * OMA XDM: it is known who the watcher is, and it is meant by no {@code identity} or {@code external-list} of any rule, whatever else those rules ask for.
     */
    record OtherIdentity() implements Condition {

        @Override
        public boolean holds(Question question) {
            return question.watcher().isKnown() && !question.named();
        }
    }

    /**
     * OMA XDM {@code external-list}: the watcher is on a list that is kept elsewhere.
     *
     * @param members canonical addresses
     * @param whole   false when a part of the list could not be read. Who stands there is not known, so nobody can be told to be on no list
     */
    record ExternalList(Set<String> members, boolean whole) implements Condition {

        public ExternalList {
            members = Set.copyOf(members);
        }

        @Override
        public boolean holds(Question question) {
            return isMember(question.watcher());
        }

        @Override
        public boolean names(Watcher watcher) {
            return isMember(watcher) || !whole;
        }

        private boolean isMember(Watcher watcher) {
            return watcher.isKnown() && watcher.identities().stream().anyMatch(members::contains);
        }
    }

    /** One of several such lists. They stay apart, as many rules may share a long one. */
    record ExternalLists(List<ExternalList> lists) implements Condition {

        public ExternalLists {
            lists = List.copyOf(lists);
        }

        @Override
        public boolean holds(Question question) {
            return lists.stream().anyMatch(list -> list.holds(question));
        }

        @Override
        public boolean names(Watcher watcher) {
            return lists.stream().anyMatch(list -> list.names(watcher));
        }
    }

    /** RFC 4745 s7: what is not understood is not met, so that its rule grants nothing. */
    record Unknown() implements Condition {

        @Override
        public boolean holds(Question question) {
            return false;
        }
    }
}
