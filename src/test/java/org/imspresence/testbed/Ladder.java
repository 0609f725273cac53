package org.imspresence.testbed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.imspresence.testbed.FoundingFlow.Leg;

/** Draws the recorded messages of a flow over lifelines, 100 columns wide: the AS on the left, the UE on the right. */
final class Ladder {

    private static final int WIDTH = 100;
    private static final int FIRST_COLUMN = 1;
    private static final int GAP = 24;

    private final List<String> lifelines;
    private final boolean unicode;
    private final StringBuilder out = new StringBuilder();

    /**
     * Prepares a drawing.
     *
     * @param unicode lines and arrows of box drawing characters instead of ASCII
     */
    Ladder(FoundingFlow.Variant variant, boolean unicode) {
        lifelines = new ArrayList<>(List.of(ImsNetwork.AS));
        lifelines.addAll(variant.hops());
        lifelines.add("UE");
        this.unicode = unicode;
    }

    String draw(List<Leg> legs) {
        header();
        for (Leg leg : legs) {
            line("", 0);
            arrow(leg);
            leg.message().ifPresent(message -> notes(message).forEach(note -> line(note, left(leg))));
        }
        line("", 0);
        return out.toString();
    }

    private void header() {
        char[] kinds = blank();
        char[] domains = blank();
        for (int i = 0; i < lifelines.size(); i++) {
            String name = lifelines.get(i);
            centre(kinds, kind(name), column(i));
            centre(domains, name.substring(name.indexOf('.') + 1).replace("UE", "home1.net"), column(i));
        }
        emit(kinds);
        emit(domains);
    }

    private static String kind(String name) {
        return switch (name.charAt(0)) {
            case 's' -> "S-CSCF";
            case 'p' -> name.equals(ImsNetwork.AS) ? "AS" : "P-CSCF";
            default -> name;
        };
    }

    private void arrow(Leg leg) {
        int from = column(left(leg));
        char[] line = lifelines();
        Arrays.fill(line, from + 1, from + GAP, unicode ? '\u2500' : '-');
        boolean rightward = lifelines.indexOf(leg.sender()) < lifelines.indexOf(leg.receiver());
        if (rightward) {
            line[from + GAP - 1] = unicode ? '\u25b6' : '>';
        } else {
            line[from + 1] = unicode ? '\u25c0' : '<';
        }
        put(line, " (" + leg.number() + ") " + leg.message().map(Ladder::title).orElse("NOT SEEN") + " ", from + 3);
        emit(line);
    }

    private static String title(SipMessage message) {
        return message.isRequest() ? "NOTIFY " + message.cseq() : message.startLine().substring("SIP/2.0 ".length());
    }

    private static List<String> notes(SipMessage message) {
        int vias = message.vias().size();
        if (!message.isRequest()) {
            return List.of("Vias " + vias);
        }
        List<String> notes = new ArrayList<>();
        notes.add("Vias " + vias + ", Max-Forwards " + message.header("Max-Forwards").orElse("none"));
        List<String> routes = message.uris("Route");
        notes.add(routes.isEmpty() ? "Route: none" : "Route:");
        notes.addAll(routes);
        return notes;
    }

    private void line(String text, int afterLifeline) {
        char[] line = lifelines();
        int room = GAP - 1;
        put(line, text.length() > room ? text.substring(0, room - 1) + "~" : text, column(afterLifeline) + 1);
        emit(line);
    }

    private int left(Leg leg) {
        return Math.min(lifelines.indexOf(leg.sender()), lifelines.indexOf(leg.receiver()));
    }

    private static int column(int lifeline) {
        return FIRST_COLUMN + GAP * lifeline;
    }

    private static char[] blank() {
        char[] line = new char[WIDTH];
        Arrays.fill(line, ' ');
        return line;
    }

    private char[] lifelines() {
        char[] line = blank();
        for (int i = 0; i < lifelines.size(); i++) {
            line[column(i)] = unicode ? '\u2502' : '|';
        }
        return line;
    }

    private static void centre(char[] line, String text, int column) {
        put(line, text, Math.max(0, Math.min(WIDTH - text.length(), column - text.length() / 2)));
    }

    private static void put(char[] line, String text, int at) {
        text.getChars(0, text.length(), line, at);
    }

    private void emit(char[] line) {
        out.append(new String(line).stripTrailing()).append('\n');
    }
}
