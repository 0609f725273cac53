package org.imspresence.container.log;

import java.util.logging.Level;

/** Names of levels as SLF4J has them. */
final class Levels {

    private Levels() {}

    static String name(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARN";
        }
        return value >= Level.INFO.intValue() ? "INFO" : "DEBUG";
    }
}
