package org.imspresence.watcherinfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import org.imspresence.event.EventState;
import org.imspresence.event.Watching.Event;
import org.imspresence.event.Watching.Status;
import org.imspresence.testbed.WatcherInfoTable;
import org.imspresence.testbed.WatcherInfoTable.Row;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatcherInfoPropertyTest {

    private static final int STEPS = 1_000;
    private static final List<Event> ENDS = List.of(Event.REJECTED, Event.TIMEOUT, Event.GIVEUP, Event.DEACTIVATED);

    private final SampleWatchers watchers = new SampleWatchers("sip:B@example.com");
    private final Set<String> present = new HashSet<>();
    private final Set<String> over = new HashSet<>();

    /** Whoever applies the documents in their order, however many changes lie between two of them, has the table that a full document would give. */
    @ParameterizedTest
    @ValueSource(longs = {3857, 3858, 3859})
    void aSubscriberThatAppliesEveryDocumentHasTheTableOfAFullOne(long seed) {
        Random random = new Random(seed);
        WatcherInfoPackage watcherInfo = SampleWatcherInfo.watcherInfo(2 + random.nextInt(12));
        WatcherInfoTable subscriber = new WatcherInfoTable();
        Optional<EventState> known = Optional.empty();
        long number = 0;
        int partial = 0;
        for (int step = 0; step < STEPS; step++) {
            change(random, step);
            if (random.nextInt(3) == 0) {
                EventState state = watcherInfo.state(watchers);
                byte[] body = state.body(WatcherInfoPackage.FORMAT, known, number++);
                partial += WatcherInfoTable.read(body).full() ? 0 : 1;
                subscriber.apply(body);

                assertFalse(subscriber.isStale());
                assertEquals(table(state), table(subscriber.rows()), "seed " + seed + ", step " + step);
                assertTrue(state.isSameAs(state));
                assertTrue(known.isEmpty() || !state.isSameAs(known.get()) || WatcherInfoTable.read(body).rows().isEmpty(), "what is the same has nothing to tell");
                known = Optional.of(state);
            }
        }
        assertTrue(partial > STEPS / 6, "documents of partial state: " + partial);
    }

    private void change(Random random, int step) {
        watchers.passes(random.nextInt(3));
        String one = present.stream().sorted().skip(present.isEmpty() ? 0 : random.nextInt(present.size())).findFirst().orElse("");
        switch (one.isEmpty() ? 0 : random.nextInt(6)) {
            case 0 -> {
                String callId = "call-" + step;
                present.add(callId);
                boolean pending = random.nextBoolean();
                watchers.add(callId, "sip:w" + random.nextInt(20) + "@example.com", pending ? Status.PENDING : Status.ACTIVE, pending ? Event.SUBSCRIBE : Event.APPROVED);
            }
            case 1 -> watchers.change(one, Status.ACTIVE, Event.APPROVED);
            case 2 -> watchers.change(one, Status.WAITING, Event.TIMEOUT);
            case 3 -> watchers.change(one, Status.PENDING, Event.SUBSCRIBE);
            case 4 -> {
                present.remove(one);
                over.add(one);
                watchers.change(one, Status.TERMINATED, ENDS.get(random.nextInt(ENDS.size())));
            }
            default -> {
                if (random.nextInt(10) == 0) {
                    over.forEach(watchers::forget);
                    over.clear();
                }
            }
        }
    }

    private static Map<String, String> table(EventState state) {
        WatcherInfoTable full = new WatcherInfoTable();
        full.apply(state.body(WatcherInfoPackage.FORMAT));
        return table(full.rows());
    }

    private static Map<String, String> table(List<Row> rows) {
        Map<String, String> table = new TreeMap<>();
        rows.forEach(row -> table.put(row.id(), row.uri() + " " + row.status() + " " + row.event()));
        return table;
    }
}
