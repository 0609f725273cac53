package org.imspresence.testbed.fleet;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last few things that happened to one sender, told when something went wrong. */
final class Story {

    private static final int REMEMBERED = 14;

    private final Deque<String> lines = new ArrayDeque<>();

    void add(String what) {
        if (lines.size() == REMEMBERED) {
            lines.removeFirst();
        }
        lines.addLast(EventLoop.now() % 1_000_000 + " " + what);
    }

    @Override
    public String toString() {
        return String.join("; ", lines);
    }
}
