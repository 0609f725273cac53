package org.imspresence.notification;

/**
 * One NOTIFY that is due.
 *
 * @param subscriptionState the header's value
 * @param terminal          true when it is the last one of its subscription
 * @param pause             milliseconds that must pass before it may leave, for the pace; 0 for none
 * @param why               for people: why it is sent
 */
public record Notice(String subscriptionState, boolean terminal, long pause, String why) {}
