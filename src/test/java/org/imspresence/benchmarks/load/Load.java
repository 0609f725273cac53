package org.imspresence.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A load generator for presence servers (RFC 3856, 3903, 6665) over UDP: watchers, publishers, and where the NOTIFYs go. It knows nothing of the server under test. It answers every NOTIFY and checks
 * the Routes, the order of states and what each watcher knows in the end; how long things took is known when their datagram is read.
 *
 * <p>It does what it reads from standard input, a line each, answers each line by one of JSON, and serves the dialogs that it has opened until standard input ends:
 *
 * <pre>
 * publish RATE                        the first PUBLISH of every presentity, at a rate per second at most
 * subscribe COUNT RATE                that many new dialogs, and their first NOTIFYs
 * step subscribe|publish RATE SECONDS new dialogs, or PUBLISHes that change a random presentity's state, and all that follows
 * </pre>
 *
 * <p>Options: {@link Options}. Results: {@link StepResult}.
 */
public final class Load {

    private static final String END = "";

    private Load() {
    }

    public static void main(String[] arguments) throws IOException {
        Phases phases = new Phases(Options.of(arguments));
        BlockingQueue<String> commands = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> readInto(commands), "commands");
        reader.setDaemon(true);
        reader.start();
        while (true) {
            String command = commands.poll();
            if (command == null) {
                phases.idle();
            } else if (command.equals(END)) {
                return;
            } else {
                System.out.println(carryOut(phases, command.split(" ")));
            }
        }
    }

    private static void readInto(BlockingQueue<String> commands) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.isBlank()).forEach(commands::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            commands.add(END);
        }
    }

    private static String carryOut(Phases phases, String[] words) throws IOException {
        return switch (words[0]) {
            case "publish" -> phases.publishAll(Double.parseDouble(words[1]));
            case "subscribe" -> phases.subscribe(Integer.parseInt(words[1]), Double.parseDouble(words[2]));
            case "step" -> phases.step(words[1].equals("publish"), Integer.parseInt(words[2]), Double.parseDouble(words[3]));
            default -> throw new IllegalArgumentException("there is no command " + words[0]);
        };
    }
}
