package org.imspresence.home.inspection;

import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * Ends a subscription with a NOTIFY that says {@code terminated}; answered with a {@code Reply}, 404 when there is no such one. Of one that has ended already nothing is told again.
 *
 * @param presentity canonical address
 * @param id         of the subscription's dialog
 * @param rejected   true: {@code reason=rejected}, the watcher is not to subscribe again; false: {@code reason=deactivated}, it may at once (RFC 6665 s4.1.3)
 * @param operator   who wants it, for the log
 */
@Proto
@ProtoTypeId(101024)
public record EndSubscription(String presentity, String id, boolean rejected, String operator) implements OperatorCommand {}
