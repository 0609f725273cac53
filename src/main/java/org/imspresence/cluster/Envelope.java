package org.imspresence.cluster;

import java.io.IOException;
import java.util.Arrays;
import org.infinispan.protostream.ImmutableSerializationContext;
import org.infinispan.protostream.ProtobufTagMarshaller;
import org.infinispan.protostream.SerializationContext;
import org.infinispan.protostream.SerializationContextInitializer;
import org.infinispan.protostream.FileDescriptorSource;
import org.infinispan.protostream.descriptors.WireType;

/**
 * A stored value: the object where it was put, its bytes where they came over the network, until somebody asks for the
 * object.
 *
 * <p>Two things follow. A backup keeps the smaller form and never spends time on decoding. And an entry that this node
 * cannot decode is found out when it is read, one by one: decoded on arrival, it would fail the whole chunk of entries in
 * which a joining node receives its share.
 */
final class Envelope {

    /** The value, or an {@link Encoded}. Replaced without locking: values are immutable, and decoding twice is harmless. */
    private Object content;

    private Envelope(Object content) {
        this.content = content;
    }

    static Envelope of(Object value) {
        return new Envelope(value);
    }

    static Envelope encoded(byte[] bytes, Codec codec) {
        return new Envelope(new Encoded(bytes, codec));
    }

    /** @throws UndecodableException if this node cannot read the value */
    Object value() {
        Object now = content;
        if (now instanceof Encoded encoded) {
            now = encoded.codec().decode(encoded.bytes());
            content = now;
        }
        return now;
    }

    private byte[] bytes(Codec codec) {
        Object now = content;
        return now instanceof Encoded encoded ? encoded.bytes() : codec.encode(now);
    }

    /** Equality of the values; of the bytes where a value cannot be read. For compare-and-set. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Envelope that)) {
            return false;
        }
        if (content instanceof Encoded mine && that.content instanceof Encoded theirs
                && Arrays.equals(mine.bytes(), theirs.bytes())) {
            return true;
        }
        try {
            return value().equals(that.value());
        } catch (UndecodableException unreadable) {
            return false;
        }
    }

    /** Never used as a key; constant so that it agrees with equality in either form. */
    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return content instanceof Encoded encoded ? encoded.bytes().length + " bytes" : String.valueOf(content);
    }

    private record Encoded(byte[] bytes, Codec codec) {
    }

    /** How an envelope travels: a message with the value's bytes as its only field. */
    static final class Schema implements SerializationContextInitializer {

        private static final String FILE = "org/imspresence/cluster/envelope.proto";
        private static final String TYPE = "org.imspresence.cluster.Envelope";

        @Override
        public void registerSchema(SerializationContext context) {
            context.registerProtoFiles(FileDescriptorSource.fromString(FILE, """
                    syntax = "proto3";
                    package org.imspresence.cluster;
                    /** @TypeId(%d) */
                    message Envelope { bytes value = 1; }
                    """.formatted(TypeIds.ENVELOPE)));
        }

        @Override
        public void registerMarshallers(SerializationContext context) {
            context.registerMarshaller(new Marshaller(context));
        }

        private static final class Marshaller implements ProtobufTagMarshaller<Envelope> {

            private static final int VALUE = WireType.makeTag(1, WireType.WIRETYPE_LENGTH_DELIMITED);

            private final Codec codec;

            Marshaller(ImmutableSerializationContext schemas) {
                this.codec = new Codec(schemas);
            }

            @Override
            public void write(WriteContext context, Envelope envelope) throws IOException {
                context.getWriter().writeBytes(1, envelope.bytes(codec));
            }

            @Override
            public Envelope read(ReadContext context) throws IOException {
                byte[] bytes = new byte[0];
                for (int tag = context.getReader().readTag(); tag != 0; tag = context.getReader().readTag()) {
                    if (tag == VALUE) {
                        bytes = context.getReader().readByteArray();
                    } else {
                        context.getReader().skipField(tag);
                    }
                }
                return encoded(bytes, codec);
            }

            @Override
            public Class<Envelope> getJavaClass() {
                return Envelope.class;
            }

            @Override
            public String getTypeName() {
                return TYPE;
            }
        }
    }
}
