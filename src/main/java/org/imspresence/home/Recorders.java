package org.imspresence.home;

import java.util.function.LongConsumer;

/**
 * Who is told, once for each time that it happens and on the thread that it happens on, what the homes of a node measure. They must be quick.
 *
 * @param notifyLatency milliseconds from a change of state to the 2xx of a NOTIFY that told it
 * @param expiryLag     milliseconds from the time when a subscription or a publication ran out to its end
 * @param routes        routes of the dialog of a new subscription or a fetch
 * @param takeover      milliseconds from the word that the node is home of presentities of others to the moment when it decides for the last of them
 */
public record Recorders(LongConsumer notifyLatency, LongConsumer expiryLag, LongConsumer routes, LongConsumer takeover) {}
