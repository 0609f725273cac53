package org.imspresence.dialog;

import java.util.List;
import java.util.function.Function;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * RFC 3261 s12.1.1: the route set of a UAS, "the list of URIs in the Record-Route header field from the request, taken in order and preserving
 * all URI parameters". It may be empty, and it never changes while the dialog lives.
 *
 * <pre>
 *   Record-Route: &lt;sip:scscf2.home2.net;lr&gt;, &lt;sip:scscf1.home1.net;lr&gt;, &lt;sip:pcscf1.home1.net;lr&gt;
 * </pre>
 *
 * <p>The watchers behind one pair of CSCFs share one route set, and those behind one S-CSCF most of it: what is equal is kept once per node ({@link #shared}).
 *
 * @param routes each a name-addr with its header parameters, as received; the first is the hop nearest to us
 */
@Proto
@ProtoTypeId(101201)
public record RouteSet(List<String> routes) {

    /** Enough for the CSCFs of a large network. What comes only once, as the token that some P-CSCFs write for each UE, is soon forgotten. */
    private static final int REMEMBERED = 2_000;
    private static final Cache<String, String> ROUTES = remembering();
    private static final Cache<RouteSet, RouteSet> SETS = remembering();

    public RouteSet {
        routes = List.copyOf(routes);
    }

    /** A set that equals this one and shares with others of this node what they have in common: all of it, or single routes. */
    public RouteSet shared() {
        RouteSet ofSharedRoutes = new RouteSet(routes.stream().map(route -> ROUTES.get(route, Function.identity())).toList());
        return SETS.get(ofSharedRoutes, Function.identity());
    }

    private static <T> Cache<T, T> remembering() {
        return Caffeine.newBuilder().maximumSize(REMEMBERED).executor(Runnable::run).build();
    }
}
