package org.imspresence.testbed.wire;

import java.net.InetSocketAddress;
import org.imspresence.document.PidfDiff;
import org.imspresence.testbed.MessageLog;
import org.imspresence.testbed.Pidf;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.SipMessage;

/** The presentity's device through a day. A thrifty one publishes changes only (RFC 5264), as long as the server takes them. */
final class DayPublisher implements AutoCloseable {

    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    private final Publisher publisher;
    private final Surroundings surroundings;
    private boolean partial;

    DayPublisher(InetSocketAddress server, String presentity, Surroundings surroundings, boolean thrifty) {
        this.publisher = new Publisher(server, presentity);
        this.surroundings = surroundings;
        this.partial = thrifty;
        publisher.endpoint().t1(WireDay.UNHURRIED);
    }

    void publish(String document) {
        publisher.contentType(Pidf.TYPE);
        expect200(exchange(publisher.request(DayTrace.REFRESH, document)));
    }

    void change(String document, String diff) {
        if (!partial || !publishChange(diff)) {
            publish(document);
        }
    }

    /** Who is told that this type is not supported (RFC 3261 s21.4.13) publishes whole documents from then on. */
    private boolean publishChange(String diff) {
        publisher.contentType(PidfDiff.CONTENT_TYPE);
        SipMessage response = exchange(publisher.request(DayTrace.REFRESH, diff));
        partial = response.status() != UNSUPPORTED_MEDIA_TYPE;
        if (partial) {
            expect200(response);
        }
        return partial;
    }

    void refresh() {
        expect200(exchange(publisher.request(DayTrace.REFRESH)));
    }

    private SipMessage exchange(SipMessage publish) {
        return publisher.exchange(surroundings.ofPublisher(publish, publisher.endpoint()));
    }

    private static void expect200(SipMessage response) {
        if (response.status() != 200) {
            throw new IllegalStateException("a PUBLISH was answered " + response);
        }
    }

    MessageLog log() {
        return publisher.endpoint().log();
    }

    @Override
    public void close() {
        publisher.close();
    }
}
