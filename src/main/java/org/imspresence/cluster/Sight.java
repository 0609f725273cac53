package org.imspresence.cluster;

import java.util.List;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;

/**
 * "Do you see me as a member?" See {@link Side}. A node that names itself among those that have ended takes its leave.
 *
 * @param asker  the id of the node that asks
 * @param viewId the number of its view
 * @param view   the ids of the members in it
 */
@Proto
@ProtoTypeId(TypeIds.SIGHT)
record Sight(String asker, long viewId, List<String> view, Votes votes) {

    /**
     * The answer.
     *
     * @param seen       whether the asker is in the view of the one that answers, and has a view that is no older
     * @param waitMillis how long nodes outside the asker's view may still act by the word of the one that answers; 0: not any more
     */
    @Proto
    @ProtoTypeId(TypeIds.SIGHTED)
    record Sighted(boolean seen, long waitMillis, Votes votes) {
    }
}
