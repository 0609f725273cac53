package org.imspresence.authorization;

import java.util.Optional;

/**
 * What a rule may look at besides who asks.
 *
 * @param sphere the presentity's (RFC 4480 s3.10); empty when it publishes none, or several that differ
 * @param now    milliseconds since the epoch
 */
public record Circumstances(Optional<String> sphere, long now) {}
