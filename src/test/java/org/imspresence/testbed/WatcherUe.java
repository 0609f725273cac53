package org.imspresence.testbed;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A watcher with one subscription (RFC 6665, RFC 3856). It builds the next SUBSCRIBE of its dialog, learns the dialog from the
 * response, answers each NOTIFY and keeps those of its dialog in the order of arrival, without retransmissions. A NOTIFY of
 * another dialog is answered 481. It checks nothing else: what was wrong is for the test to say.
 */
public final class WatcherUe implements AutoCloseable {

    /** What a watcher is made of; each has a default, only the presentity is needed. */
    public static final class Builder {

        private final InetSocketAddress firstHop;
        private final String presentity;
        private final List<String> routes = new ArrayList<>();
        private final List<String[]> headers = new ArrayList<>();
        private Optional<SipEndpoint> endpoint = Optional.empty();
        private String to;
        private String watcher = "sip:watcher@home1.net";
        private Optional<String> contact = Optional.empty();
        private String callId = UUID.randomUUID() + "@home1.net";
        private String tag = UUID.randomUUID().toString().substring(0, 8);
        private String event = "presence";
        private String accept = "application/pidf+xml";
        private boolean asserted = true;

        private Builder(InetSocketAddress firstHop, String presentity) {
            this.firstHop = firstHop;
            this.presentity = presentity;
            this.to = "<" + presentity + ">";
        }

        /** The To header, where it is not the presentity in angle brackets. */
        public Builder to(String value) {
            to = value;
            return this;
        }

        /** The watcher's URI: From, and P-Asserted-Identity unless it is left to a P-CSCF. */
        public Builder watcher(String uri) {
            watcher = uri;
            return this;
        }

        /** No P-Asserted-Identity: a P-CSCF adds it, or nobody. */
        public Builder unasserted() {
            asserted = false;
            return this;
        }

        /** The Contact URI, where it is not the endpoint's own address. */
        public Builder contact(String uri) {
            contact = Optional.of(uri);
            return this;
        }

        public Builder dialog(String newCallId, String fromTag) {
            callId = newCallId;
            tag = fromTag;
            return this;
        }

        public Builder event(String value) {
            event = value;
            return this;
        }

        public Builder accept(String value) {
            accept = value;
            return this;
        }

        /** A Route value of the initial SUBSCRIBE; in order. */
        public Builder route(String value) {
            routes.add(value);
            return this;
        }

        /** A header that every SUBSCRIBE carries. */
        public Builder header(String name, String value) {
            headers.add(new String[] {name, value});
            return this;
        }

        /** The socket to use, which the watcher closes; a new one on UDP by default. */
        public Builder endpoint(SipEndpoint socket) {
            endpoint = Optional.of(socket);
            return this;
        }

        public WatcherUe open() {
            return new WatcherUe(this);
        }
    }

    private final Builder settings;
    private final SipEndpoint endpoint;
    private final String contact;
    private long cseq;
    private volatile Optional<String> remoteTag = Optional.empty();
    private volatile String remoteTarget;
    private volatile List<String> routeSet;
    private volatile Function<SipMessage, Optional<SipMessage>> answers =
            notify -> Optional.of(SipMessage.response(notify, 200, "OK"));

    private WatcherUe(Builder settings) {
        this.settings = settings;
        endpoint = settings.endpoint.orElseGet(SipEndpoint::udp);
        contact = settings.contact.orElse("sip:" + endpoint.hostPort()
                + (endpoint.transportName().equals("UDP") ? "" : ";transport=" + endpoint.transportName().toLowerCase(Locale.ROOT)));
        remoteTarget = settings.presentity;
        routeSet = List.copyOf(settings.routes);
        endpoint.onRequest(this::handle);
    }

    /**
     * Describes a watcher.
     *
     * @param firstHop   where its requests are sent: the server, or a P-CSCF
     * @param presentity the Request-URI of the initial SUBSCRIBE
     */
    public static Builder of(InetSocketAddress firstHop, String presentity) {
        return new Builder(firstHop, presentity);
    }

    /** The next SUBSCRIBE of the dialog (the initial one before there is a dialog), to be changed or sent as it is. */
    public synchronized SipMessage request(int expiresSeconds) {
        cseq++;
        SipMessage request = SipMessage.request("SUBSCRIBE", remoteTarget).with("Max-Forwards", "70");
        if (!routeSet.isEmpty()) {
            request = request.with("Route", String.join(", ", routeSet));
        }
        request = request
                .with("From", "<" + settings.watcher + ">;tag=" + settings.tag)
                .with("To", settings.to + remoteTag.map(tag -> ";tag=" + tag).orElse(""))
                .with("Call-ID", settings.callId)
                .with("CSeq", cseq + " SUBSCRIBE")
                .with("Contact", "<" + contact + ">")
                .with("Event", settings.event)
                .with("Expires", Integer.toString(expiresSeconds))
                .with("Accept", settings.accept);
        if (settings.asserted) {
            request = request.with("P-Asserted-Identity", "<" + settings.watcher + ">");
        }
        for (String[] header : settings.headers) {
            request = request.adding(header[0], header[1]);
        }
        return request.with("Content-Length", "0");
    }

    /** Sends a SUBSCRIBE, waits for the final response and learns the dialog from it when it is a success. */
    public SipMessage exchange(SipMessage subscribe) {
        SipMessage response = endpoint.exchange(subscribe, settings.firstHop);
        if (response.status() / 100 == 2) {
            learn(response);
        }
        return response;
    }

    /** Subscribes, or refreshes. */
    public SipMessage subscribe(int expiresSeconds) {
        return exchange(request(expiresSeconds));
    }

    public SipMessage unsubscribe() {
        return subscribe(0);
    }

    private synchronized void learn(SipMessage response) {
        response.uris("Contact").stream().findFirst().ifPresent(uri -> remoteTarget = uri);
        if (remoteTag.isEmpty()) {
            remoteTag = response.toTag();
            List<String> reversed = new ArrayList<>(response.values("Record-Route"));
            Collections.reverse(reversed); // RFC 3261 s12.1.2
            routeSet = List.copyOf(reversed);
        }
    }

    private void handle(SipEndpoint.Incoming incoming) {
        SipMessage request = incoming.message();
        if (!request.isRequest("NOTIFY")) {
            incoming.respond(405, "Method Not Allowed");
        } else if (!ofThisDialog(request)) {
            incoming.respond(481, "Subscription Does Not Exist");
        } else {
            answers.apply(request).ifPresent(incoming::respond);
        }
    }

    /** RFC 6665 s4.1.2.4: a NOTIFY may come before the response that tells the remote tag. */
    private boolean ofThisDialog(SipMessage notify) {
        return notify.callId().equals(settings.callId)
                && notify.toTag().equals(Optional.of(settings.tag))
                && (remoteTag.isEmpty() || notify.fromTag().equals(remoteTag));
    }

    /** From now on answers each NOTIFY with that status. */
    public void answerNotifies(int status, String reason) {
        answerNotifies(notify -> Optional.of(SipMessage.response(notify, status, reason)));
    }

    /** From now on answers each NOTIFY as the function says; empty is silence. */
    public void answerNotifies(Function<SipMessage, Optional<SipMessage>> answer) {
        answers = answer;
    }

    /** Every NOTIFY of the dialog so far, those that were waited for among them. */
    public List<SipMessage> notifies() {
        return endpoint.log().received(message -> message.isRequest("NOTIFY") && ofThisDialog(message));
    }

    /** Waits for the n-th NOTIFY (from 1) of the dialog. */
    public SipMessage awaitNotify(int n, Duration timeout) {
        return await("NOTIFY number " + n, notify -> true, n, timeout);
    }

    /** Waits for a NOTIFY that matches; past ones count. */
    public SipMessage awaitNotify(String what, Predicate<SipMessage> wanted, Duration timeout) {
        return await("NOTIFY: " + what, wanted, 1, timeout);
    }

    private SipMessage await(String what, Predicate<SipMessage> wanted, int n, Duration timeout) {
        return endpoint.log().await(what, entry -> entry.received() && !entry.repeat() && entry.message().isRequest("NOTIFY")
                && ofThisDialog(entry.message()) && wanted.test(entry.message()), n, timeout).message();
    }

    public SipEndpoint endpoint() {
        return endpoint;
    }

    /** The To tag of the dialog, once there is one. */
    public Optional<String> remoteTag() {
        return remoteTag;
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
