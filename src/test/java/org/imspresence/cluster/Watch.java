package org.imspresence.cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.infinispan.protostream.GeneratedSchema;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoSchema;
import org.infinispan.protostream.annotations.ProtoTypeId;

/** Records as the other rooms have them: lists, absent strings, bytes, numbers, enums. About as large as a subscription. */
final class Watch {

    private Watch() {
    }

    @Proto
    @ProtoTypeId(100900)
    enum State { PENDING, ACTIVE, TERMINATED }

    @Proto
    @ProtoTypeId(100901)
    record Subscription(String callId, String localTag, String remoteTag, String localUri, String remoteUri,
                        String remoteTarget, List<String> routes, String eventId, State state, long expires, int cseq,
                        byte[] filter) {

        static Subscription sample(String group, String id) {
            return new Subscription("callid-" + id + "@watcher-ue-host.example.ims.mnc001.org", "ltag-" + id.hashCode(),
                    "rtag-" + group.hashCode(), "sip:" + group, "sip:watcher-" + id + "@ims.mnc001.mcc001.3gppnetwork.org",
                    "sip:" + id + "@10.20.30.40:5060;transport=udp;ob",
                    List.of("<sip:scscf.ims.mnc001.mcc001.3gppnetwork.org:5060;lr;id=" + id + ">",
                            "<sip:pcscf1.visited.ims.mnc001.mcc001.3gppnetwork.org:5060;lr;" + id + ">"),
                    null, State.ACTIVE, 3600L, 1, new byte[] {1, 2, 3});
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Subscription that && callId.equals(that.callId) && localTag.equals(that.localTag)
                    && routes.equals(that.routes) && Objects.equals(eventId, that.eventId) && state == that.state
                    && expires == that.expires && cseq == that.cseq && Arrays.equals(filter, that.filter);
        }

        @Override
        public int hashCode() {
            return callId.hashCode();
        }
    }

    @Proto
    @ProtoTypeId(100902)
    record Add(String presentity, List<Subscription> subscriptions) {
    }

    @Proto
    @ProtoTypeId(100903)
    record Added(String by, List<String> ids, State state, long at) {
    }

    @ProtoSchema(schemaPackageName = "org.imspresence.test", schemaFileName = "watch.proto", schemaFilePath = "proto",
            includeClasses = {State.class, Subscription.class, Add.class, Added.class})
    interface Schema extends GeneratedSchema {
    }

    static final List<GeneratedSchema> SCHEMAS = List.of(new SchemaImpl());
}
