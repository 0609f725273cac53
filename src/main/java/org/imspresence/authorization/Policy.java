package org.imspresence.authorization;

import java.util.Comparator;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that one presentity has decided about its watchers. Immutable.
 *
 * <p>Each rule can only add to what the others grant: all that match are combined, the highest {@code sub-handling} and the union of all else (RFC 4745 s10.2). The one exception is OMA's: a rule that names a watcher ends
 * what rules with {@code other-identity} have granted it.
 */
public final class Policy {

    private static final int MOST_NAMED = 20;

    private final List<Rule> rules;
    private final List<String> unreadable;
    private final SubHandling byDefault;

    /**
     * While a document cannot be read it is not known whom the presentity has shut out there: by default nobody gets more than {@link SubHandling#CONFIRM} then, and nobody counts as {@code other-identity}.
     *
     * @param unreadable the names of documents that cannot be read
     */
    Policy(List<Rule> rules, List<String> unreadable, SubHandling byDefault) {
        this.rules = List.copyOf(rules);
        this.unreadable = List.copyOf(unreadable);
        this.byDefault = unreadable.isEmpty() || byDefault.compareTo(SubHandling.CONFIRM) < 0 ? byDefault : SubHandling.CONFIRM;
    }

    /** The policy of one presentity, by a reader of its own: see {@link PolicyReader#read}, which whoever reads many keeps. */
    public static Policy of(List<RuleDocument> rules, List<ListDocument> lists, SubHandling byDefault) {
        return new PolicyReader().read(rules, lists, byDefault);
    }

    /** What holds for a watcher: all rules that match are combined (RFC 4745 s10.2), whatever their order. */
    public Decision decide(Requester requester, Circumstances circumstances) {
        Watcher watcher = Watcher.of(requester);
        boolean named = !unreadable.isEmpty() || rules.stream().anyMatch(rule -> rule.names(watcher));
        Condition.Question question = new Condition.Question(watcher, circumstances, named);
        List<Rule> matching = rules.stream().filter(rule -> rule.matches(question)).toList();
        if (matching.isEmpty()) {
            return new Decision(byDefault, byDefault == SubHandling.ALLOW ? Permissions.ALL : Permissions.NONE, "no rule, so " + byDefault + " by default" + caveat());
        }
        SubHandling handling = matching.stream().map(Rule::handling).max(Comparator.naturalOrder()).orElseThrow();
        Permissions permissions = handling == SubHandling.ALLOW
                ? Permissions.of(matching.stream().map(Rule::grants).distinct().reduce(Grants.NONE, Grants::or))
                : Permissions.NONE;
        return new Decision(handling, permissions, names(matching) + caveat());
    }

    private String caveat() {
        return unreadable.isEmpty() ? "" : " (cannot be read: " + String.join(", ", new TreeSet<>(unreadable)) + ")";
    }

    /** For people: {@code rule a of index; rules b, c of other}. A presentity may have thousands of rules, and each decision is a line in the log. */
    private static String names(List<Rule> rules) {
        TreeMap<String, TreeSet<String>> ids = rules.stream().sorted(Comparator.comparing(Rule::document).thenComparing(Rule::id)).limit(MOST_NAMED).collect(
                Collectors.groupingBy(Rule::document, TreeMap::new, Collectors.mapping(Rule::id, Collectors.toCollection(TreeSet::new))));
        return ids.entrySet().stream()
                .map(entry -> (entry.getValue().size() == 1 ? "rule " : "rules ") + String.join(", ", entry.getValue()) + " of " + entry.getKey())
                .collect(Collectors.joining("; ")) + (rules.size() > MOST_NAMED ? "; and " + (rules.size() - MOST_NAMED) + " more" : "");
    }

    /** Whether a decision may depend on the presentity's sphere. */
    public boolean dependsOnSphere() {
        return rules.stream().flatMap(rule -> rule.conditions().stream()).anyMatch(Condition.Sphere.class::isInstance);
    }

    /** When decisions may change next by the passing of time alone: the next begin or end of a validity after {@code now}. Milliseconds since the epoch. */
    public OptionalLong nextChange(long now) {
        return rules.stream().flatMapToLong(Rule::turns).filter(turn -> turn > now).min();
    }
}
