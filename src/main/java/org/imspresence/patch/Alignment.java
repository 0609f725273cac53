package org.imspresence.patch;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.LongPredicate;
import java.util.function.ToIntBiFunction;
import org.w3c.dom.Node;

/** Which children of an element are which of another: those pairs, in the order of both, that are worth most together. */
final class Alignment {

    private final List<Node> before;
    private final List<Node> after;
    private final ToIntBiFunction<Node, Node> worth;
    private final LongPredicate affords;
    private final int[] partners;

    private Alignment(List<Node> before, List<Node> after, ToIntBiFunction<Node, Node> worth, LongPredicate affords) {
        this.before = before;
        this.after = after;
        this.worth = worth;
        this.affords = affords;
        this.partners = new int[after.size()];
        Arrays.fill(partners, -1);
    }

    /**
     * @param same    whether a pair is equal; such pairs are taken first at both ends
     * @param worth   of a pair; 0 if it is none
     * @param affords whether so much may be spent: for each pair that is neither, one, and one for each attribute of either
     * @return for each of {@code after} its partner's index, or -1; empty if it would cost too much to tell
     */
    static Optional<int[]> of(List<Node> before, List<Node> after, BiPredicate<Node, Node> same, ToIntBiFunction<Node, Node> worth, LongPredicate affords) {
        Alignment alignment = new Alignment(before, after, worth, affords);
        int start = 0;
        int end = Math.min(before.size(), after.size());
        while (start < end && same.test(before.get(start), after.get(start))) {
            alignment.partners[start] = start++;
        }
        int tail = 0;
        while (tail < end - start && same.test(before.get(before.size() - 1 - tail), after.get(after.size() - 1 - tail))) {
            tail++;
            alignment.partners[after.size() - tail] = before.size() - tail;
        }
        return alignment.align(start, before.size() - tail, after.size() - tail) ? Optional.of(alignment.partners) : Optional.empty();
    }

    private boolean align(int start, int endBefore, int endAfter) {
        int rows = endBefore - start;
        int columns = endAfter - start;
        long cost = (long) rows * columns + rows * attributes(after.subList(start, endAfter)) + columns * attributes(before.subList(start, endBefore));
        if (!affords.test(cost)) {
            return false;
        }
        int[][] gain = new int[rows][columns];
        int[][] best = new int[rows + 1][columns + 1];
        for (int i = rows - 1; i >= 0; i--) {
            for (int j = columns - 1; j >= 0; j--) {
                gain[i][j] = worth.applyAsInt(before.get(start + i), after.get(start + j));
                best[i][j] = Math.max(Math.max(best[i + 1][j], best[i][j + 1]), gain[i][j] == 0 ? 0 : gain[i][j] + best[i + 1][j + 1]);
            }
        }
        int i = 0;
        int j = 0;
        while (i < rows && j < columns) {
            if (gain[i][j] > 0 && best[i][j] == gain[i][j] + best[i + 1][j + 1]) {
                partners[start + j++] = start + i++;
            } else if (best[i][j] == best[i + 1][j]) {
                i++;
            } else {
                j++;
            }
        }
        return true;
    }

    private static long attributes(List<Node> nodes) {
        return nodes.stream().filter(Node::hasAttributes).mapToLong(node -> node.getAttributes().getLength()).sum();
    }
}
