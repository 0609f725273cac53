package org.imspresence.container;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The {@link Intake} of each connection. The stack makes a parser on the thread that is going to read the connection, before it reads: so the two find each other. Parsers that read no connection have one for nothing. */
final class Intakes {

    private static final int UNREAD = 131_072;
    private static final Duration FORGET = Duration.ofSeconds(5);

    private final int limit = Integer.getInteger("presence.sip.stream.unread", UNREAD);
    private final ThreadLocal<Intake> next = new ThreadLocal<>();

    /** For the parser of the connection that this thread is going to read. */
    Intake begin() {
        return begin(new Intake(limit, FORGET));
    }

    Intake begin(Intake intake) {
        next.set(intake);
        return intake;
    }

    /**
     * A connection's stream, for the thread that reads it; without a parser there is no bound.
     *
     * @param isPeerBehind whether the peer has to take answers before it may ask for more
     */
    InputStream bounded(InputStream in, BooleanSupplier isPeerBehind) {
        return new FilterInputStream(in) {
            private Intake intake;
            private boolean isBegun;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                if (!isBegun) {
                    isBegun = true;
                    intake = next.get();
                    next.remove();
                    if (intake != null) {
                        intake.behindWhen(isPeerBehind);
                    }
                }
                if (intake == null) {
                    return super.read(bytes, from, length);
                }
                intake.awaitRoom();
                int read = super.read(bytes, from, length);
                intake.read(read);
                return read;
            }
        };
    }
}
