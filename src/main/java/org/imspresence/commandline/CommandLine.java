package org.imspresence.commandline;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@code ./run status} and its like: reads a node's REST interface, and prints tables or, with {@code --json}, what the server has said, one answer on a line. */
public final class CommandLine {

    private static final int FAILED = 1;
    private static final int WRONG = 2;

    private final Server server;
    private final boolean json;
    private final PrintStream out;

    private CommandLine(Server server, boolean json, PrintStream out) {
        this.server = server;
        this.json = json;
        this.out = out;
    }

    /** @param arguments the server's HTTP address, then what is on the command line */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream errors = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        try {
            run(List.of(arguments), Optional.ofNullable(System.getenv("PRESENCE_OPERATOR_PASSWORD")).orElse(""), out);
        } catch (Failure failure) {
            errors.println("run: " + failure.getMessage());
            System.exit(FAILED);
        } catch (IllegalArgumentException wrong) {
            errors.println("run: " + wrong.getMessage() + " (./run --help lists the options)");
            System.exit(WRONG);
        }
    }

    /**
     * @throws Failure                  if it cannot be done
     * @throws IllegalArgumentException if it is no command
     */
    static void run(List<String> arguments, String password, PrintStream out) {
        List<String> words = new ArrayList<>();
        String user = "";
        boolean json = false;
        boolean rejected = false;
        for (int i = 1; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--json" -> json = true;
                case "--rejected" -> rejected = true;
                case "--user" -> {
                    i++;
                    user = i < arguments.size() ? arguments.get(i) : "";
                }
                default -> words.add(arguments.get(i));
            }
        }
        new CommandLine(new Server(arguments.get(0), user, password), json, out).carryOut(words, rejected);
    }

    private void carryOut(List<String> words, boolean rejected) {
        String command = words.get(0) + ' ' + words.size();
        switch (command) {
            case "status 1" -> print(server.get("nodes"), Report::nodes);
            case "presentities 1" -> pages("presentities", "?", Report::presentities);
            case "presentities 2" -> pages("presentities", "?contains=" + Server.encoded(words.get(1)) + '&', Report::presentities);
            case "presentity 2" -> print(server.get(presentity(words.get(1))), Report::presentity);
            case "watchers 2" -> pages(presentity(words.get(1)) + "/watchers", "?", Report::watchers);
            case "follow 2" -> server.follow(presentity(words.get(1)) + "/messages", new Follow(json, out)::take);
            case "terminate 3" -> print(server.post(presentity(words.get(1)) + "/watchers/" + Server.encoded(words.get(2)) + "/terminate", Map.of("reason", rejected ? "rejected" : "deactivated")),
                    done -> List.of("the subscription has ended"));
            case "drain 2" -> print(server.post("nodes/" + Server.encoded(words.get(1)) + "/drain", Map.of()), done -> List.of("node " + done.get("node") + " drains, and stops then"));
            default -> throw new IllegalArgumentException("'" + String.join(" ", words) + "' is no command, or lacks something");
        }
    }

    private static String presentity(String address) {
        return "presentities/" + Server.encoded(address);
    }

    /** All pages, one after the other. */
    private void pages(String path, String query, Function<Map<?, ?>, List<String>> report) {
        Server.Answer page = server.get(path + query);
        print(page, report);
        while (page.document().get("next") instanceof String next) {
            page = server.get(path + query + "after=" + Server.encoded(next));
            print(page, report);
        }
    }

    private void print(Server.Answer answer, Function<Map<?, ?>, List<String>> report) {
        if (json) {
            out.println(answer.text());
        } else {
            report.apply(answer.document()).forEach(out::println);
        }
    }
}
