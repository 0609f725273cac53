package org.imspresence.documents;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many documents each user has, of those who have any: true only while this process is the only one that writes.
 *
 * <p>Counted after the database has done what is counted. Two writers may count in another order than they have written, so a count may be below zero for a moment; when all have counted it is right, whatever the order.
 */
final class Owners {

    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    void add(String owner, int documents) {
        if (documents != 0) {
            counts.merge(owner, documents, (before, more) -> before + more == 0 ? null : Integer.valueOf(before + more));
        }
    }

    boolean has(String owner) {
        return counts.getOrDefault(owner, 0) > 0;
    }

    int size() {
        return counts.size();
    }
}
