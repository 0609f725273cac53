package org.imspresence.testbed;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.imspresence.testbed.FoundingFlow.Leg;
import org.imspresence.testbed.FoundingFlow.Row;
import org.imspresence.testbed.FoundingFlow.Variant;

/**
 * Tables 5.5.1-1 to 5.5.1-8 row by row. A row that a table leaves blank ("From:") means: as in the message before. Where the
 * tables cannot be meant literally:
 * <ul>
 * <li>table 5.5.1-1 prints From and To as the SUBSCRIBE had them; in the notifier's requests they are swapped (RFC 3261
 * s12.2.1.1), and From has the server's tag;
 * <li>{@code expires=5000} is what remains of it when the NOTIFY is sent, so a few seconds less hold too;
 * <li>{@code Route: sip:scscf2.home2.net;lr} is printed without angle brackets, which the parameter needs (RFC 3261 s20): the
 * URIs are compared;
 * <li>the P-CSCF's branch {@code 240f34.1} lacks the magic cookie, and table 5.5.1-8 has "SIP/2.0/UDP" twice: misprints.
 * </ul>
 */
final class FoundingTables {

    private static final String NONE = "(none)";
    private static final int SLACK_SECONDS = 10;
    private static final List<String> UNCHANGED_IN_RESPONSES = List.of("From", "To", "Call-ID", "CSeq");
    private static final List<String> UNCHANGED_IN_REQUESTS =
            List.of("From", "To", "Call-ID", "CSeq", "Subscription-State", "Event", "Content-Type", "Content-Length");

    private final Variant variant;
    private final Map<Integer, Leg> legs;
    private final Optional<String> serverTag;
    private final InetSocketAddress as;
    private final List<Row> rows = new ArrayList<>();

    /**
     * Prepares the check of what a flow recorded.
     *
     * @param serverTag the To tag of the SUBSCRIBE's 200
     * @param as        where the server listens: its Via may say that port
     */
    FoundingTables(Variant variant, List<Leg> legs, Optional<String> serverTag, InetSocketAddress as) {
        this.variant = variant;
        this.legs = legs.stream().collect(Collectors.toMap(Leg::number, Function.identity()));
        this.serverTag = serverTag;
        this.as = as;
    }

    /** Route or Record-Route of these hops, as URIs. */
    static String routes(List<String> hops) {
        return hops.isEmpty() ? NONE : hops.stream().map(hop -> "sip:" + hop + ";lr").collect(Collectors.joining(", "));
    }

    List<Row> rows() {
        legs.keySet().stream().sorted().map(legs::get).forEach(this::check);
        return rows;
    }

    private void check(Leg leg) {
        if (leg.message().isEmpty()) {
            add(leg, "message", "seen", NONE, false);
        } else if (leg.isRequest()) {
            checkRequest(leg, leg.message().get());
        } else {
            checkResponse(leg, leg.message().get());
        }
    }

    private void checkRequest(Leg leg, SipMessage notify) {
        int hopsDone = variant.hops().indexOf(leg.sender()) + 1;
        same(leg, "Request-URI", ImsNetwork.UE_CONTACT, notify.requestUri());
        checkVias(leg, notify, hopsDone);
        same(leg, "Max-Forwards", Integer.toString(70 - hopsDone), notify.header("Max-Forwards").orElse(NONE));
        same(leg, "Route", routes(variant.hops().subList(hopsDone, variant.hops().size())), list(notify.uris("Route")));
        if (hopsDone == 0) {
            checkAsTheAsSendsIt(leg, notify);
        } else {
            checkUnchanged(leg, notify, previous(leg), UNCHANGED_IN_REQUESTS);
            boolean sameBody = previous(leg).map(SipMessage::bodyText).equals(Optional.of(notify.bodyText()));
            add(leg, "body", "unchanged", sameBody ? "unchanged" : notify.bodyText(), sameBody);
        }
    }

    private void checkVias(Leg leg, SipMessage notify, int hopsDone) {
        List<String> expected = new ArrayList<>(List.of(ImsNetwork.AS));
        variant.hops().subList(0, hopsDone).forEach(hop -> expected.add(0, hop));
        boolean toUe = leg.receiver().equals("UE");
        List<String> shown = toUe ? List.of(ImsNetwork.PCSCF1) : expected;
        same(leg, "Via", list(shown.stream().map(host -> "UDP " + host).toList()),
                list(notify.vias().stream().map(via -> via.transport() + " " + withoutAsPort(via)).toList()));
        add(leg, "Via branch", Via.MAGIC_COOKIE + "...", notify.branch(), notify.branch().startsWith(Via.MAGIC_COOKIE));
        if (hopsDone > 0 && !toUe) {
            same(leg, "Vias below the top", asWritten(previous(leg).map(SipMessage::vias).orElse(List.of())),
                    asWritten(notify.vias().subList(1, notify.vias().size())));
        }
    }

    /** The AS may add its port to its name: it need not listen at 5060 as in the tables. */
    private String withoutAsPort(Via via) {
        return via.host().equals(ImsNetwork.AS) && via.port() == as.getPort() ? via.host() : via.sentBy();
    }

    private void checkAsTheAsSendsIt(Leg leg, SipMessage notify) {
        String from = FoundingFlow.TO + ";tag=" + serverTag.orElse("(the server's)");
        same(leg, "From", from, notify.header("From").orElse(NONE), NameAddr::parse);
        String to = "<" + ImsNetwork.WATCHER + ">;tag=" + variant.watcherTag();
        same(leg, "To", to, notify.header("To").orElse(NONE), NameAddr::parse);
        same(leg, "Call-ID", variant.callId(), notify.callId());
        same(leg, "CSeq", (FoundingFlow.FIRST_CSEQ + 1) + " NOTIFY", notify.required("CSeq"));
        checkSubscriptionState(leg, notify.header("Subscription-State").orElse(NONE));
        same(leg, "Event", "presence", notify.header("Event").orElse(NONE));
        same(leg, "Content-Type", FoundingFlow.CPIM_PIDF, notify.header("Content-Type").orElse(NONE));
        add(leg, "Content-Length", Integer.toString(notify.body().length), notify.header("Content-Length").orElse(NONE),
                notify.contentLengthHolds());
        boolean published = CanonicalXml.of(notify.body())
                .equals(CanonicalXml.of(FoundingFlow.document().getBytes(StandardCharsets.UTF_8)));
        add(leg, "body", "the published document", published ? "the published document" : notify.bodyText(), published);
    }

    private void checkSubscriptionState(Leg leg, String actual) {
        int least = FoundingFlow.EXPIRES_SECONDS - SLACK_SECONDS;
        NameAddr state = NameAddr.parse(actual);
        String expires = state.params().getOrDefault("expires", "");
        boolean inRange = expires.matches("\\d{1,9}") && Integer.parseInt(expires) >= least
                && Integer.parseInt(expires) <= FoundingFlow.EXPIRES_SECONDS;
        add(leg, "Subscription-State", "active;expires=" + least + ".." + FoundingFlow.EXPIRES_SECONDS, actual,
                inRange && state.uri().equals("active") && state.params().size() == 1);
    }

    private void checkResponse(Leg leg, SipMessage response) {
        Optional<SipMessage> request = Optional.ofNullable(legs.get(9 - leg.number())).flatMap(Leg::message);
        same(leg, "status line", "SIP/2.0 200 OK", response.startLine());
        same(leg, "Via", asWritten(request.map(SipMessage::vias).orElse(List.of())), asWritten(response.vias()));
        checkUnchanged(leg, response, request, UNCHANGED_IN_RESPONSES);
        same(leg, "Content-Length", "0", response.header("Content-Length").orElse(NONE));
    }

    private void checkUnchanged(Leg leg, SipMessage message, Optional<SipMessage> before, List<String> fields) {
        for (String field : fields) {
            same(leg, field, before.flatMap(earlier -> earlier.header(field)).orElse(NONE), message.header(field).orElse(NONE));
        }
    }

    /** The same request one leg before. */
    private Optional<SipMessage> previous(Leg leg) {
        return legs.values().stream().filter(other -> other.isRequest() && other.receiver().equals(leg.sender()))
                .findFirst().flatMap(Leg::message);
    }

    private static String asWritten(List<Via> vias) {
        return list(vias.stream().map(Via::asWritten).toList());
    }

    private static String list(List<String> values) {
        return values.isEmpty() ? NONE : String.join(", ", values);
    }

    private void same(Leg leg, String field, String expected, String actual) {
        same(leg, field, expected, actual, Function.identity());
    }

    private <T> void same(Leg leg, String field, String expected, String actual, Function<String, T> meaning) {
        add(leg, field, expected, actual, meaning.apply(expected).equals(meaning.apply(actual)));
    }

    private void add(Leg leg, String field, String expected, String actual, boolean holds) {
        rows.add(new Row(leg.table(), field, expected, actual, holds));
    }
}
