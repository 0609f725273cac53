package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of the run script that ends by itself, such as {@code ./run shutdown}.
 *
 * @param status its exit status
 * @param output what it has written, standard error among it
 */
public record RunScript(int status, String output) {

    /** Calls the project's script and waits for its end. */
    public static RunScript call(String... arguments) {
        return call(Path.of(System.getProperty("presence.run", "run")).toAbsolutePath(), arguments);
    }

    /** Calls this script, or another program, and waits for its end. */
    public static RunScript call(Path script, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(script.toString());
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new RunScript(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot call " + command, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
