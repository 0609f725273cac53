package org.imspresence.container.log;

import java.util.logging.Formatter;

/** The form of the log's lines. */
final class LogFormat {

    private LogFormat() {}

    /** As {@code log.format} and {@code node.name} say, which {@code ./run} gives to the process as system properties. */
    static Formatter ofTheProcess() {
        return System.getProperty("presence.log.format", "").strip().equals("json") ? new JsonLine(System.getProperty("presence.node.name", "")) : new TextLine();
    }
}
