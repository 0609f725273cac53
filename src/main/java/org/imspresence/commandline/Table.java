package org.imspresence.commandline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of cells in columns that are as wide as they have to be; numbers to the right. */
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        rows.add(List.of(titles));
    }

    /** @param cells as many as there are titles; null for an empty one */
    void add(Object... cells) {
        rows.add(Arrays.stream(cells).map(cell -> cell == null ? "" : cell.toString()).toList());
    }

    List<String> lines() {
        int[] widths = IntStream.range(0, rows.get(0).size()).map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)).toArray();
        boolean[] right = new boolean[widths.length];
        for (int i = 0; i < right.length; i++) {
            int column = i;
            right[i] = rows.size() > 1 && rows.stream().skip(1).allMatch(row -> row.get(column).matches("\\d*"));
        }
        return rows.stream().map(row -> IntStream.range(0, widths.length).mapToObj(i -> padded(row.get(i), widths[i], right[i])).collect(Collectors.joining(GAP)).stripTrailing()).toList();
    }

    private static String padded(String cell, int width, boolean right) {
        String blanks = " ".repeat(width - cell.length());
        return right ? blanks + cell : cell + blanks;
    }
}
