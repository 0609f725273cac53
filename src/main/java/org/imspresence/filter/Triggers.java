package org.imspresence.filter;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.imspresence.document.ComposedDocument;
import org.w3c.dom.Document;

/** RFC 4661 s3.6: which changes are told. A value: equal ones tell of the same. */
public final class Triggers {

    /** Every change is told. */
    public static final Triggers NONE = new Triggers(List.of());

    private final List<Trigger> triggers;

    private Triggers(List<Trigger> triggers) {
        this.triggers = triggers;
    }

    /** True when every change is told. */
    public boolean isEmpty() {
        return triggers.isEmpty();
    }

    /** RFC 4660 s5.4: empty ones are as if they were not there. */
    static Triggers of(Collection<Trigger> triggers) {
        return new Triggers(Sets.sorted(triggers.stream().filter(trigger -> !trigger.isEmpty()).toList()));
    }

    /**
     * Whether a change is told: when one of them is met, when there are none, or when it would cost too much to find out.
     *
     * @param before the state that the watcher was told last, before the filter was applied to it (RFC 4661 s3.6.1)
     * @param after  the state as it is now, before the filter is applied to it
     */
    public boolean fire(ComposedDocument before, ComposedDocument after) {
        return triggers.isEmpty() || fire(before.tree(), after.tree());
    }

    boolean fire(Document before, Document after) {
        Counterparts counterparts = new Counterparts(before, after);
        Effort effort = new Effort();
        try {
            return triggers.stream().anyMatch(trigger -> trigger.fires(before, after, counterparts, effort));
        } catch (Effort.TooMuch e) {
            return true;
        }
    }

    List<Trigger> all() {
        return triggers;
    }

    Stream<Selector> selectors() {
        return triggers.stream().flatMap(Trigger::selectors);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Triggers more && triggers.equals(more.triggers);
    }

    @Override
    public int hashCode() {
        return triggers.hashCode();
    }

    @Override
    public String toString() {
        return triggers.toString();
    }
}
