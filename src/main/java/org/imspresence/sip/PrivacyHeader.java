package org.imspresence.sip;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * RFC 3323 s4.2, RFC 3325 s9.3: Privacy, what a user wants to be kept from others.
 *
 * <pre>
 *   Privacy: id;critical
 * </pre>
 *
 * The server answers requests and forwards none: it has no media to hide ({@code session}), no routes of the watcher's side to show ({@code header}) and no History-Info ({@code history}, RFC 7044 s10.1). What is left for
 * it to do is not to tell the presentity who watches.
 */
final class PrivacyHeader {

    static final String HEADER = "Privacy";

    private static final String NONE = "none";
    private static final String CRITICAL = "critical";
    private static final Set<String> HIDING = Set.of("id", "user", "header");
    private static final Set<String> KNOWN = Set.of("id", "user", "header", "session", "history", NONE, CRITICAL);
    /** Characters. */
    private static final int MAX_NAMED = 100;

    private PrivacyHeader() {}

    /**
     * @param lines the header's lines as they came
     * @return true when others are not to learn who the user is; never with {@code none}, whatever else is asked for (RFC 3323 s5)
     * @throws Refusal 500 when the user insists ({@code critical}) on something that is not known here, with a reason that names it (RFC 3323 s5)
     */
    static boolean hidesTheUser(List<String> lines) {
        Set<String> wishes = new TreeSet<>();
        for (String line : lines) {
            // Semicolons, in the RFC's text; commas as well, in its errata and in what clients send.
            for (String wish : line.split("[;,]")) {
                wishes.add(wish.strip().toLowerCase(Locale.ROOT));
            }
        }
        wishes.remove("");
        if (wishes.contains(NONE)) {
            return false;
        }
        if (wishes.contains(CRITICAL) && !KNOWN.containsAll(wishes)) {
            wishes.removeAll(KNOWN);
            throw new Refusal(500, "Privacy cannot be provided: " + printable(String.join(", ", wishes)));
        }
        return wishes.stream().anyMatch(HIDING::contains);
    }

    /** A reason phrase is one line of no great length. */
    private static String printable(String wishes) {
        return wishes.substring(0, Math.min(wishes.length(), MAX_NAMED)).replaceAll("[^ -~]", "?");
    }
}
