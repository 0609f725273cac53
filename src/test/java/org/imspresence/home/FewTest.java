package org.imspresence.home;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;

class FewTest {

    @Test
    void behavesLikeAMap() {
        Random random = new Random(20261124);
        Map<Integer, Integer> expected = new HashMap<>();
        Map<Integer, Integer> few = Map.of();
        for (int i = 0; i < 10_000; i++) {
            int key = random.nextInt(4);
            if (random.nextBoolean()) {
                expected.put(key, i);
                few = Few.with(few, key, i);
            } else {
                expected.remove(key);
                few = Few.without(few, key);
            }
            assertEquals(expected, few);
        }
    }
}
