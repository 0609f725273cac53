package org.imspresence.notification;

/**
 * One NOTIFY that is due.
 *
 * @param subscriptionState the header's value
 * @param terminal          true when it is the last one of its subscription
 * @param why               for people: why it is sent
 */
public record Notice(String subscriptionState, boolean terminal, String why) {}
