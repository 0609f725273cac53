package org.imspresence.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Plays figure 5.5.1-1 of the founding document against a server: a watcher subscribes through its P-CSCF and the S-CSCFs, the
 * presentity publishes the document of table 5.5.1-1, and the NOTIFY that follows, with its 200, is recorded on every leg. Then
 * it unsubscribes and removes the publication, so that it can be played again.
 */
public final class FoundingFlow {

    /** Where presentity and watcher live. */
    public enum Variant {

        /** As the tables print it: AS, S-CSCF of home2, S-CSCF of home1, P-CSCF, UE. */
        TWO_NETWORKS("presentity and watcher in two networks", "b89rjhnedlrfjflslj40a222", "31415",
                List.of(ImsNetwork.SCSCF2, ImsNetwork.SCSCF1, ImsNetwork.PCSCF1), List.of(1, 2, 3, 4)),

        /** The same network: one S-CSCF, and no S-CSCF to S-CSCF messages (2) and (7). */
        ONE_NETWORK("presentity and watcher in one network", "b89rjhnedlrfjflslj40a223", "31416",
                List.of(ImsNetwork.SCSCF1, ImsNetwork.PCSCF1), List.of(1, 3, 4));

        private final String title;
        private final String callId;
        private final String watcherTag;
        private final List<String> hops;
        private final List<Integer> requestNumbers;

        Variant(String title, String callId, String watcherTag, List<String> hops, List<Integer> requestNumbers) {
            this.title = title;
            this.callId = callId;
            this.watcherTag = watcherTag;
            this.hops = hops;
            this.requestNumbers = requestNumbers;
        }

        public String title() {
            return title;
        }

        public String callId() {
            return callId;
        }

        public String watcherTag() {
            return watcherTag;
        }

        /** The names between the AS and the UE, in the order a NOTIFY meets them. */
        public List<String> hops() {
            return hops;
        }
    }

    /**
     * One numbered message of the figure, 1 to 4 the NOTIFY, 5 to 8 its response.
     *
     * @param message as received by the receiver for a NOTIFY, as sent by the sender for a response; empty when there was none
     */
    public record Leg(int number, String sender, String receiver, Optional<SipMessage> message) {

        public boolean isRequest() {
            return number <= 4;
        }

        public String table() {
            return "5.5.1-" + number;
        }
    }

    /** One checked line of a table. */
    public record Row(String table, String field, String expected, String actual, boolean holds) {

        @Override
        public String toString() {
            return table + " " + field + ": expected " + expected + (holds ? ", holds" : ", but was " + actual);
        }
    }

    /** What was seen, in the order of the figure, and what it is worth. */
    public record Result(Variant variant, List<Leg> legs, List<Row> rows) {

        public boolean holds() {
            return rows.stream().allMatch(Row::holds);
        }
    }

    static final String PRESENTITY = "sip:someone@example.com";
    static final String TO = "<sip:presence.home2.net>";
    static final String CPIM_PIDF = "application/cpim-pidf+xml";
    static final int EXPIRES_SECONDS = 5000;
    /** The document numbers the update 43; the server counts its NOTIFYs from 42, where the container lets it. */
    static final int FIRST_CSEQ = (int) Container.notifyNumber(1);

    private final ImsNetwork network;
    private final Variant variant;
    private final Duration patience;
    private final List<Row> rows = new ArrayList<>();
    private final WatcherUe watcher;
    private final ProxyHop firstHop;

    private FoundingFlow(ImsNetwork network, Variant variant, Duration patience) {
        this.network = network;
        this.variant = variant;
        this.patience = patience;
        this.firstHop = hop(variant.hops.get(0));
        this.watcher = WatcherUe.of(network.pcscf().address(), PRESENTITY)
                .endpoint(network.ue())
                .watcher(ImsNetwork.WATCHER).unasserted()
                .dialog(variant.callId, variant.watcherTag)
                .to(TO)
                .contact(ImsNetwork.UE_CONTACT)
                .accept(CPIM_PIDF)
                .route("<sip:" + ImsNetwork.PCSCF1 + ";lr>")
                .route("<sip:" + ImsNetwork.SCSCF1 + ";lr>")
                .open();
    }

    /**
     * Plays the flow against the attached server; once for each variant of one network, whose logs are read.
     *
     * @param patience how long to wait for each NOTIFY; more than the server's pacing (5 s, RFC 3856 s6.10)
     */
    public static Result play(ImsNetwork network, Variant variant, Duration patience) {
        return new FoundingFlow(network, variant, patience).play();
    }

    /** The document of table 5.5.1-1, with the declaration of {@code myex} that the table forgets. */
    public static String document() {
        try (InputStream in = FoundingFlow.class.getResourceAsStream("founding-presence.xml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result play() {
        network.scscf2().nextHop(network.as());
        network.scscf1().nextHop(variant == Variant.TWO_NETWORKS ? network.scscf2().address() : network.as());
        List<Leg> legs = List.of();
        try (Publisher publisher = new Publisher(firstHop.address(), PRESENTITY).contentType(CPIM_PIDF)) {
            try {
                subscribe();
                publish(publisher);
                legs = legs(awaitUpdate());
            } catch (NotSeenException e) {
                rows.add(new Row("before", "flow", "goes on", e.getMessage(), false));
                legs = legs(update());
            }
            rows.addAll(new FoundingTables(variant, legs, watcher.remoteTag(), network.as()).rows());
            cleanUp(publisher);
        }
        return new Result(variant, legs, List.copyOf(rows));
    }

    private void subscribe() {
        SipMessage response = watcher.subscribe(EXPIRES_SECONDS);
        expect("SUBSCRIBE", "200", Integer.toString(response.status()));
        if (watcher.remoteTag().isEmpty()) {
            throw new NotSeenException("no dialog: " + response.startLine());
        }
        String recordRoute = String.join(", ", response.uris("Record-Route"));
        expect("Record-Route of its 200", FoundingTables.routes(variant.hops), recordRoute);
        expect("Expires of its 200", Integer.toString(EXPIRES_SECONDS), response.header("Expires").orElse("(none)"));
        SipMessage first = watcher.awaitNotify(1, patience);
        expect("CSeq of the first NOTIFY", FIRST_CSEQ + " NOTIFY", first.required("CSeq"));
        awaitAnswered(first.cseq());
    }

    private void publish(Publisher publisher) {
        SipMessage response = publisher.publish(document(), EXPIRES_SECONDS);
        expect("PUBLISH", "200", Integer.toString(response.status()));
    }

    private void expect(String field, String expected, String actual) {
        rows.add(new Row("before", field, expected, actual, expected.equals(actual)));
    }

    /** Waits until the first hop has sent the 200 to the update to the AS, and gives its CSeq. */
    private Optional<Long> awaitUpdate() {
        SipMessage update = firstHop.log().await("the NOTIFY of the update", entry -> entry.received()
                && ofDialog(entry.message()) && isUpdate().test(entry.message()), patience).message();
        awaitAnswered(update.cseq());
        return Optional.of(update.cseq());
    }

    private Optional<Long> update() {
        return firstHop.log().received(notify -> ofDialog(notify) && isUpdate().test(notify)).stream()
                .findFirst().map(SipMessage::cseq);
    }

    private Predicate<SipMessage> isUpdate() {
        Optional<Long> first = watcher.notifies().stream().findFirst().map(SipMessage::cseq);
        return notify -> notify.isRequest("NOTIFY") && first.isPresent() && notify.cseq() != first.get();
    }

    private void awaitAnswered(long cseq) {
        firstHop.log().await("the final response to NOTIFY " + cseq, entry -> entry.sent() && ofDialog(entry.message())
                && isAnswer(entry.message(), cseq), patience);
    }

    private static boolean isAnswer(SipMessage message, long cseq) {
        return !message.isRequest() && message.method().equals("NOTIFY") && message.cseq() == cseq && message.status() >= 200;
    }

    private boolean ofDialog(SipMessage message) {
        return message.callId().equals(variant.callId) && message.toTag().equals(Optional.of(variant.watcherTag));
    }

    private List<Leg> legs(Optional<Long> cseq) {
        List<Leg> legs = new ArrayList<>();
        for (int i = 0; i < variant.requestNumbers.size(); i++) {
            int number = variant.requestNumbers.get(i);
            MessageLog receiver = log(party(i + 1));
            Optional<SipMessage> request = receiver.find(entry -> entry.received() && ofDialog(entry.message())
                    && entry.message().isRequest("NOTIFY") && cseq.equals(Optional.of(entry.message().cseq())))
                    .map(MessageLog.Entry::message);
            Optional<SipMessage> response = receiver.find(entry -> entry.sent() && ofDialog(entry.message()) && cseq.isPresent()
                    && isAnswer(entry.message(), cseq.get())).map(MessageLog.Entry::message);
            legs.add(i, new Leg(number, party(i), party(i + 1), request));
            legs.add(i + 1, new Leg(9 - number, party(i + 1), party(i), response));
        }
        return List.copyOf(legs);
    }

    /** The lifelines from left to right: 0 is the AS, the last the UE. */
    private String party(int index) {
        if (index == 0) {
            return ImsNetwork.AS;
        }
        return index > variant.hops.size() ? "UE" : variant.hops.get(index - 1);
    }

    private ProxyHop hop(String name) {
        return switch (name) {
            case ImsNetwork.SCSCF2 -> network.scscf2();
            case ImsNetwork.SCSCF1 -> network.scscf1();
            default -> network.pcscf();
        };
    }

    private MessageLog log(String party) {
        return party.equals("UE") ? network.ue().log() : hop(party).log();
    }

    /** Leaves nothing behind for the next play; what it meets is not part of the tables. */
    private void cleanUp(Publisher publisher) {
        try {
            if (watcher.remoteTag().isPresent()) {
                watcher.unsubscribe();
                watcher.awaitNotify("the last one",
                        notify -> notify.required("Subscription-State").startsWith("terminated"), patience);
            }
            if (publisher.entityTag().isPresent()) {
                publisher.remove();
            }
        } catch (NotSeenException e) {
            rows.add(new Row("after", "unsubscribe and remove", "answered", e.getMessage(), false));
        }
    }
}
