package org.imspresence.subscription;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * RFC 6446: how often a watcher wants to be told, in NOTIFYs per second. 0 stands for no wish.
 *
 * @param max         the most (s5.2)
 * @param min         the least (s6.2)
 * @param adaptiveMin the least on average (s7.2)
 */
@Proto
@ProtoTypeId(101103)
public record Rates(double max, double min, double adaptiveMin) {

    /** No wish. */
    public static final Rates NONE = new Rates(0, 0, 0);
}
