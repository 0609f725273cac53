package org.imspresence.sip;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

import javax.servlet.sip.Address;
import javax.servlet.sip.ServletParseException;
import javax.servlet.sip.SipServletMessage;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipURI;
import javax.servlet.sip.URI;

import org.imspresence.address.PresenceAddress;
import org.imspresence.dialog.ChargingVector;
import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.RouteSet;
import org.imspresence.dialog.Token;
import org.imspresence.event.EventPackage;
import org.imspresence.event.EventPackages;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.EventId;
import org.imspresence.subscription.RateParameters;
import org.imspresence.subscription.Rates;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Terms;

/**
 * Reads a request into the value that the home decides on, or refuses it with the status that the RFC names. Looks at nothing but the request and what is served.
 */
public final class Admission {

    private static final String NO_TAG = "";
    /** Digits, leading zeros among them: what can be read as a number at all. */
    private static final int LONGEST_CSEQ = 18;
    private static final long HIGHEST_CSEQ = 0xFFFF_FFFFL;
    private static final String WINFO = ".winfo";
    /** RFC 5839 s5.2: the entity tag that matches every state. */
    private static final String ANY_STATE = "*";
    private static final Pattern SIP_ROUTE = Pattern.compile("<\\s*sips?:", Pattern.CASE_INSENSITIVE);

    private final EventPackages packages;
    private final Set<String> domains;
    private final Identities identities;
    private final TrustedHeaders trusted;
    private final RequestCounts answers = new RequestCounts("SUBSCRIBE", "PUBLISH", "OPTIONS");

    /** @param domains whose users are served, lower case; all when there are none */
    public Admission(EventPackages packages, Set<String> domains, Identities identities) {
        this.packages = packages;
        this.domains = domains;
        this.identities = identities;
        this.trusted = new TrustedHeaders(identities);
    }

    /** What has been counted, by series. */
    public Map<String, LongSupplier> counters() {
        Map<String, LongSupplier> counters = new HashMap<>(trusted.counters());
        counters.putAll(answers.values());
        return counters;
    }

    RequestCounts answers() {
        return answers;
    }

    TrustedHeaders trusted() {
        return trusted;
    }

    EventPackages packages() {
        return packages;
    }

    /**
     * Reads a SUBSCRIBE (RFC 6665 s4.2.1.1).
     *
     * @param localTag our tag of the dialog: in a dialog that of To, else a new one
     * @throws Refusal 400, 403, 404, 415, 416, 420, 489 or 500
     */
    SubscribeRequest subscribe(SipServletRequest request, String localTag) {
        checkRequire(request);
        boolean inDialog = isInDialog(request);
        String presentity = presentity(request, inDialog);
        checkRecursion(request);
        EventPackage eventPackage = eventPackage(request, packages.names());
        checkReadable("From", request.getFrom());
        checkReadable("To", request.getTo());
        Identity watcher = identities.of(request);
        SubscribeBody body = SubscribeBody.of(request, eventPackage.subscribeFormats());
        String condition = entityTag(request, "Suppress-If-Match");
        String event = request.getHeader("Event").strip();
        DialogState dialog = new DialogState(
                request.getCallId(),
                localTag,
                tag(request.getFrom()).orElseThrow(() -> new Refusal(400, "From has no tag")),
                nameAddr(request.getTo()),
                nameAddr(request.getFrom()),
                contact(request),
                inDialog ? new RouteSet(List.of()) : routeSet(request),
                request.getTransport().toLowerCase(Locale.ROOT).intern(),
                cseq(request),
                inDialog ? "" : trusted.chargingVector(request).map(ChargingVector::icid).orElse(""));
        return new SubscribeRequest(
                presentity,
                watcher.address(),
                watcher.alias(),
                watcher.anonymous(),
                inDialog,
                RateParameters.without(event).intern(),
                terms(request, eventPackage, condition.equals(ANY_STATE)).at(RateParameters.of(event)),
                condition.equals(ANY_STATE) ? "" : condition,
                request.getExpires(),
                body.contentType(),
                body.body(),
                dialog);
    }

    /**
     * Reads a PUBLISH (RFC 3903 s6 steps 1 and 2; the others need the stored publications). Whether its sender may publish (s14.1) is none of the clause's steps. It is asked after the two that tell nothing about
     * anybody, and before the third, so that no stranger learns by a 412 which entity tags there are.
     *
     * @throws Refusal 400, 403, 404, 416, 420, 489 or 500
     */
    PublishRequest publish(SipServletRequest request) throws IOException {
        checkRequire(request);
        String presentity = served(trusted.presentity(request).orElseGet(() -> address("Request-URI", request.getRequestURI())));
        EventPackage eventPackage = eventPackage(request, packages.published());
        identities.checkMayPublish(request, presentity);
        String encoding = Optional.ofNullable(request.getHeader("Content-Encoding")).map(String::strip).orElse("");
        byte[] body = request.getRawContent();
        return new PublishRequest(
                presentity,
                eventPackage.name(),
                entityTag(request, "SIP-If-Match"),
                request.getExpires(),
                Optional.ofNullable(request.getContentType()).orElse(""),
                encoding.equalsIgnoreCase("identity") ? "" : encoding,
                body == null ? new byte[0] : body,
                "")
                .of(request.getCallId(), tag(request.getFrom()).orElse(NO_TAG), request.getHeader("CSeq").strip());
    }

    /** What the watcher asks for of its NOTIFYs. */
    private static Terms terms(SipServletRequest request, EventPackage eventPackage, boolean quenched) {
        String contentType = AcceptHeader.choose(Headers.lines(request, "Accept"), eventPackage.formats(), eventPackage.partialFormats()).orElse("");
        return new Terms(contentType, AcceptEncodingHeader.takesGzip(Headers.lines(request, "Accept-Encoding")), Rates.NONE, "", quenched);
    }

    /** RFC 3903 s6 step 3, RFC 5839 s5.2: none, or one entity tag, which is a token. */
    private static String entityTag(SipServletRequest request, String header) {
        List<String> lines = Headers.lines(request, header);
        if (lines.isEmpty()) {
            return "";
        }
        String tag = lines.get(0).strip();
        if (lines.size() > 1 || !Token.is(tag)) {
            throw new Refusal(400, header + " is not one entity tag");
        }
        return tag;
    }

    /** True when To has a tag: the request belongs to a dialog (RFC 3261 s12.2.2). */
    static boolean isInDialog(SipServletRequest request) {
        return tag(request.getTo()).isPresent();
    }

    static Optional<String> tag(Address party) {
        return Optional.ofNullable(party.getParameter("tag")).filter(tag -> !tag.equals(NO_TAG));
    }

    /** RFC 3261 s8.2.2.3: an extension that we do not know must not be required of us. */
    private static void checkRequire(SipServletRequest request) {
        List<String> required = values(request, "Require");
        if (!required.isEmpty()) {
            throw new Refusal(420, "Bad Extension", Map.of("Unsupported", String.join(", ", required)));
        }
    }

    /** @param served names of the packages that this method is for */
    private EventPackage eventPackage(SipServletRequest request, List<String> served) {
        return packages.of(request.getHeader("Event"))
                .filter(p -> served.contains(p.name()))
                .orElseThrow(() -> new Refusal(489, "Bad Event", Map.of("Allow-Events", String.join(", ", served))));
    }

    /** Who watches the watcher information is told to nobody (TS 24.141 s5.3.3); RFC 3857 s4.6 leaves it to the server's policy. 403 and not 489: such a package exists, as the template can be applied to itself. */
    private void checkRecursion(SipServletRequest request) {
        String header = request.getHeader("Event");
        String name = header == null ? "" : EventId.of(header).type();
        if (name.endsWith(WINFO + WINFO) && packages.named(name.substring(0, name.length() - WINFO.length())).isPresent()) {
            throw new Refusal(403, "Forbidden");
        }
    }

    /** The stack takes any text for a URI and tells that it is none when it is asked for it. */
    static void checkReadable(String where, Address party) {
        try {
            party.getURI();
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, where + " has no URI that can be read");
        }
    }

    private String presentity(SipServletRequest request, boolean inDialog) {
        // In dialog the Request-URI is our Contact, which names the presentity; RFC 3261 s12.1.1 wants that to hold outside the dialog, too.
        Optional<String> ours = ourUser(request.getRequestURI()).flatMap(ContactUser::presentity).filter(Admission::isCanonical);
        if (inDialog) {
            // A client that keeps to the address it dialled is understood as well.
            return ours.orElseGet(() -> address("To", request.getTo().getURI()));
        }
        return served(ours.or(() -> trusted.presentity(request)).orElseGet(() -> address("Request-URI", request.getRequestURI())));
    }

    private static Optional<String> ourUser(URI uri) {
        return uri instanceof SipURI sip ? Optional.ofNullable(sip.getUser()) : Optional.empty();
    }

    /** Anybody can make up a user part like ours, of any text. */
    private static boolean isCanonical(String address) {
        try {
            return PresenceAddress.parse(address).toString().equals(address);
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** RFC 3261 s8.2.2.1, RFC 3903 s6 step 1: of a domain that is not ours nobody is known here. */
    private String served(String address) {
        if (!PresenceAddress.parse(address).isOfAny(domains)) {
            throw new Refusal(404, "This domain is not served here");
        }
        return address;
    }

    /**
     * The canonical address of a URI.
     *
     * @param where it is from, for people
     * @throws Refusal 400 or 416
     */
    static String address(String where, URI uri) {
        if (!uri.isSipURI() && !List.of("tel", "pres", "im").contains(uri.getScheme().toLowerCase(Locale.ROOT))) {
            throw new Refusal(416, where + " is not a sip, pres, im or tel URI");
        }
        try {
            return PresenceAddress.parse(uri.toString()).toString();
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, where + ": " + e.getMessage());
        }
    }

    /** RFC 3261 s12.1.1: the remote target is the URI of the one Contact. */
    private static String contact(SipServletRequest request) {
        try {
            Address contact = request.getAddressHeader("Contact");
            if (contact != null && !contact.isWildcard() && contact.getURI().isSipURI()) {
                return DialogState.remoteTarget(contact.getURI().toString());
            }
        } catch (ServletParseException e) {
            throw new Refusal(400, "Contact cannot be read");
        }
        throw new Refusal(400, "A SUBSCRIBE needs a Contact with a sip or sips URI");
    }

    /** RFC 3261 s12.1.1. A hop that we could not send to is refused now, not found out later. */
    private static RouteSet routeSet(SipServletRequest request) {
        List<String> routes = values(request, "Record-Route");
        for (String route : routes) {
            if (!SIP_ROUTE.matcher(route).find()) {
                throw new Refusal(400, "Record-Route has a value that is no sip or sips address");
            }
        }
        return new RouteSet(routes).shared();
    }

    /** RFC 3261 s8.1.1.5: a number of 32 bits; not every stack looks at it. */
    private static long cseq(SipServletRequest request) {
        String number = request.getHeader("CSeq").strip().split("\\s+", 2)[0];
        long cseq = number.length() > LONGEST_CSEQ ? Long.MAX_VALUE : Long.parseLong(number);
        if (cseq > HIGHEST_CSEQ) {
            throw new Refusal(400, "CSeq is more than 32 bits");
        }
        return cseq;
    }

    /** A party as From and To have it, without the tag, which belongs to the dialog. */
    private static String nameAddr(Address party) {
        String display = party.getDisplayName();
        String uri = "<" + party.getURI() + ">";
        return display == null || display.isBlank() ? uri : quoted(display) + " " + uri;
    }

    /** RFC 3261 s25.1, quoted-string. The stack hands out some names with their quotes and escapes and some without: an escape stays one, a bare quote becomes one. */
    private static String quoted(String display) {
        boolean isQuoted = display.length() > 1 && display.startsWith("\"") && display.endsWith("\"");
        String bare = isQuoted ? display.substring(1, display.length() - 1) : display;
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < bare.length(); i++) {
            char c = bare.charAt(i);
            boolean escapesNext = c == '\\' && i + 1 < bare.length();
            if (escapesNext) {
                text.append(c).append(bare.charAt(++i));
            } else if (c == '\\' || c == '"') {
                text.append('\\').append(c);
            } else {
                text.append(c);
            }
        }
        return text.append('"').toString();
    }

    /** The header's lines without the white space around them, and without empty ones. */
    private static List<String> values(SipServletMessage message, String header) {
        List<String> values = new ArrayList<>();
        for (String line : Headers.lines(message, header)) {
            String value = line.strip();
            if (!value.isEmpty()) {
                values.add(value);
            }
        }
        return values;
    }
}
