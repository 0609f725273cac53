package org.imspresence.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.imspresence.address.HostPort;

/** A {@link NodeMain} in a process of its own, and what it has said. */
final class Peer {

    final Process process;
    final Thread reader;
    final Set<String> acked = ConcurrentHashMap.newKeySet();
    final Set<String> failed = ConcurrentHashMap.newKeySet();
    private final Map<String, BlockingQueue<String>> said = new ConcurrentHashMap<>();
    private final PrintWriter stdin;

    Peer(String name, List<HostPort> addresses) throws IOException {
        this(name, addresses, List.of());
    }

    /** @param options of its virtual machine */
    Peer(String name, List<HostPort> addresses, List<String> options) throws IOException {
        long since = System.nanoTime();
        List<String> line = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx512m", "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        line.addAll(options);
        line.addAll(List.of(NodeMain.class.getName(), name));
        addresses.forEach(address -> line.add(address.toString()));
        process = new ProcessBuilder(line).redirectError(new File("target/cluster-it-" + name + ".log")).start();
        stdin = new PrintWriter(process.getOutputStream(), true);
        reader = new Thread(this::read, "reader of " + name);
        reader.start();
        next("ready");
        System.out.println("node " + name + " ready in " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since) + " ms, with the start of its virtual machine");
    }

    void tell(String... words) {
        stdin.println(String.join(" ", words));
    }

    String ask(String... words) {
        tell(words);
        return next(words[0]);
    }

    /** The rest of the next line that begins with the word. */
    String next(String word) {
        try {
            String rest = said(word).poll(30, TimeUnit.SECONDS);
            assertNotNull(rest, "no line began with " + word);
            return rest;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops the process, as a hypervisor or a debugger would: it does nothing, and its sockets stay open. */
    void suspend() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private BlockingQueue<String> said(String word) {
        return said.computeIfAbsent(word, any -> new LinkedBlockingQueue<>());
    }

    private void read() {
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                String[] wordAndRest = line.split(" ", 2);
                String rest = wordAndRest.length == 1 ? "" : wordAndRest[1];
                switch (wordAndRest[0]) {
                    case "acked" -> acked.add(rest);
                    case "failed" -> failed.add(rest);
                    default -> said(wordAndRest[0]).add(rest);
                }
            }
        } catch (IOException ended) {
            said("ended").add(ended.toString());
        }
    }
}
