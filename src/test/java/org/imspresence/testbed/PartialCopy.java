package org.imspresence.testbed;

import java.util.OptionalLong;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.PidfDiff;

/** RFC 5263 s4.5: what a watcher holds of a presentity, from the partial notifications of one subscription. */
public final class PartialCopy {

    /** What a watcher does about a notification. */
    public enum Verdict { TAKEN, TOO_OLD, GAP }

    private final HardenedXml xml;
    private OptionalLong version = OptionalLong.empty();
    private byte[] presence = {};

    public PartialCopy(HardenedXml xml) {
        this.xml = xml;
    }

    /** @throws RuntimeException if it cannot be read or applied; the watcher would subscribe again */
    public Verdict take(byte[] body) {
        PidfDiff received = PidfDiff.parse(xml, body);
        long number = received.version().orElseThrow(() -> new IllegalArgumentException("a notification has no version"));
        if (version.isPresent() && number <= version.getAsLong()) {
            return Verdict.TOO_OLD;
        }
        if (!received.isFull() && (version.isEmpty() || number != version.getAsLong() + 1)) {
            return Verdict.GAP;
        }
        presence = received.isFull() ? received.presence() : received.appliedTo(presence);
        version = OptionalLong.of(number);
        return Verdict.TAKEN;
    }

    /** In {@code application/pidf+xml}; empty before the first. */
    public byte[] presence() {
        return presence;
    }
}
