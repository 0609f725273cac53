package org.imspresence.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import gov.nist.javax.sip.stack.DatagramQueuedMessageDispatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanesTest {

    private static final int THREADS = 4;
    private static final long NOW = System.currentTimeMillis();

    private final Lanes lanes = new Lanes(THREADS, 0);

    private static DatagramQueuedMessageDispatch message(String text, long receivedAt) {
        byte[] bytes = text.getBytes(US_ASCII);
        return new DatagramQueuedMessageDispatch(new DatagramPacket(bytes, bytes.length), receivedAt);
    }

    private static String text(DatagramQueuedMessageDispatch message) {
        return new String(message.packet.getData(), US_ASCII);
    }

    /** Takes everything with as many threads as there are lanes, and tells what each has taken. */
    private List<List<String>> takeAll(int count) throws InterruptedException {
        Map<Thread, List<String>> taken = new ConcurrentHashMap<>();
        CountDownLatch all = new CountDownLatch(count);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> {
                List<String> mine = new ArrayList<>();
                taken.put(Thread.currentThread(), mine);
                try {
                    while (true) {
                        mine.add(text(lanes.take()));
                        all.countDown();
                    }
                } catch (InterruptedException over) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        assertTrue(all.await(20, TimeUnit.SECONDS), "not all were taken: " + taken);
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
        return List.copyOf(taken.values());
    }

    @Test
    void whatIsForOneRequestUriIsTakenByOneThreadInItsOrder() throws InterruptedException {
        int users = 20;
        int each = 50;
        for (int i = 0; i < each; i++) {
            for (int user = 0; user < users; user++) {
                lanes.offer(message((i % 2 == 0 ? "PUBLISH" : "SUBSCRIBE") + " sip:user" + user + "@home2.net SIP/2.0\r\nCSeq: " + i, NOW));
            }
        }

        List<List<String>> taken = takeAll(users * each);

        Map<String, Integer> next = new HashMap<>();
        Map<String, List<String>> takers = new HashMap<>();
        for (List<String> one : taken) {
            for (String message : one) {
                String user = message.split(" ")[1];
                assertEquals(next.merge(user, 1, Integer::sum) - 1, Integer.parseInt(message.substring(message.lastIndexOf(' ') + 1)), user);
                assertEquals(one, takers.computeIfAbsent(user, u -> one), user);
            }
        }
        assertTrue(taken.stream().filter(one -> !one.isEmpty()).count() > 1, "the users are spread over the threads");
    }

    @Test
    void responsesGoByAllLanes() throws InterruptedException {
        for (int i = 0; i < THREADS; i++) {
            lanes.offer(message("SIP/2.0 200 OK\r\n", NOW));
        }

        assertEquals(List.of(1, 1, 1, 1), takeAll(THREADS).stream().map(List::size).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n\r\n", "x", " ", "PUBLISH", "PUBLISH ", "PUBLISH \n", "SIP/", "SIP/2.0", "\n \n"})
    void whatIsNoMessageIsTakenLikeAnyOther(String text) throws InterruptedException {
        lanes.offer(message(text, NOW));

        assertEquals(1, takeAll(1).stream().mapToInt(List::size).sum());
    }

    @Test
    void theOldestOfAllLanesIsShown() {
        assertNull(lanes.peek());
        assertTrue(lanes.isEmpty());
        // One after the other into each lane, the oldest into the last.
        for (int i = 0; i < 2 * THREADS; i++) {
            lanes.offer(message("SIP/2.0 200 OK\r\n", NOW + 1000 - i));
        }

        assertEquals(2 * THREADS, lanes.size());
        assertEquals(NOW + 1000 - (THREADS - 1), lanes.peek().getReceptionTime(), "the first of the last lane");
    }

    @Test
    void whatHasWaitedTooLongIsDropped() throws InterruptedException {
        Lanes impatient = new Lanes(1, 8_000);
        impatient.offer(message("PUBLISH sip:user@home2.net SIP/2.0\r\nold", NOW - 60_000));
        impatient.offer(message("PUBLISH sip:user@home2.net SIP/2.0\r\nnew", System.currentTimeMillis()));

        assertTrue(text(impatient.take()).endsWith("new"));
        assertTrue(impatient.isEmpty());
    }
}
