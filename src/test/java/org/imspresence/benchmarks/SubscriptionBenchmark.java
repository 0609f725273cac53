package org.imspresence.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.imspresence.dialog.SampleDialogs;
import org.imspresence.home.HomeSchema;
import org.imspresence.notification.Delivery;
import org.imspresence.notification.Notice;
import org.imspresence.notification.Planner;
import org.imspresence.subscription.Subscription;
import org.imspresence.subscription.Terms;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What each watcher costs besides the sending: planned for every change, encoded for another node when something of it is to be stored. */
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SubscriptionBenchmark {

    private static final long NOW = 1_000_000;
    private static final int HOUR_MILLIS = 3_600_000;
    private static final Duration PACING = Duration.ofSeconds(5);

    private final SerializationContext schemas = schemas();
    private final Subscription subscription = new Subscription("sip:user1_public1@home1.net", "", false, "presence", Terms.of("application/pidf+xml"), NOW + HOUR_MILLIS, SampleDialogs.dialog("1"), 169, NOW, NOW,
            "", false);
    private final Delivery delivery = new Delivery(false, 6, false, false, Optional.empty(), PACING.toMillis(), 0);
    private final byte[] encoded = encode();

    /** Whether a watcher is to be told of a change, and when. */
    @Benchmark
    public Optional<Notice> plan() {
        return Planner.plan(subscription, delivery, 7, NOW, PACING);
    }

    /** A subscription with its dialog and three routes, as it goes to another node. */
    @Benchmark
    public byte[] encode() {
        try {
            return ProtobufUtil.toWrappedByteArray(schemas, subscription);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Benchmark
    public Subscription decode() throws IOException {
        return ProtobufUtil.fromWrappedByteArray(schemas, encoded);
    }

    private static SerializationContext schemas() {
        SerializationContext schemas = ProtobufUtil.newSerializationContext();
        HomeSchema.INSTANCE.registerSchema(schemas);
        HomeSchema.INSTANCE.registerMarshallers(schemas);
        return schemas;
    }
}
