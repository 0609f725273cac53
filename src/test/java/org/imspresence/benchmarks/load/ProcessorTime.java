package org.imspresence.benchmarks.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Processor time used so far, in ticks of 10 ms, as Linux counts it in /proc.
 *
 * @param generator by this process
 * @param server by the processes of the server under test
 * @param machine by everybody
 * @param stolen what the machine's host gave to others
 */
record ProcessorTime(double generator, double server, double machine, double stolen) {

    private static final double NANOS_PER_TICK = 1e7;
    /** Fields of /proc/stat: user, nice, system, irq, softirq; and steal. */
    private static final int[] BUSY = {1, 2, 3, 6, 7};
    private static final int STEAL = 8;
    /** Fields of /proc/PID/stat after the name: the parent, user and system time. */
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    static ProcessorTime now(List<String> servers) throws IOException {
        String[] machine = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
        double busy = 0;
        for (int field : BUSY) {
            busy += Long.parseLong(machine[field]);
        }
        double server = servers.isEmpty() ? 0 : ofServers(servers);
        long own = ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        return new ProcessorTime(own / NANOS_PER_TICK, server, busy, Long.parseLong(machine[STEAL]));
    }

    /** Of these processes and all that descend from them. */
    private static double ofServers(List<String> servers) throws IOException {
        Map<String, List<String>> children = new HashMap<>();
        Map<String, Long> times = new HashMap<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.filter(path -> Character.isDigit(path.getFileName().toString().charAt(0))).toList()) {
                String id = process.getFileName().toString();
                String[] fields = fields(process);
                if (fields.length > SYSTEM) {
                    children.computeIfAbsent(fields[PARENT], parent -> new ArrayList<>()).add(id);
                    times.put(id, Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]));
                }
            }
        }
        double sum = 0;
        ArrayDeque<String> queue = new ArrayDeque<>(servers);
        for (String id = queue.poll(); id != null; id = queue.poll()) {
            sum += times.getOrDefault(id, 0L);
            queue.addAll(children.getOrDefault(id, List.of()));
        }
        return sum;
    }

    private static String[] fields(Path process) {
        try {
            String line = Files.readString(process.resolve("stat"));
            return line.substring(line.lastIndexOf(')') + 2).split(" ");
        } catch (IOException ended) {
            return new String[0];
        }
    }
}
