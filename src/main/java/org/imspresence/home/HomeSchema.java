package org.imspresence.home;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.RouteSet;
import org.imspresence.home.inspection.AskCounters;
import org.imspresence.home.inspection.AskMessages;
import org.imspresence.home.inspection.AskNode;
import org.imspresence.home.inspection.AskPresentity;
import org.imspresence.home.inspection.AskWatchers;
import org.imspresence.home.inspection.CountersReport;
import org.imspresence.home.inspection.DrainNode;
import org.imspresence.home.inspection.EndSubscription;
import org.imspresence.home.inspection.FindPresentities;
import org.imspresence.home.inspection.FoundPresentities;
import org.imspresence.home.inspection.NodeReport;
import org.imspresence.home.inspection.PassedMessages;
import org.imspresence.home.inspection.PresentityReport;
import org.imspresence.home.inspection.WatchersReport;
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
            Publication.class, PublishAnswer.class, PublishRequest.class, Answered.class, Delivered.class, DocumentsChanged.class, Reply.class,
            AskNode.class, NodeReport.class, AskCounters.class, CountersReport.class, CountersReport.Counter.class, DrainNode.class, FindPresentities.class, FoundPresentities.class, FoundPresentities.Found.class,
            AskPresentity.class, PresentityReport.class, PresentityReport.Topic.class, PresentityReport.Published.class,
            AskWatchers.class, WatchersReport.class, WatchersReport.Watching.class, WatchersReport.LastNotify.class, EndSubscription.class,
            AskMessages.class, PassedMessages.class, PassedMessages.Passed.class
        })
public interface HomeSchema extends GeneratedSchema {

    HomeSchema INSTANCE = new HomeSchemaImpl();
}
