package org.imspresence.testbed.wire;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * A day of a typical user, from the first publication on: 40 changes of one element each, the publication refreshed every hour, and ten watchers that subscribe in the first
 * hour and refresh every hour. The same seed makes the same day, whoever the presentity is.
 *
 * @param first  the document that is published first, at second 0
 * @param events in the order of time
 * @param last   the document that is true at the end
 */
public record DayTrace(String first, List<Event> events, String last) {

    public static final int WATCHERS = 10;
    public static final int CHANGES = 40;

    /** Seconds that each publication and subscription is asked for, and after which it is refreshed. */
    public static final int REFRESH = 3600;

    private static final int DAY = 24 * 3600;

    /** Who plays a day. */
    public interface Player {

        /** Publishes what has changed, as a whole document or as changes to the one before. */
        void change(String document, String diff);

        void refreshPublication();

        /** Subscribes, or refreshes: the watchers are numbered from 0. */
        void subscribe(int watcher);
    }

    /** Something that happens in that second of the day. */
    public sealed interface Event permits Change, PublicationRefresh, Subscribe {

        int second();

        void play(Player player);
    }

    /** See {@link Player#change}. */
    public record Change(int second, String document, String diff) implements Event {

        @Override
        public void play(Player player) {
            player.change(document, diff);
        }
    }

    /** See {@link Player#refreshPublication}. */
    public record PublicationRefresh(int second) implements Event {

        @Override
        public void play(Player player) {
            player.refreshPublication();
        }
    }

    /** See {@link Player#subscribe}. */
    public record Subscribe(int second, int watcher) implements Event {

        @Override
        public void play(Player player) {
            player.subscribe(watcher);
        }
    }

    public static DayTrace of(long seed, String presentity) {
        Random random = new Random(seed);
        List<Event> events = new ArrayList<>();
        for (int watcher = 0; watcher < WATCHERS; watcher++) {
            for (int second = random.nextInt(REFRESH); second < DAY; second += REFRESH) {
                events.add(new Subscribe(second, watcher));
            }
        }
        for (int second = REFRESH; second < DAY; second += REFRESH) {
            events.add(new PublicationRefresh(second));
        }
        RichPresence first = RichPresence.of(presentity);
        RichPresence presence = first;
        for (int second : random.ints(CHANGES, 0, DAY).sorted().toArray()) {
            RichPresence.Step step = presence.step(random);
            presence = step.after();
            events.add(new Change(second, presence.document(), step.diff()));
        }
        events.sort(Comparator.comparingInt(Event::second));
        return new DayTrace(first.document(), List.copyOf(events), presence.document());
    }
}
