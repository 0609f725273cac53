package org.imspresence.home.inspection;

/** What an operator asks of the nodes and homes of a cluster, or has them do. Each has its type on the wire; the answer to it is named in its own words. */
public sealed interface OperatorCommand permits AskNode, AskCounters, DrainNode, FindPresentities, AskPresentity, AskWatchers, AskMessages, EndSubscription {}
