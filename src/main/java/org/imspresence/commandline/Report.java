package org.imspresence.commandline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Answers of the server as lines for people. */
final class Report {

    private static final long MEGABYTE = 1 << 20;

    private Report() {}

    /** Of {@code nodes}. */
    static List<String> nodes(Map<?, ?> answer) {
        Table table = new Table("NODE", "READY", "STANDING", "BALANCED", "SEGMENTS", "PRESENTITIES", "SUBSCRIPTIONS", "PUBLICATIONS", "BACKLOG", "HEAP MB", "UP SINCE");
        for (Map<?, ?> node : objects(answer, "nodes")) {
            table.add(node.get("name"), yes(node.get("ready")), node.get("standing"), yes(node.get("balanced")), node.get("segments"), node.get("presentities"), node.get("subscriptions"),
                    node.get("publications"), node.get("backlog"), number(node, "heapUsedBytes") / MEGABYTE, node.get("startedAt"));
        }
        texts(answer, "silent").forEach(name -> table.add(name, "no answer", "", "", "", "", "", "", "", "", ""));
        return table.lines();
    }

    /** Of a page of {@code presentities}. */
    static List<String> presentities(Map<?, ?> answer) {
        Table table = new Table("PRESENTITY", "HOME", "SUBSCRIPTIONS", "PUBLICATIONS");
        objects(answer, "presentities").forEach(found -> table.add(found.get("presentity"), found.get("home"), found.get("subscriptions"), found.get("publications")));
        List<String> lines = new ArrayList<>(table.lines());
        texts(answer, "silent").forEach(name -> lines.add("node " + name + " has not answered: its presentities are missing"));
        return lines;
    }

    /** Of a presentity. */
    static List<String> presentity(Map<?, ?> answer) {
        List<String> lines = new ArrayList<>(List.of(answer.get("presentity") + ", home " + answer.get("home")));
        for (Map<?, ?> eventPackage : objects(answer, "packages")) {
            lines.add("");
            lines.add(eventPackage.get("eventPackage") + ": " + eventPackage.get("subscriptions") + " subscriptions");
            Table publications = new Table("  PUBLICATION", "CONTENT-TYPE", "BYTES", "EXPIRES S", "LAST WORD");
            List<Map<?, ?>> all = objects(eventPackage, "publications");
            all.forEach(one -> publications.add("  " + one.get("entityTag"), one.get("contentType"), one.get("sizeBytes"), one.get("remainingSeconds"), one.get("changedAt")));
            if (!all.isEmpty()) {
                lines.addAll(publications.lines());
            }
            if (eventPackage.get("state") instanceof Map<?, ?> state) {
                lines.addAll(state(state));
            }
        }
        return lines;
    }

    private static List<String> state(Map<?, ?> state) {
        Table table = new Table("  STATE", "ID", "BASIC", "CONTACT", "NOTES AND MORE");
        for (String kind : List.of("persons", "services", "devices")) {
            for (Map<?, ?> one : objects(state, kind)) {
                table.add("  " + kind.substring(0, kind.length() - 1), one.get("id"), one.get("basic"), one.get("contact"), more(one));
            }
        }
        List<Map<?, ?>> notes = objects(state, "notes");
        notes.forEach(note -> table.add("  note", "", "", "", note.get("text")));
        return table.lines();
    }

    private static String more(Map<?, ?> one) {
        List<String> more = new ArrayList<>();
        objects(one, "notes").forEach(note -> more.add("\"" + note.get("text") + '"'));
        objects(one, "details").forEach(detail -> more.add(detail.get("name") + "=" + String.join(",", texts(detail, "values"))));
        return String.join(" ", more);
    }

    /** Of a page of {@code watchers}: a row each, and below it how its NOTIFYs go. */
    static List<String> watchers(Map<?, ?> answer) {
        Table table = new Table("WATCHER", "STATE", "EVENT", "DECISION", "EXPIRES S", "LAST NOTIFY", "ID");
        List<Map<?, ?>> watchers = objects(answer, "watchers");
        watchers.forEach(one -> table.add(one.get("watcher"), one.get("state"), one.get("event"), one.get("decision") + ": " + one.get("reason"), one.get("remainingSeconds"), lastNotify(one), one.get("id")));
        List<String> rows = table.lines();
        List<String> lines = new ArrayList<>(rows.subList(0, 1));
        for (int i = 0; i < watchers.size(); i++) {
            lines.add(rows.get(i + 1));
            lines.add("  " + objects(watchers.get(i), "path").stream().map(hop -> (String) hop.get("address")).collect(Collectors.joining(" -> ")));
        }
        return lines;
    }

    private static String lastNotify(Map<?, ?> watcher) {
        return watcher.get("lastNotify") instanceof Map<?, ?> last ? "CSeq " + last.get("cseq") + ": " + (last.get("status") == null ? "no answer yet" : last.get("status")) : "none";
    }

    private static String yes(Object truth) {
        return Boolean.TRUE.equals(truth) ? "yes" : "NO";
    }

    private static long number(Map<?, ?> object, String member) {
        return object.get(member) instanceof Long number ? number : 0;
    }

    private static List<Map<?, ?>> objects(Map<?, ?> object, String member) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (object.get(member) instanceof List<?> array) {
            array.forEach(element -> objects.add((Map<?, ?>) element));
        }
        return objects;
    }

    private static List<String> texts(Map<?, ?> object, String member) {
        return object.get(member) instanceof List<?> array ? array.stream().map(String::valueOf).toList() : List.of();
    }
}
