package org.imspresence.testbed.browser;

import java.lang.management.ManagementFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.imspresence.testbed.MassWatchers;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.WatcherUe;

/** What the console weighs, how soon it can be used while a node holds many subscriptions, and how soon it shows what is published. Started by {@code bench/console}. */
public final class ConsoleBench {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final int LOADS = 20;
    private static final int PUBLISHES = 100;
    private static final String PRESENTITY = "sip:somebody@example.com";
    /** Notes, by the times at which they are on the page: milliseconds since the epoch. */
    private static final String WATCH_NOTES = "window.seen = {}; new MutationObserver(() => { const note = /note-\\d+/.exec(document.querySelector('.note')?.textContent)?.[0];"
            + " if (note) window.seen[note] ??= performance.timeOrigin + performance.now(); }).observe(document.querySelector('main'), {subtree: true, childList: true, characterData: true})";

    private final ServerProcess server;
    private final Browser browser;

    private ConsoleBench(ServerProcess server, Browser browser) {
        this.server = server;
        this.browser = browser;
    }

    /** @param arguments how many subscriptions, each to a presentity of its own */
    public static void main(String[] arguments) {
        int subscriptions = Integer.parseInt(arguments[0]);
        try (ServerProcess server = ServerProcess.start(ServerProcess.options().underLoad().heap("1g").set("overload.burst", 100_000).set("overload.delay", 60_000));
                MassWatchers watchers = new MassWatchers(server.sip(), subscriptions, false);
                Browser browser = Browser.startIfInstalled().orElseThrow()) {
            System.out.println("  " + watchers.subscribe(0, subscriptions));
            System.out.printf("  load of the machine: %.1f on %d cores%n", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), Runtime.getRuntime().availableProcessors());
            ConsoleBench bench = new ConsoleBench(server, browser);
            bench.load();
            bench.search(subscriptions);
            bench.publish();
            System.out.printf("  load of the machine: %.1f%n", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        }
        System.exit(0);
    }

    private Page open(String view) {
        Page page = browser.page().size(1200, 900);
        page.open(server.http().resolve("#" + view));
        return page;
    }

    /** From the beginning of the navigation to the nodes with their numbers on a page that has its search field. */
    private void load() {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < LOADS; i++) {
            try (Page page = open("/")) {
                times.add(((Number) page.await("document.querySelector('.nodes h4')?.textContent && performance.now()", PATIENCE)).doubleValue());
                if (i == 0) {
                    System.out.printf("  page weight, overview with its first numbers: %,d bytes in %d requests%n", page.received(), page.requests().size());
                }
            }
        }
        print("navigation to the overview with its numbers", times);
    }

    /** From Enter to the row. */
    private void search(int subscriptions) {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < LOADS; i++) {
            String name = MassWatchers.presentity((int) ((i + 0.5) * subscriptions / LOADS));
            try (Page page = open("/presentities")) {
                page.click("input[name=contains]", PATIENCE);
                page.type(name);
                page.value("window.begun = performance.now()");
                page.press("Enter");
                times.add(((Number) page.await("[...document.querySelectorAll('td a')].some(link => link.textContent === " + Page.quoted(name) + ") && performance.now() - window.begun", PATIENCE)).doubleValue());
            }
        }
        print("Enter to the presentity that is searched", times);
    }

    /** From the PUBLISH to its note on the page; a watcher is told of each, too. */
    private void publish() {
        List<Double> times = new ArrayList<>();
        try (WatcherUe watcher = WatcherUe.of(server.sip(), PRESENTITY).open(); Publisher publisher = new Publisher(server.sip(), PRESENTITY);
                Page page = open("/presentities/" + URLEncoder.encode(PRESENTITY, StandardCharsets.UTF_8))) {
            watcher.subscribe(3600);
            page.awaitText(".stream", "Live", PATIENCE);
            page.value(WATCH_NOTES);
            for (int i = 0; i < PUBLISHES; i++) {
                LockSupport.parkNanos(BETWEEN.toNanos());
                String note = "note-" + i;
                long sent = System.currentTimeMillis();
                publisher.publish(Pidf.document(PRESENTITY, note), 3600);
                times.add(((Number) page.await("window.seen['" + note + "']", PATIENCE)).doubleValue() - sent);
            }
        }
        print("PUBLISH to the page that shows it", times);
    }

    private static void print(String what, List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        System.out.printf("  %s: median %.0f ms, p99 %.0f ms of %d%n", what, sorted.get(sorted.size() / 2), sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1), sorted.size());
    }
}
