package org.imspresence.dialog.lean;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.imspresence.dialog.ChargingVector;
import org.imspresence.dialog.TrustDomain;
import org.imspresence.dialog.lean.Draft.Part;

/**
 * How the container writes NOTIFYs: which headers, in which order, and what is the same in all of them. A form is taken from a NOTIFY of the container's, and is proved by that: written in it, what is known of that NOTIFY has to be the same bytes.
 *
 * <p>All that a watcher has a say in is a {@link Part}, so a node knows few forms, whatever watchers there are.
 *
 * @param pieces in order
 * @param end    what comes before the body
 */
record Form(List<Piece> pieces, String end) {

    private static final String CRLF = "\r\n";
    private static final String ROUTE = "Route: ";
    private static final String CONTACT = "Contact: <sip:";
    private static final String MAX_FORWARDS = "Max-Forwards: ";
    private static final Map<String, Part> PARTS = Map.ofEntries(
            Map.entry("From: ", Part.FROM), Map.entry("To: ", Part.TO), Map.entry("Call-ID: ", Part.CALL_ID), Map.entry("Via: ", Part.VIA),
            Map.entry("Event: ", Part.EVENT), Map.entry("Subscription-State: ", Part.SUBSCRIPTION_STATE), Map.entry("SIP-ETag: ", Part.ENTITY_TAG),
            Map.entry("Content-Type: ", Part.CONTENT_TYPE), Map.entry("Content-Encoding: ", Part.CONTENT_ENCODING), Map.entry("Content-Length: ", Part.CONTENT_LENGTH),
            Map.entry(ChargingVector.HEADER + ": ", Part.CHARGING_VECTOR), Map.entry(TrustDomain.ASSERTED_IDENTITY + ": ", Part.ASSERTED_IDENTITY));

    /**
     * A part of the request, with what is before it and the same in each.
     *
     * @param before text
     */
    record Piece(String before, Part part) {}

    Form {
        pieces = List.copyOf(pieces);
    }

    /**
     * The form of a NOTIFY; empty for one that cannot be written again from what is known of it, byte for byte.
     *
     * @param request as the container has made it
     * @param known   what it says; its Via does not count
     */
    static Optional<Form> of(byte[] request, Draft known) {
        String text = new String(request, UTF_8);
        int end = text.indexOf(CRLF + CRLF);
        if (end < 0) {
            return Optional.empty();
        }
        List<String> lines = List.of(text.substring(0, end).split(CRLF));
        return Builder.read(lines, known.content().contactUser()).filter(form -> form.isThatOf(request, known));
    }

    /**
     * Whether it is the form of a NOTIFY: what is known of that, written in this form, is the same bytes.
     *
     * @param known what it says; its Via does not count
     */
    boolean isThatOf(byte[] request, Draft known) {
        Comparison comparison = new Comparison(request);
        boolean isSame = true;
        for (int i = 0; isSame && i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            isSame = comparison.goesOn(piece.before());
            if (piece.part() == Part.VIA) {
                comparison.skipLine();
            } else {
                isSame = isSame && comparison.goesOn(known.text(piece.part()));
            }
        }
        return isSame && comparison.goesOn(end) && comparison.endsWith(known.content().body());
    }

    byte[] write(Draft draft) {
        byte[] body = draft.content().body();
        StringBuilder head = new StringBuilder(512);
        for (Piece piece : pieces) {
            head.append(piece.before()).append(draft.text(piece.part()));
        }
        byte[] encoded = head.append(end).toString().getBytes(UTF_8);
        byte[] request = Arrays.copyOf(encoded, encoded.length + body.length);
        System.arraycopy(body, 0, request, encoded.length, body.length);
        return request;
    }

    private static final class Builder {

        private final List<Piece> pieces = new ArrayList<>();
        private final StringBuilder before = new StringBuilder();

        static Optional<Form> read(List<String> lines, String contactUser) {
            Builder form = new Builder();
            form.text("NOTIFY ").part(Part.TARGET).text(" SIP/2.0" + CRLF);
            String last = "";
            for (String line : lines.subList(1, lines.size())) {
                if (!(line.startsWith(ROUTE) && last.startsWith(ROUTE)) && !form.read(line, contactUser)) {
                    return Optional.empty();
                }
                last = line;
            }
            return Optional.of(new Form(form.pieces, form.text(CRLF).before.toString()));
        }

        private boolean read(String line, String contactUser) {
            String name = line.substring(0, line.indexOf(": ") + 2);
            if (name.equals("CSeq: ")) {
                text(name).part(Part.CSEQ).text(" NOTIFY");
            } else if (name.equals(ROUTE)) {
                text(name).part(Part.ROUTE);
            } else if (line.startsWith(CONTACT + contactUser)) {
                text(CONTACT).part(Part.CONTACT_USER).text(line.substring((CONTACT + contactUser).length()));
            } else if (name.equals(MAX_FORWARDS)) {
                text(line);
            } else if (PARTS.containsKey(name)) {
                text(name).part(PARTS.get(name));
            } else {
                return false;
            }
            text(CRLF);
            return true;
        }

        private Builder text(String more) {
            before.append(more);
            return this;
        }

        private Builder part(Part part) {
            pieces.add(new Piece(before.toString(), part));
            before.setLength(0);
            return this;
        }
    }
}
