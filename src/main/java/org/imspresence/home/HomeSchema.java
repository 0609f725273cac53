package org.imspresence.home;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.RouteSet;
import org.imspresence.publication.Publication;
import org.imspresence.publication.PublishAnswer;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.Rates;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.Terms;
import org.infinispan.protostream.GeneratedSchema;
import org.infinispan.protostream.annotations.ProtoSchema;

/** The wire form of all that is stored, and of the commands and replies between nodes. */
@ProtoSchema(
        schemaPackageName = "org.imspresence",
        schemaFileName = "presence.proto",
        includeClasses = {
            RouteSet.class, DialogState.class, Subscription.class, Terms.class, Rates.class, SubscribeRequest.class,
            Publication.class, PublishAnswer.class, PublishRequest.class, Answered.class, Delivered.class, DocumentsChanged.class, Reply.class
        })
public interface HomeSchema extends GeneratedSchema {

    HomeSchema INSTANCE = new HomeSchemaImpl();
}
