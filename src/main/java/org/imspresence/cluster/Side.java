package org.imspresence.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.imspresence.cluster.Sight.Sighted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node acts, holds or is suspended, as far as its clock, its view and the words of the others tell.
 *
 * <p><b>Lease.</b> In rounds, a node asks all members of its view whether they see it in theirs. A round that brings a <em>no</em>
 * counts for nothing: others have expelled this node. Those that say yes, and the node itself, are the <em>present</em> ones. What a
 * round permits lasts for {@code lease} from the <em>beginning</em> of the round, by the monotonic clock, and is compared with that
 * clock whenever somebody asks: a process that was suspended finds that it has run out at the first instruction that asks.
 *
 * <p>Who says yes gives its word that for {@code lease} nobody acts in the asker's place: should the asker disappear from a view, and
 * not be known to have ended, those who act by that view wait for as long, which each answer tells; and for as long as
 * some of those that answer still see it. So it does not matter how soon or late a failure is detected, and by whom.
 *
 * <p><b>Side.</b> When the cluster falls apart, the side acts that has a quorum of the <em>electorate</em>, the members of the time
 * before. Nodes whose process is known to have ended are no part of it: so the survivor of crashes acts, and the one that
 * is cut off does not. It does no harm if some know of fewer ends than others. A side without a quorum holds. If that
 * lasts for {@code hold}, it makes itself the electorate, because it cannot tell the loss of many nodes from a cut; <em>from then on
 * two sides may act</em>.
 *
 * <p><b>The next electorate.</b> When the view differs from the electorate, it is proposed as the next one. Nodes tell each other all
 * they know with each question and answer. A proposed electorate binds at once: who knows of it needs a quorum of the established one
 * <em>and</em> of each that is pending. It becomes the established one when a quorum of all of these are known to know of it. Otherwise
 * a node that has missed a change could act by an old electorate, together with others that have missed it, too.
 *
 * <p>Nodes are named by the text of their ids, times are nanoseconds of the clock. Safe for use by several threads;
 * {@link #standing} takes no lock.
 */
final class Side {

    /** What a round permits, until when, and why. */
    record Permit(Standing standing, long until, String reason) {
    }

    private record View(long id, List<String> members) {
    }

    private static final Logger LOG = LoggerFactory.getLogger(Side.class);
    /** The low bits of an epoch tell proposers apart. */
    private static final int PROPOSERS = 1 << 20;

    private final String self;
    private final LongSupplier clock;
    private final long lease;
    private final long hold;
    private final UnaryOperator<String> nameOf;

    private volatile Permit permit;
    private View view = new View(-1, List.of());
    private Electorate established = Electorate.UNKNOWN;
    private final List<Electorate> pending = new ArrayList<>();
    /** With the time when this node learned of it. */
    private final Map<String, Long> ended = new TreeMap<>();
    /** Those that were said to have ended and have answered since; only an end of which this node learns anew counts. */
    private final Set<String> returned = new HashSet<>();
    /** Members of the view that have answered in it. */
    private final Set<String> heard = new HashSet<>();
    /** When this node last gave its word to another. */
    private final Map<String, Long> promised = new HashMap<>();
    private boolean returning;
    private boolean holding;
    private long holdingSince;

    /**
     * @param clock  monotonic nanoseconds
     * @param hold   how long a side without a quorum waits for the others
     * @param nameOf the name of a node, for people
     */
    Side(String self, LongSupplier clock, Duration lease, Duration hold, UnaryOperator<String> nameOf) {
        this.self = self;
        this.clock = clock;
        this.lease = lease.toNanos();
        this.hold = hold.toNanos();
        this.nameOf = nameOf;
        this.permit = new Permit(Standing.SUSPENDED, clock.getAsLong(), "it has not yet asked the others");
    }

    /** What this node may send at this moment. */
    Standing standing() {
        Permit now = permit;
        return clock.getAsLong() - now.until() < 0 ? now.standing() : Standing.SUSPENDED;
    }

    /** What the last round that counted has brought, valid or not. */
    Permit permit() {
        return permit;
    }

    /**
     * A view has been installed. Until the next round nothing is permitted that rests on members it has lost.
     *
     * @param merged whether it unites what had fallen apart. Who does not act at that moment has a successor, or may have, and
     *               takes itself for the home of the same presentities until a topology says otherwise; see {@link #settled}
     */
    synchronized void view(long id, List<String> members, boolean merged) {
        if (id < view.id()) {
            return;
        }
        if (merged && standing() != Standing.ACTING) {
            returning = true;
        }
        List<String> lost = without(without(view.members(), members), ended.keySet());
        view = new View(id, List.copyOf(members));
        heard.clear();
        if (!lost.isEmpty() && permit.standing() == Standing.ACTING) {
            permit = new Permit(Standing.HOLDING, permit.until(), "it has lost " + names(lost) + " and not yet asked the rest");
        }
    }

    /** This node is the home of what the topology of its view says, and of nothing else. */
    synchronized void settled() {
        returning = false;
    }

    /** The others that are to be asked in a round. */
    synchronized List<String> others() {
        return without(view.members(), Set.of(self));
    }

    synchronized long viewId() {
        return view.id();
    }

    synchronized Sight question() {
        return new Sight(self, view.id(), view.members(), votes());
    }

    /**
     * An asker with an older view is told no: it may have been lost and be on its way back, without knowing either.
     *
     * @param seen whether the asker is a member of the view of this node
     */
    synchronized Sighted answer(Sight question, boolean seen) {
        learn(question.votes());
        boolean yes = seen && question.viewId() >= view.id() && !ended.containsKey(question.asker());
        if (yes) {
            promised.put(question.asker(), clock.getAsLong());
        }
        boolean seesOthers = electorates().flatMap(electorate -> electorate.members().stream()).distinct()
                .anyMatch(node -> view.members().contains(node) && !question.view().contains(node) && !ended.containsKey(node));
        return new Sighted(yes, seesOthers ? TimeUnit.NANOSECONDS.toMillis(lease) : word(question.view()), votes());
    }

    /**
     * Notes that the process of a member was seen to end. Only if this node has a standing and has heard from it in this view: otherwise the dead
     * may, without this node's knowledge, have had part in an electorate after the one that it would be struck off.
     */
    synchronized void ended(String node) {
        if (standing() != Standing.SUSPENDED && heard.contains(node)) {
            returned.remove(node);
            ended.put(node, clock.getAsLong());
        }
    }

    /** This node takes its leave: what it asks from now on tells so, and nothing is permitted any more. */
    synchronized void leave() {
        ended.put(self, clock.getAsLong());
        permit = new Permit(Standing.SUSPENDED, clock.getAsLong(), "it leaves");
    }

    /**
     * The end of a round.
     *
     * @param viewId  the view whose members were asked; if it is not in force any more, the round permits nothing
     * @param since   when the round began
     * @param answers of those that have answered
     */
    synchronized void round(long viewId, long since, Map<String, Sighted> answers) {
        answers.forEach((member, answer) -> learn(member, answer, since));
        if (viewId != view.id() || !view.members().contains(self) || ended.containsKey(self)) {
            return;
        }
        heard.addAll(answers.keySet());
        Set<String> present = new LinkedHashSet<>(Set.of(self));
        Set<String> denying = new TreeSet<>();
        answers.forEach((member, answer) -> (answer.seen() ? present : denying).add(member));
        if (!established.isKnown() && present.containsAll(view.members())) {
            establish(next());
        }
        if (!denying.isEmpty()) {
            refuse(names(denying) + " do not see it as a member");
        } else if (returning) {
            refuse("it has been lost, and does not know yet what it is the home of");
        } else if (established.isKnown() && quorum(present)) {
            act(since, present, answers);
        } else if (established.isKnown() && new Electorate(self, 0, view.members()).quorum(present, ended.keySet())) {
            hold(since);
        } else {
            refuse(names(without(view.members(), present)) + " do not answer");
        }
    }

    /** What earlier rounds have permitted stays until it has run out: one lost message is no reason. */
    private void refuse(String why) {
        if (clock.getAsLong() - permit.until() >= 0) {
            permit = new Permit(Standing.SUSPENDED, permit.until(), why);
        }
    }

    private void hold(long since) {
        if (!holding) {
            holding = true;
            holdingSince = since;
        }
        String missing = names(without(without(established.members(), ended.keySet()), view.members()));
        if (clock.getAsLong() - holdingSince < hold) {
            permit = new Permit(Standing.HOLDING, since + lease, missing + " are missing and may be alive; what is here is no quorum of "
                    + names(without(established.members(), ended.keySet())));
            return;
        }
        holding = false;
        establish(next());
        permit = new Permit(Standing.ACTING, since + lease, missing + " have been missing for too long");
        LOG.warn("{}: {} have been missing for {} s and are taken for dead; if they are alive, two sides act now", nameOf.apply(self),
                missing, TimeUnit.NANOSECONDS.toSeconds(hold));
    }

    /** Whether there is nothing to be done but to keep what is permitted. */
    synchronized boolean isAtRest() {
        return standing() == Standing.ACTING && pending.isEmpty() && established.members().equals(view.members());
    }

    private void act(long since, Set<String> present, Map<String, Sighted> answers) {
        holding = false;
        long wait = Math.max(word(view.members()), answers.values().stream().mapToLong(Sighted::waitMillis).max().orElse(0));
        if (wait > 0 && standing() == Standing.ACTING) {
            return;
        }
        if (wait > 0) {
            permit = new Permit(Standing.HOLDING, since + lease, "those that are lost and may be alive have a word for some milliseconds yet");
            return;
        }
        List<String> missing = without(established.members(), present);
        permit = new Permit(Standing.ACTING, since + lease,
                missing.isEmpty() ? "all are here" : "what is here decides without " + names(missing));
        pending.stream().max(Comparator.comparingLong(Electorate::epoch)).filter(next -> next.epoch() > established.epoch()).filter(next -> quorum(knowing(next, answers))).ifPresent(this::establish);
        if (!established.members().equals(view.members()) && pending.stream().noneMatch(next -> next.members().equals(view.members()))) {
            pending.add(next());
        }
    }

    private boolean quorum(Set<String> present) {
        return electorates().allMatch(electorate -> electorate.quorum(present, ended.keySet()));
    }

    private Set<String> knowing(Electorate next, Map<String, Sighted> answers) {
        Set<String> knowing = new HashSet<>(Set.of(self));
        answers.forEach((member, answer) -> {
            if (answer.votes().pending().contains(next) || answer.votes().established().epoch() >= next.epoch()) {
                knowing.add(member);
            }
        });
        return knowing;
    }

    private void establish(Electorate next) {
        established = next;
        pending.removeIf(each -> each.epoch() <= next.epoch());
    }

    private void learn(String member, Sighted answer, long since) {
        if (ended.containsKey(member) && since - ended.get(member) > 0 && !answer.votes().ended().contains(member)) {
            ended.remove(member);
            returned.add(member);
        }
        learn(answer.votes());
    }

    private void learn(Votes votes) {
        votes.ended().stream().filter(node -> !node.equals(self) && !returned.contains(node))
                .forEach(node -> ended.putIfAbsent(node, clock.getAsLong()));
        if (!established.isKnown() || votes.established().epoch() > established.epoch() && !isForeign(votes.established())) {
            establish(votes.established());
        } else {
            bind(votes.established());
        }
        votes.pending().forEach(this::bind);
    }

    /** What others of this line have established replaces; what two lines have, that meet, binds both until one electorate is established for them. */
    private void bind(Electorate other) {
        boolean news = other.epoch() > established.epoch() || isForeign(other) && !established.members().containsAll(other.members());
        if (news && !pending.contains(other) && !other.equals(established)) {
            pending.add(other);
        }
    }

    private boolean isForeign(Electorate other) {
        return !other.founder().equals(established.founder());
    }

    private Votes votes() {
        return new Votes(established, List.copyOf(pending), List.copyOf(ended.keySet()));
    }

    private Stream<Electorate> electorates() {
        return Stream.concat(Stream.of(established), pending.stream());
    }

    /** The members of the view, as a later electorate than all that are known. */
    private Electorate next() {
        long highest = electorates().mapToLong(Electorate::epoch).max().orElseThrow();
        long epoch = (highest / PROPOSERS + 1) * PROPOSERS + Math.floorMod(self.hashCode(), PROPOSERS);
        return new Electorate(established.isKnown() ? established.founder() : self, epoch, view.members());
    }

    /** For how many milliseconds, rounded up, nodes outside these may still act by the word of this one. */
    private long word(List<String> others) {
        long now = clock.getAsLong();
        promised.entrySet().removeIf(each -> now - each.getValue() >= lease || ended.containsKey(each.getKey()));
        long longest = promised.entrySet().stream().filter(each -> !others.contains(each.getKey()))
                .mapToLong(each -> each.getValue() + lease - now).max().orElse(0);
        return TimeUnit.NANOSECONDS.toMillis(longest + 999_999);
    }

    private String names(Collection<String> nodes) {
        return nodes.stream().map(nameOf).toList().toString();
    }

    private static List<String> without(Collection<String> all, Collection<String> some) {
        return all.stream().filter(each -> !some.contains(each)).toList();
    }
}
