package org.imspresence.tryit;

/**
 * A watcher inside this server.
 *
 * @param id               of it, here
 * @param presentity       canonical address of whom it watches
 * @param watcher          its own address
 * @param contact          where its socket is
 * @param callId           of its dialog
 * @param remainingSeconds of its life
 * @param notifies         that it has answered 200
 * @param state            Subscription-State of the last of them; null before the first
 */
public record Watching(String id, String presentity, String watcher, String contact, String callId, long remainingSeconds, int notifies, String state) {}
