package org.imspresence.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another JVM of this machine, seen with the JDK's {@code jcmd}. */
public final class JavaHeap {

    private static final Pattern USED = Pattern.compile("heap\\s+total \\d+K, used (\\d+)K");
    private static final Pattern CLASS = Pattern.compile("\\s*\\d+:\\s+(\\d+)\\s+(\\d+)\\s+(\\S+).*");

    /** The live objects of one class. */
    public record ClassCount(String className, long instances, long bytes) {

        @Override
        public String toString() {
            return String.format("%,12d bytes %,10d x %s", bytes, instances, className);
        }
    }

    private final long pid;

    private JavaHeap(long pid) {
        this.pid = pid;
    }

    public static JavaHeap of(ServerProcess node) {
        return new JavaHeap(node.pid());
    }

    /** Bytes in use right after a full collection. */
    public long usedAfterFullCollection() {
        jcmd("GC.run");
        jcmd("GC.run");
        String info = jcmd("GC.heap_info");
        Matcher used = USED.matcher(info);
        if (!used.find()) {
            throw new IllegalStateException("cannot read " + info);
        }
        return Long.parseLong(used.group(1)) * 1024;
    }

    /** The classes of the live objects, the most bytes first; a full collection comes before. */
    public List<ClassCount> histogram() {
        return jcmd("GC.class_histogram").lines()
                .map(CLASS::matcher)
                .filter(Matcher::matches)
                .map(line -> new ClassCount(line.group(3), Long.parseLong(line.group(1)), Long.parseLong(line.group(2))))
                .toList();
    }

    /** How many live objects there are of the classes whose name matches. */
    public long instances(Predicate<String> className) {
        return histogram().stream().filter(line -> className.test(line.className())).mapToLong(ClassCount::instances).sum();
    }

    private String jcmd(String command) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("jcmd " + pid + " " + command + " failed: " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + jcmd + ": a JDK is needed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
