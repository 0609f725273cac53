package org.imspresence.testbed;

import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.imspresence.testbed.FoundingFlow.Leg;
import org.imspresence.testbed.FoundingFlow.Result;
import org.imspresence.testbed.FoundingFlow.Row;
import org.imspresence.testbed.FoundingFlow.Variant;

/**
 * Plays the founding document's flow against a real server and shows it on the terminal: the numbered messages as a ladder,
 * every row of the document's tables with a tick, and how often the HSS was asked. Exit code 0 only when every row holds and
 * nobody asked the HSS.
 */
public final class Demo {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int WIDTH = 100;
    private static final int VALUE_COLUMN = 33;
    private static final String GREEN = "\u001b[32m";
    private static final String RED = "\u001b[31m";
    private static final String PLAIN = "\u001b[0m";

    private static final String USAGE = """
            usage: ./run demo                                     start a server, play, stop it
                   ./run demo --server ADDRESS:PORT --hosts FILE  take a running one; its JVM has
                                                                  -Djdk.net.hosts.file=FILE -Dsun.net.inetaddr.ttl=0""";

    private final PrintStream out;
    private final boolean unicode;
    private final boolean colour;

    Demo(PrintStream out, boolean unicode, boolean colour) {
        this.out = out;
        this.unicode = unicode;
        this.colour = colour;
    }

    public static void main(String[] args) {
        ServerUnderTest.Launcher launcher = ServerUnderTest::startFor;
        if (args.length == 4 && args[0].equals("--server") && args[2].equals("--hosts")) {
            launcher = ServerUnderTest.running(args[1], Path.of(args[3]));
        } else if (args.length > 0) {
            System.err.println(USAGE);
            System.exit(2);
        }
        Console terminal = System.console();
        Charset charset = terminal != null ? terminal.charset() : Charset.forName(System.getProperty("native.encoding"));
        PrintStream out = new PrintStream(System.out, true, charset);
        System.exit(new Demo(out, charset.equals(StandardCharsets.UTF_8), terminal != null).run(launcher) ? 0 : 1);
    }

    /** Plays both variants; true when every row held and the HSS was not asked. */
    boolean run(ServerUnderTest.Launcher launcher) {
        try (ImsNetwork network = ImsNetwork.open(); ServerUnderTest server = launcher.startFor(network)) {
            network.attach(server.sip());
            boolean holds = true;
            for (Variant variant : Variant.values()) {
                Result result = FoundingFlow.play(network, variant, PATIENCE);
                show(result);
                holds &= result.holds();
            }
            out.println("HSS queries: " + network.hss().queries());
            return holds && network.hss().queries() == 0;
        }
    }

    private void show(Result result) {
        out.println("Presence Server updating IMS watcher (figure 5.5.1-1): " + result.variant().title());
        out.println();
        out.println(new Ladder(result.variant(), unicode).draw(result.legs()));
        result.rows().stream().map(Row::table).distinct().forEach(table -> {
            out.println(title(table, result.legs()));
            result.rows().stream().filter(row -> row.table().equals(table)).forEach(this::show);
        });
        long held = result.rows().stream().filter(Row::holds).count();
        out.println(held + " of " + result.rows().size() + " rows hold");
        out.println();
    }

    private static String title(String table, List<Leg> legs) {
        return legs.stream().filter(leg -> leg.table().equals(table)).findFirst()
                .map(leg -> "Table " + table + ": " + (leg.isRequest() ? "NOTIFY, " : "200 (OK), ")
                        + leg.sender() + " to " + leg.receiver())
                .orElse(table.substring(0, 1).toUpperCase(Locale.ROOT) + table.substring(1) + " the numbered messages");
    }

    private void show(Row row) {
        String values = row.holds() ? row.actual() : "expected " + row.expected() + "\nbut was  " + row.actual();
        String label = row.field();
        for (String line : wrapped(values)) {
            String mark = label.isEmpty() ? (unicode ? " " : "    ") : mark(row.holds());
            out.printf("  %s %-25s %s%n", mark, label, line);
            label = "";
        }
    }

    /** Lines that fit beside the label, broken after a comma where there is one. */
    private static List<String> wrapped(String values) {
        int room = WIDTH - VALUE_COLUMN;
        List<String> lines = new ArrayList<>();
        for (String line : values.split("\\R")) {
            String rest = line;
            while (rest.length() > room) {
                int comma = rest.lastIndexOf(", ", room - 1);
                int end = comma < 0 ? room : comma + 1;
                lines.add(rest.substring(0, end));
                rest = rest.substring(end).strip();
            }
            lines.add(rest);
        }
        return lines;
    }

    private String mark(boolean holds) {
        String mark = unicode ? (holds ? "\u2713" : "\u2717") : (holds ? "OK  " : "FAIL");
        return colour ? (holds ? GREEN : RED) + mark + PLAIN : mark;
    }
}
