package org.imspresence.container.log;

import java.io.PrintStream;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** What the process itself has to say on standard output, beside its log: as it is, or, where lines of the log are objects of JSON, as one of them. */
public final class Announcements {

    private final PrintStream out;
    private final Formatter formatter;

    /** @param out standard output of the process; a container may put its own in the place of {@code System.out} */
    public Announcements(PrintStream out) {
        this.out = out;
        this.formatter = LogFormat.ofTheProcess();
    }

    /** @param text one line or several */
    public void say(String text) {
        LogRecord record = new LogRecord(Level.INFO, text);
        record.setLoggerName("org.imspresence.container");
        out.print(formatter instanceof JsonLine ? formatter.format(record) : text + '\n');
        out.flush();
    }
}
