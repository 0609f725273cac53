package org.imspresence.cluster;

import java.util.concurrent.CompletionStage;
import org.infinispan.commands.GlobalRpcCommand;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.protostream.annotations.Proto;
import org.infinispan.protostream.annotations.ProtoTypeId;
import org.infinispan.remoting.transport.NodeVersion;

/**
 * A command on its way to another node. Infinispan sends the reply when the stage of {@link #invokeAsync} completes, and
 * holds no thread for it.
 *
 * @param group the group whose home is meant; null: this very node is
 * @param caller what the caller knew of the cluster when it sent a command to a home
 * @param body  the encoded command. Bytes, so that a command nobody can read fails alone, with a reply that says so
 */
@Proto
@ProtoTypeId(TypeIds.REQUEST)
record Request(String group, Knowledge caller, byte[] body) implements GlobalRpcCommand {

    /** A command to a node, whatever it is home of. */
    static Request toNode(byte[] body) {
        return new Request(null, Knowledge.NONE, body);
    }

    @Override
    public CompletionStage<?> invokeAsync(GlobalComponentRegistry components) {
        CommandServer server = components.getComponent(CommandServer.class.getName());
        return server.receive(this);
    }

    @Override
    public boolean isReturnValueExpected() {
        return true;
    }

    @Override
    public NodeVersion supportedSince() {
        return NodeVersion.SIXTEEN;
    }
}
