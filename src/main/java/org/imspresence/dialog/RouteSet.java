package org.imspresence.dialog;

import java.util.List;

import com.github.benmanes.caffeine.cache.Interner;
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
 * <p>The watchers behind one pair of CSCFs share one route set, so equal sets share one instance per node ({@link #shared}).
 *
 * @param routes each a name-addr with its header parameters, as received; the first is the hop nearest to us
 */
@Proto
@ProtoTypeId(101201)
public record RouteSet(List<String> routes) {

    private static final Interner<RouteSet> INTERNER = Interner.newWeakInterner();

    public RouteSet {
        routes = List.copyOf(routes);
    }

    /** The one instance of this node that equals this set. */
    public RouteSet shared() {
        return INTERNER.intern(this);
    }
}
