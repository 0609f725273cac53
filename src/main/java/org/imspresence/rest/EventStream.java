package org.imspresence.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

import org.imspresence.json.Json;

/** Server-sent events (WHATWG HTML s9.2) to one client. */
final class EventStream {

    static final String TYPE = "text/event-stream";

    /** Milliseconds after which a client whose stream has broken comes back. */
    private static final int RETRY = 2_000;
    /** A client that has gone is noticed when it is written to, twice: much sooner than those in between need to be told that the stream lives. */
    private static final long HEARTBEAT_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** What hands on to the network what has been written. */
    interface Flush {

        void flush() throws IOException;
    }

    private final OutputStream out;
    private final Flush flush;
    private long id;
    private long writtenAt;

    EventStream(OutputStream out, Flush flush) {
        this.out = out;
        this.flush = flush;
    }

    void begin() throws IOException {
        write("retry: " + RETRY + "\n\n");
        flush();
    }

    /** @param data as of {@link Json#write}, on one line */
    void event(String name, Object data) throws IOException {
        id++;
        write("event: " + name + "\nid: " + id + "\ndata: ");
        out.write(Json.write(data));
        write("\n\n");
    }

    /** Clients pass over it. */
    void comment(String text) throws IOException {
        write(": " + text + "\n\n");
        flush();
    }

    /** Writes something, unless something has been written of late. */
    void heartbeat() throws IOException {
        if (System.nanoTime() - writtenAt > HEARTBEAT_NANOS) {
            comment("");
        }
    }

    void flush() throws IOException {
        flush.flush();
        writtenAt = System.nanoTime();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }
}
