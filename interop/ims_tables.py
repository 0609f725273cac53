"""What the capture of the IMS flow has to show: each request's way through the cores and what it has to say within the trust domain, and what was asked over Cx meanwhile."""

import capture
import ladder
from checks import NONE, Checks
from network import AS, FIRST_NOTIFY, HSS2, ICSCF2, PCSCF1, PCSCF2, PUBLISHER, SCSCF1, SCSCF2, UE, UE_ADDRESS

WATCHER, PRESENTITY, ABSENT = "sip:user1_public1@home1.net", "sip:user2_public1@home2.net", "sip:user3_public1@home2.net"
#: Call-IDs.
WATCH, PUBLISH, FETCH, WATCHERS, STRANGER = "watch", "publish", "fetch", "watchers", "stranger"
AT_UE = {UE: UE_ADDRESS, PUBLISHER: "127.0.0.6"}
#: Publications after the watcher has subscribed, and the CSeq of the first NOTIFY.
PUBLICATIONS = 50
EXPIRES = 3600
SLACK_SECONDS = 60
#: An initial request goes by the I-CSCF of the presentity's network, which is in no route set.
TO_AS, IN_DIALOG = [UE, PCSCF1, SCSCF1, ICSCF2, SCSCF2, AS], [UE, PCSCF1, SCSCF1, SCSCF2, AS]
OWN_TO_AS = [PUBLISHER, PCSCF2, SCSCF2, AS]
TO_UE = [AS, SCSCF2, SCSCF1, PCSCF1, UE]
RECORD_ROUTING = [PCSCF1, SCSCF1, SCSCF2, PCSCF2]
ISC_IOI = "Type 3home2.net"


def of(messages, call_id):
    return [message for message in messages if message.one("sip.Call-ID") == call_id]


def routes(hops):
    return ", ".join(f"sip:{hop};lr" for hop in hops) or NONE


def uris(message, field):
    return ", ".join(message.many(field)) or NONE


def parameter(header, name):
    """Of P-Charging-Vector, without quotation marks; NONE without it."""
    values = [value for key, _, value in (part.strip().partition("=") for part in header.split(";")) if key == name]
    return values[0].strip('"') if values else NONE


def vector(message, name):
    return parameter(message.one("sip.P-Charging-Vector"), name)


def registration(messages, path, identity):
    """Twice to the registrar and back: the first is challenged. The second's 200 says by whom the UE's own requests go (RFC 3608)."""
    checks = Checks()
    pcscf, scscf = path[1], path[-1]
    for cseq, status in ("1 REGISTER", "401"), ("2 REGISTER", "200"):
        for sender, receiver in zip(path, path[1:]):
            checks.seen(f"REGISTER {sender} to {receiver}", capture.leg(messages, "REGISTER", cseq, sender, receiver))
            checks.seen(f"{status} {receiver} to {sender}", capture.leg(messages, status, cseq, receiver, sender))
    at_registrar = capture.leg(messages, "REGISTER", "2 REGISTER", path[-2], scscf)
    if at_registrar:
        checks.same("REGISTER at the S-CSCF", "Path", f"sip:term@{pcscf};lr", uris(at_registrar, "sip.Path.uri"))
    answer = capture.leg(messages, "200", "2 REGISTER", pcscf, path[0])
    if answer:
        checks.same("200 to REGISTER", "Service-Route", f"sip:orig@{scscf};lr", uris(answer, "sip.Service-Route.uri"))
        checks.same("200 to REGISTER", "P-Associated-URI", f"<{identity}>", answer.one("sip.P-Associated-URI"))
    return checks


def to_as(messages, method, cseq, path, served, sender_identity):
    """
    A request that begins something, from a UE to the AS and its 200 back. The S-CSCF that sends it over ISC puts the AS and its own mark into Route, and says whom the AS serves.

    :param served: the whole P-Served-User
    """
    checks, cseq = Checks(), f"{cseq} {method}"
    resource = served[1:].split(">")[0]
    icid = before = None
    for done, (sender, receiver) in enumerate(zip(path, path[1:])):
        request = capture.leg(messages, method, cseq, sender, receiver)
        where = f"{method} {sender} to {receiver}"
        if checks.seen(where, request):
            checks.same(where, "Request-URI", resource, request.one("sip.r-uri"))
            checks.same(where, "Max-Forwards", str(70 - done), request.one("sip.Max-Forwards"))
            checks.same(where, "Via", ", ".join([*reversed(path[1:done + 1]), AT_UE[path[0]]]), ", ".join(request.many("sip.Via.sent-by.address")))
            recorded = [hop for hop in reversed(path[1:done + 1]) if hop in RECORD_ROUTING and method == "SUBSCRIBE"]
            checks.same(where, "Record-Route", routes(recorded), uris(request, "sip.Record-Route.uri"))
            checks.same(where, "P-Asserted-Identity", f"<{sender_identity}>" if done else "", request.one("sip.P-Asserted-Identity"))
            if done == 1:
                icid = vector(request, "icid-value")
                checks.like(where, "icid", "[0-9a-f]{32}", icid, "given by the P-CSCF")
            elif done:
                checks.same(where, "icid", icid, vector(request, "icid-value"))
            if receiver == AS:
                isc(checks, where, request, served)
        answer = capture.leg(messages, "200", cseq, receiver, sender)
        where = f"200 to {method} {receiver} to {sender}"
        if checks.seen(where, answer):
            if method == "SUBSCRIBE":
                checks.same(where, "Record-Route", routes(hop for hop in reversed(path) if hop in RECORD_ROUTING), uris(answer, "sip.Record-Route.uri"))
            if receiver == AS:
                checks.same(where, "icid", icid, vector(answer, "icid-value"))
                checks.same(where, "orig-ioi", ISC_IOI, vector(answer, "orig-ioi"))
                checks.same(where, "term-ioi", ISC_IOI, vector(answer, "term-ioi"))
                checks.same(where, "P-Asserted-Identity", "", answer.one("sip.P-Asserted-Identity"))
    return checks


def isc(checks, where, request, served):
    found = request.many("sip.Route.uri")
    checks.same(where, "first Route", f"sip:{AS};lr", found[0] if found else NONE)
    checks.like(where, "second Route", rf"sip:iscmark@{SCSCF2};lr;.*", found[1] if len(found) == 2 else NONE, "the S-CSCF's own mark")
    checks.same(where, "P-Served-User", served, request.one("sip.P-Served-User"))
    checks.same(where, "orig-ioi", ISC_IOI, vector(request, "orig-ioi"))


def in_dialog(messages, cseq, expires):
    """A refresh or unsubscription: along the route set, so by no I-CSCF; the P-CSCF need not assert again who it is (TS 24.229 s5.2.6.3)."""
    checks, cseq = Checks(), f"{cseq} SUBSCRIBE"
    made = dialog(messages)
    for done, (sender, receiver) in enumerate(zip(IN_DIALOG, IN_DIALOG[1:])):
        request = capture.leg(messages, "SUBSCRIBE", cseq, sender, receiver)
        where = f"SUBSCRIBE {sender} to {receiver}"
        if checks.seen(where, request):
            checks.same(where, "Request-URI", made.one("sip.contact.uri") if made else NONE, request.one("sip.r-uri"))
            checks.same(where, "Route", routes(IN_DIALOG[1 + done:-1]), uris(request, "sip.Route.uri"))
            checks.same(where, "Max-Forwards", str(70 - done), request.one("sip.Max-Forwards"))
            checks.same(where, "P-Asserted-Identity", "", request.one("sip.P-Asserted-Identity"))
        answer = capture.leg(messages, "200", cseq, receiver, sender)
        where = f"200 to SUBSCRIBE {receiver} to {sender}"
        if checks.seen(where, answer):
            checks.same(where, "Expires", str(expires), answer.one("sip.Expires"))
    return checks


def dialog(messages):
    """The 200 that makes the watcher's; None when there is none."""
    return capture.leg(messages, "200", "61 SUBSCRIBE", AS, SCSCF2)


def notifies(messages, cseqs, state, *texts):
    """
    NOTIFYs of the watcher's dialog from the AS to the UE, and their 200s back: each along the Record-Route of the SUBSCRIBE, each with the dialog's icid and the presentity's asserted identity.

    :param texts: what the bodies have, one each
    """
    checks = Checks()
    made = dialog(messages)
    for cseq, text in zip(cseqs, texts or [""] * len(cseqs), strict=True):
        before = None
        for done, (sender, receiver) in enumerate(zip(TO_UE, TO_UE[1:])):
            request = capture.leg(messages, "NOTIFY", f"{cseq} NOTIFY", sender, receiver)
            where = f"NOTIFY {cseq} {sender} to {receiver}"
            if checks.seen(where, request):
                checks.same(where, "Request-URI", f"sip:[{UE_ADDRESS}]", request.one("sip.r-uri"))
                checks.same(where, "Route", routes(TO_UE[1 + done:-1]), uris(request, "sip.Route.uri"))
                checks.same(where, "Via", ", ".join(reversed(TO_UE[:done + 1])), ", ".join(request.many("sip.Via.sent-by.address")))
                checks.same(where, "Max-Forwards", str(70 - done), request.one("sip.Max-Forwards"))
                checks.same(where, "P-Asserted-Identity", f"<{PRESENTITY}>", request.one("sip.P-Asserted-Identity"))
                if before:
                    checks.same(where, "body", "unchanged", "unchanged" if before.body == request.body else "changed")
                else:
                    as_the_as_sends_it(checks, where, request, made, state, text)
            checks.seen(f"200 to NOTIFY {cseq} {receiver} to {sender}", capture.leg(messages, "200", f"{cseq} NOTIFY", receiver, sender))
            before = request
    return checks


def as_the_as_sends_it(checks, where, request, made, state, text):
    checks.same(where, "icid", vector(made, "icid-value") if made else NONE, vector(request, "icid-value"))
    checks.same(where, "orig-ioi", ISC_IOI, vector(request, "orig-ioi"))
    checks.same(where, "term-ioi", NONE, vector(request, "term-ioi"))
    if state == "active":
        checks.one_of(where, "Subscription-State", [f"active;expires={EXPIRES - seconds}" for seconds in range(SLACK_SECONDS)], request.one("sip.Subscription-State"))
    else:
        checks.same(where, "Subscription-State", state, request.one("sip.Subscription-State"))
    checks.same(where, "body has", text, text if text.encode() in request.body else request.body.decode())


def fetched(messages, path):
    """The one NOTIFY that a fetch brings, along the route set."""
    checks = Checks()
    for done, (sender, receiver) in enumerate(zip(path, path[1:])):
        request = capture.leg(messages, "NOTIFY", f"{FIRST_NOTIFY} NOTIFY", sender, receiver)
        where = f"NOTIFY {sender} to {receiver}"
        if checks.seen(where, request):
            checks.same(where, "Subscription-State", "terminated;reason=timeout", request.one("sip.Subscription-State"))
            checks.same(where, "Route", routes(path[1 + done:-1]), uris(request, "sip.Route.uri"))
    return checks


def refused(messages):
    """Outside the trust domain an asserted identity counts for nothing, and the answer has nothing of the domain's."""
    checks = Checks()
    answer = next((message for message in messages if message.sender == AS), None)
    if checks.seen("answer to SUBSCRIBE", answer):
        checks.same("answer to SUBSCRIBE", "status", "403", answer.name)
        checks.same("answer to SUBSCRIBE", "P-Charging-Vector", "", answer.one("sip.P-Charging-Vector"))
    return checks


class Step:
    """A part of the flow, from the first message that a party sends of it; until the next one begins."""

    def __init__(self, name, method, cseq, sender, cx, told):
        """:param cx: what has to be asked meanwhile, by command; :param told: NOTIFYs that have to leave meanwhile"""
        self.name, self.first, self.cx, self.told = name, (method, f"{cseq} {method}", sender), cx, told


COMMANDS = ["UAR", "MAR", "SAR", "LIR"]
REGISTERS = {"UAR": 2, "MAR": 1, "SAR": 1}


def begins(messages, step, after):
    """The frame; None when it did not begin."""
    return next((frame for message in messages if (frame := int(message.one("frame.number"))) > after
                 and (message.name, message.one("sip.CSeq"), message.sender) == step.first), None)


def count(messages, cx, steps):
    """For each step, its requests over Cx by command, and its NOTIFYs, repeats left out."""
    frames, after = [], 0
    for step in steps:
        after = begins(messages, step, after) or after
        frames.append(after)
    told = {}
    for message in messages:
        if message.name == "NOTIFY" and message.sender == AS:
            told.setdefault(message.transaction, int(message.one("frame.number")))
    counted = []
    for step, start, end in zip(steps, frames, [*frames[1:], float("inf")]):
        asked = [message.name for message in cx if message.asks and start <= message.frame < end]
        counted.append((step, {command: asked.count(command) for command in dict.fromkeys(COMMANDS + asked)}, sum(start <= frame < end for frame in told.values())))
    return counted


def cx_checks(messages, cx, steps, heard):
    """:param heard: requests that the HSSs say they have had, by command"""
    checks = Checks()
    for step, asked, told in count(messages, cx, steps):
        checks.same(step.name, "NOTIFYs", str(step.told), str(told))
        for command, number in asked.items():
            checks.same(step.name, command, str(step.cx.get(command, 0)), str(number))
    for command in COMMANDS:
        asked = sum(message.name == command for message in cx)
        checks.same("whole capture", f"{command} answered", str(asked), str(sum(message.name == command[:2] + "A" for message in cx)))
        checks.same("whole capture", f"{command} that the HSSs have counted", str(asked), str(heard.get(command, 0)))
    return checks


def cx_table(messages, cx, steps):
    lines = [f"{'':44}" + "".join(f"{command:>5}" for command in COMMANDS) + f"{'NOTIFYs':>9}"]
    for step, asked, told in count(messages, cx, steps):
        lines.append(f"{step.name:44}" + "".join(f"{asked[command]:5}" for command in COMMANDS) + f"{told:9}")
    return "".join(line + "\n" for line in lines)


def draw(messages, cx):
    """The watcher's dialog until it is told of the first publication, and what was asked over Cx for it."""
    wanted = {"61 SUBSCRIBE", f"{FIRST_NOTIFY} NOTIFY", f"{FIRST_NOTIFY + 1} NOTIFY", "62 SUBSCRIBE"}
    shown = [message for message in messages if message.one("sip.CSeq") in wanted]
    asked = [message for message in cx if message.name in ("LIR", "LIA") and shown and message.frame > int(shown[0].one("frame.number"))]
    for message in asked:
        message.transaction = shown[0].transaction
    frame = {**{id(message): int(message.one("frame.number")) for message in shown}, **{id(message): message.frame for message in asked}}
    return ladder.draw(sorted(shown + asked, key=lambda message: frame[id(message)]), [AS, SCSCF2, HSS2, ICSCF2, SCSCF1, PCSCF1, UE], 30)
