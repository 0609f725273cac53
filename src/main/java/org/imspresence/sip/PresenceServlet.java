package org.imspresence.sip;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import javax.servlet.sip.SipServlet;
import javax.servlet.sip.SipServletRequest;
import javax.servlet.sip.SipServletResponse;

import org.imspresence.dialog.ContactUser;
import org.imspresence.dialog.Exchanges;
import org.imspresence.home.Homes;
import org.imspresence.home.Reply;
import org.imspresence.journal.Journal;
import org.imspresence.publication.PublishRequest;
import org.imspresence.subscription.SubscribeRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbound door. It reads a request, hands it to the home of its presentity and writes the home's answer into the response, on whatever thread that answer
 * comes: no thread of the SIP stack waits.
 */
public final class PresenceServlet extends SipServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(PresenceServlet.class);
    private static final String ALLOW = "SUBSCRIBE, PUBLISH, OPTIONS";
    private static final int RETRY_AFTER_SECONDS = 5;
    /** RFC 5839 s7.1. */
    private static final int NO_NOTIFICATION = 204;

    /** What the door leads to, once the server is up; a ServletContext attribute of this class's name. */
    public record Inside(Admission admission, Homes homes, Exchanges exchanges, BooleanSupplier ready, Journal journal) {

        private Reception received(SipServletRequest request) {
            return new Reception(request, journal, admission.trusted());
        }

        private void send(SipServletResponse response) throws IOException {
            exchanges.send(admission.trusted().complete(response));
            admission.answers().answered(response.getMethod(), response.getStatus());
        }

        private void sendInDialog(SipServletResponse response, String contactUser, String toTag, boolean isSecure) throws IOException {
            exchanges.sendInDialog(admission.trusted().complete(response), contactUser, toTag, isSecure);
            admission.answers().answered(response.getMethod(), response.getStatus());
        }
    }

    @Override
    protected void doRequest(SipServletRequest request) throws IOException {
        if (request.getMethod().equals("ACK")) {
            LOG.debug("ACK of a refused INVITE, call-id={}", request.getCallId());
            return;
        }
        Inside inside = (Inside) getServletContext().getAttribute(Inside.class.getName());
        if (inside == null) {
            respond(SipServletResponse::send, request, new Refusal(503, "Starting", Map.of("Retry-After", String.valueOf(RETRY_AFTER_SECONDS))));
            return;
        }
        Reception reception = inside.received(request);
        try {
            if (!inside.exchanges().takes(request)) {
                return;
            }
            switch (request.getMethod()) {
                case "SUBSCRIBE" -> subscribe(inside, reception);
                case "PUBLISH" -> publish(inside, reception);
                case "OPTIONS" -> options(inside, request);
                default -> throw new Refusal(405, "Method Not Allowed", Map.of("Allow", ALLOW));
            }
        } catch (Refusal refusal) {
            refuse(inside, reception, refusal, Optional.empty());
        } catch (RuntimeException bug) {
            failed(inside, reception, bug);
        }
    }

    @Override
    protected void doResponse(SipServletResponse response) {
        if (getServletContext().getAttribute(Inside.class.getName()) instanceof Inside inside) {
            inside.exchanges().received(response);
        }
    }

    private static void subscribe(Inside inside, Reception reception) throws IOException {
        SipServletRequest request = reception.request();
        SubscribeRequest subscribe = inside.admission().subscribe(request, inside.exchanges().localTag(request));
        reception.isFor(subscribe.presentity());
        answer(inside, reception, inside.homes().subscribe(subscribe), reply -> {
            reception.granted(subscribe, reply);
            SipServletResponse ok = request.createResponse(SipServletResponse.SC_OK);
            if (reply.status() == NO_NOTIFICATION) {
                ok.setStatus(NO_NOTIFICATION, "No Notification");
            }
            ok.setExpires(reply.expires());
            ok.setHeader("Allow-Events", String.join(", ", inside.admission().packages().names()));
            String presentity = subscribe.presentity();
            trySend(() -> inside.sendInDialog(ok, ContactUser.of(presentity), reply.toTag(), subscribe.dialog().isSecure()), request);
            inside.homes().answered(presentity, reply.toTag());
        });
    }

    private static void publish(Inside inside, Reception reception) throws IOException {
        SipServletRequest request = reception.request();
        PublishRequest publish = inside.admission().publish(request);
        reception.isFor(publish.presentity());
        answer(inside, reception, inside.homes().publish(publish), reply -> {
            reception.granted(publish, reply);
            SipServletResponse ok = request.createResponse(SipServletResponse.SC_OK);
            ok.setHeader("SIP-ETag", reply.entityTag());
            ok.setExpires(reply.expires());
            trySend(() -> inside.send(ok), request);
        });
    }

    /** Answers when the home has decided. */
    private static void answer(Inside inside, Reception reception, CompletionStage<Reply> decision, Consumer<Reply> success) {
        decision.thenAccept(reply -> {
            if (reply.isSuccess()) {
                success.accept(reply);
            } else {
                refuse(inside, reception, refusal(inside, reception.request(), reply), Optional.of(reply));
            }
        }).exceptionally(bug -> {
            failed(inside, reception, bug);
            return null;
        });
    }

    /** A request that is not answered here keeps its session in the container for ever. */
    private static void failed(Inside inside, Reception reception, Throwable bug) {
        LOG.error("bug in {} call-id={}", reception.request().getMethod(), reception.request().getCallId(), bug);
        refuse(inside, reception, new Refusal(SipServletResponse.SC_SERVER_INTERNAL_ERROR, "Server Internal Error"), Optional.empty());
    }

    /** RFC 3261 s11.2: as an INVITE would be answered. Without Retry-After: it is for those who probe, and whatever else comes is still served. */
    private static void options(Inside inside, SipServletRequest request) throws IOException {
        if (!inside.ready().getAsBoolean()) {
            throw new Refusal(SipServletResponse.SC_SERVICE_UNAVAILABLE, "Not Ready");
        }
        SipServletResponse ok = request.createResponse(SipServletResponse.SC_OK);
        ok.setHeader("Allow", ALLOW);
        ok.setHeader("Accept", String.join(", ", inside.admission().packages().takenFormats()));
        ok.setHeader("Allow-Events", String.join(", ", inside.admission().packages().names()));
        inside.send(ok);
    }

    private static Refusal refusal(Inside inside, SipServletRequest request, Reply reply) {
        Map<String, String> headers = new TreeMap<>();
        if (reply.status() == 423) {
            headers.put("Min-Expires", String.valueOf(reply.minExpires()));
        }
        if (reply.status() == 415) {
            inside.admission().packages().of(request.getHeader("Event")).ifPresent(p -> headers.put("Accept", String.join(", ", p.publishedFormats())));
            headers.put("Accept-Encoding", "identity");
        }
        if (reply.retryAfter() > 0) {
            headers.put("Retry-After", String.valueOf(reply.retryAfter()));
        }
        return new Refusal(reply.status(), reply.reason(), headers);
    }

    private static void refuse(Inside inside, Reception reception, Refusal refusal, Optional<Reply> reply) {
        reception.refused(refusal, reply);
        respond(inside::send, reception.request(), refusal);
    }

    private static void respond(Sender sender, SipServletRequest request, Refusal refusal) {
        SipServletResponse response = request.createResponse(refusal.status(), refusal.getMessage());
        refusal.headers().forEach(response::setHeader);
        trySend(() -> sender.send(response), request);
    }

    @FunctionalInterface
    private interface Sender {
        void send(SipServletResponse response) throws IOException;
    }

    @FunctionalInterface
    private interface Sending {
        void send() throws IOException;
    }

    /** The request's sender has gone, or its transaction has: its next try finds what this one has stored. */
    private static void trySend(Sending sending, SipServletRequest request) {
        try {
            sending.send();
        } catch (IOException | IllegalStateException e) {
            LOG.warn("could not answer {} call-id={}: {}", request.getMethod(), request.getCallId(), e.toString());
        }
    }
}
