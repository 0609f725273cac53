"""What the capture has to show: tables 5.5.1-1 to 5.5.1-8 of the founding document for each NOTIFY, and the SUBSCRIBEs around them."""

import xml.etree.ElementTree

import capture
from checks import NONE, Checks
from network import AS, HOPS, PROJECT, PUBLISHER, SCSCF2, UE, UE_ADDRESS

CALL_ID = "b89rjhnedlrfjflslj40a222"
DOCUMENT = PROJECT / "src/test/resources/org/imspresence/testbed/founding-presence.xml"
CPIM_PIDF = "application/cpim-pidf+xml"
UE_CONTACT = f"sip:[{UE_ADDRESS}]"
EXPIRES = 5000
SLACK_SECONDS = 15
UNCHANGED = ["sip.From", "sip.To", "sip.Call-ID", "sip.CSeq"]
UNCHANGED_IN_NOTIFY = UNCHANGED + ["sip.Subscription-State", "sip.Event", "sip.Content-Type", "sip.Content-Length"]
STATES_IN_TIME = [f"active;expires={EXPIRES - seconds}" for seconds in range(SLACK_SECONDS)]


def routes(hops):
    return ", ".join(f"sip:{hop};lr" for hop in hops) or NONE


def uris(message, field):
    return ", ".join(message.many(field)) or NONE


def vias(message):
    return ", ".join(message.many("sip.Via.sent-by.address"))


def branches(message):
    return ", ".join(message.many("sip.Via.branch"))


def subscribe(messages, cseq, expires, initial=False):
    """
    A SUBSCRIBE on its way from the UE to the AS, and its 200 back. The initial one has only the service route yet; it is the one whose Record-Route the
    200 has to repeat (RFC 3261 s12.1.1).
    """
    checks, cseq = Checks(), f"{cseq} SUBSCRIBE"
    path = [UE, *reversed(HOPS), AS]
    service_route = path[1:3] if initial else path[1:-1]
    target = "sip:someone@example.com" if initial else server_contact(messages)
    before = None
    for done, (sender, receiver) in enumerate(zip(path, path[1:])):
        where = f"SUBSCRIBE {sender} to {receiver}"
        request = capture.leg(messages, "SUBSCRIBE", cseq, sender, receiver)
        if checks.seen(where, request):
            checks.same(where, "Request-URI", target, request.one("sip.r-uri"))
            checks.same(where, "Max-Forwards", str(70 - done), request.one("sip.Max-Forwards"))
            checks.same(where, "Via", ", ".join([*reversed(path[1:done + 1]), UE_ADDRESS]), vias(request))
            checks.same(where, "Route", routes(service_route[done:]), uris(request, "sip.Route.uri"))
            checks.same(where, "Record-Route", routes(reversed(path[1:done + 1])), uris(request, "sip.Record-Route.uri"))
            if before:
                checks.unchanged(where, [*UNCHANGED, "sip.Event", "sip.Expires", "sip.contact.uri"], before, request)
        answer = capture.leg(messages, "200", cseq, receiver, sender)
        where = f"200 to SUBSCRIBE {receiver} to {sender}"
        if checks.seen(where, answer):
            if initial:
                checks.same(where, "Record-Route", routes(HOPS), uris(answer, "sip.Record-Route.uri"))
            checks.same(where, "To tag", server_tag(messages), answer.one("sip.to.tag"))
            checks.same(where, "Expires", str(expires), answer.one("sip.Expires"))
            if request:
                checks.same(where, "Via branches", branches(request), branches(answer))
        before = request
    return checks


def first_answer(messages):
    """The 200 that makes the dialog, as the AS sends it; None when there is none."""
    return next((message for message in messages if message.name == "200" and message.one("sip.CSeq.method") == "SUBSCRIBE" and message.sender == AS), None)


def server_tag(messages):
    """Its To tag: it is that of all other answers, and the From tag of all NOTIFYs."""
    answer = first_answer(messages)
    return answer.one("sip.to.tag") if answer else NONE


def server_contact(messages):
    """Its Contact: where all other SUBSCRIBEs go."""
    answer = first_answer(messages)
    return answer.one("sip.contact.uri") if answer else NONE


def notify(messages, cseq, *states):
    """
    A NOTIFY in one of these states, or active with what remains of 5000 s, on its way from the AS to the UE and its 200 back, as the tables have it. Where they cannot
    be meant literally: From and To are those of the notifier (RFC 3261 s12.2.1.1); table 5.5.1-4 shows one Via, as a P-CSCF hides those below, which Kamailio does not:
    all are expected.
    """
    checks, cseq = Checks(), f"{cseq} NOTIFY"
    path = [AS, *HOPS, UE]
    before = None
    for done, (sender, receiver) in enumerate(zip(path, path[1:])):
        request = capture.leg(messages, "NOTIFY", cseq, sender, receiver)
        where = f"table 5.5.1-{done + 1} {sender} to {receiver}"
        if checks.seen(where, request):
            checks.same(where, "Request-URI", UE_CONTACT, request.one("sip.r-uri"))
            checks.same(where, "Via", ", ".join(reversed(path[:done + 1])), vias(request))
            checks.like(where, "Via transport", "(UDP, )*UDP", ", ".join(request.many("sip.Via.transport")), "UDP")
            checks.like(where, "Via port", "5060|", "|".join(set(request.many("sip.Via.sent-by.port"))), "none or 5060")
            checks.like(where, "Via branch", r"z9hG4bK[^,]+(, z9hG4bK[^,]+)*", branches(request), "z9hG4bK...")
            checks.same(where, "Max-Forwards", str(70 - done), request.one("sip.Max-Forwards"))
            checks.same(where, "Route", routes(HOPS[done:]), uris(request, "sip.Route.uri"))
            if done == 0:
                as_the_as_sends_it(checks, where, messages, request, states or STATES_IN_TIME)
            else:
                checks.unchanged(where, UNCHANGED_IN_NOTIFY, before, request)
                checks.same(where, "body", "unchanged", "unchanged" if before and before.body == request.body else "changed")
                checks.same(where, "branches below the top", branches(before) if before else NONE, ", ".join(request.many("sip.Via.branch")[1:]))
        answer = capture.leg(messages, "200", cseq, receiver, sender)
        where = f"table 5.5.1-{8 - done} {receiver} to {sender}"
        if checks.seen(where, answer) and request:
            checks.same(where, "Via", vias(request), vias(answer))
            checks.same(where, "Via branches", branches(request), branches(answer))
            checks.unchanged(where, UNCHANGED, request, answer)
            checks.same(where, "Content-Length", "0", answer.one("sip.Content-Length"))
        before = request
    return checks


def as_the_as_sends_it(checks, where, messages, request, states):
    checks.same(where, "From", f"<sip:{AS}>;tag={server_tag(messages)}", request.one("sip.From"))
    checks.same(where, "To", "<sip:user1_public1@home1.net>;tag=31415", request.one("sip.To"))
    checks.same(where, "Call-ID", CALL_ID, request.one("sip.Call-ID"))
    checks.one_of(where, "Subscription-State", states, request.one("sip.Subscription-State"))
    checks.same(where, "Event", "presence", request.one("sip.Event"))
    checks.same(where, "Content-Type", CPIM_PIDF, request.one("sip.Content-Type"))
    checks.same(where, "Content-Length", str(len(request.body)), request.one("sip.Content-Length"))


def no_other_notifies(messages, *cseqs):
    """That the AS has sent these NOTIFYs, in this order, and none besides; repeats are none."""
    checks = Checks()
    sent = dict.fromkeys(message.one("sip.CSeq").split()[0] for message in messages if message.name == "NOTIFY" and message.sender == AS)
    checks.same("whole capture", "CSeq of all NOTIFYs", ", ".join(str(cseq) for cseq in cseqs), ", ".join(sent))
    return checks


def body_is_the_published(messages, cseq):
    checks = Checks()
    request = capture.leg(messages, "NOTIFY", f"{cseq} NOTIFY", AS, HOPS[0])
    if checks.seen("table 5.5.1-1", request):
        checks.same("table 5.5.1-1", "body", canonical(DOCUMENT.read_bytes()), canonical(request.body))
    return checks


def canonical(document):
    try:
        return xml.etree.ElementTree.canonicalize(document.decode(), strip_text=True)
    except xml.etree.ElementTree.ParseError as error:
        return f"not XML ({error})"


def publish(messages):
    checks = Checks()
    for sender, receiver in (PUBLISHER, SCSCF2), (SCSCF2, AS):
        checks.seen(f"PUBLISH {sender} to {receiver}", capture.leg(messages, "PUBLISH", "1 PUBLISH", sender, receiver))
        answer = capture.leg(messages, "200", "1 PUBLISH", receiver, sender)
        where = f"200 to PUBLISH {receiver} to {sender}"
        if checks.seen(where, answer):
            checks.like(where, "SIP-ETag", ".+", answer.one("sip.ETag"), "given")
            checks.same(where, "Expires", str(EXPIRES), answer.one("sip.Expires"))
    return checks


def options(messages):
    checks = Checks()
    answer = next((message for message in messages if message.one("sip.CSeq.method") == "OPTIONS" and message.sender == AS), None)
    if checks.seen("answer to OPTIONS", answer):
        checks.same("answer to OPTIONS", "status", "200", answer.name)
        checks.like("answer to OPTIONS", "Allow", ".*SUBSCRIBE.*", answer.one("sip.Allow"), "SUBSCRIBE among others")
    return checks
