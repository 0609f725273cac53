package org.imspresence.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.imspresence.address.PresenceAddress;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.Composition;
import org.imspresence.document.Composition.Source;
import org.imspresence.document.CompositionPolicy;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfFormat;
import org.imspresence.document.PidfUpdate;
import org.imspresence.document.PresenceDocument;
import org.imspresence.document.XmlLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a document costs from the PUBLISH to the NOTIFY's body: once for each publication, or once for all watchers who are told the same, never for each watcher. */
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DocumentBenchmark {

    private static final PresenceAddress PRESENTITY = PresenceAddress.parse("sip:user2_public1@home2.net");

    private final HardenedXml xml = new HardenedXml(XmlLimits.DEFAULT);
    private final Composition composition = new Composition(xml);
    private final byte[] published = document("phone", "open");
    private final List<Source> one = List.of(new Source(parsed(published), 1, "1"));
    private final List<Source> two = List.of(new Source(parsed(published), 1, "1"), new Source(parsed(document("laptop", "closed")), 2, "2"));
    private final ComposedDocument before = composed(two);
    private final ComposedDocument after = composed(List.of(two.get(0), new Source(parsed(document("laptop", "open")), 3, "2")));

    /** A published body of 600 bytes is read and found acceptable. */
    @Benchmark
    public PresenceDocument parse() {
        return parsed(published);
    }

    /** The state of a presentity with one publication, which is told as it was published. */
    @Benchmark
    public byte[] composeOfOne() {
        return composed(one).bytes(PidfFormat.PIDF);
    }

    /** The state of a presentity with two devices, as bytes. */
    @Benchmark
    public byte[] composeOfTwo() {
        return composed(two).bytes(PidfFormat.PIDF);
    }

    /** What has changed from a state to the next (RFC 5262), as bytes. */
    @Benchmark
    public byte[] diff() {
        return PidfUpdate.between(before, after).bytes(2);
    }

    private PresenceDocument parsed(byte[] bytes) {
        return PresenceDocument.parse(xml, PidfFormat.PIDF, bytes);
    }

    private ComposedDocument composed(List<Source> sources) {
        return composition.compose(PRESENTITY, sources, CompositionPolicy.MERGE, Optional.empty());
    }

    private static byte[] document(String device, String basic) {
        return ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\" xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\""
                + " entity=\"sip:user2_public1@home2.net\"><tuple id=\"" + device + "\"><status><basic>" + basic + "</basic></status><contact priority=\"0.8\">sip:user2_public1@home2.net</contact>"
                + "<note>at work</note><timestamp>2026-01-01T00:00:00Z</timestamp></tuple><dm:person id=\"p\"><rpid:activities><rpid:busy/></rpid:activities></dm:person></presence>").getBytes(UTF_8);
    }
}
