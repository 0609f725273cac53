package org.imspresence.overload;

/** What waits for the threads of the homes. */
public interface Backlog {

    /** How many tasks wait. */
    int length();

    /** Milliseconds that the oldest has been waiting. */
    long age();
}
