"""What is to be seen of each transport: by a capture where messages are in the clear, and by the log of the proxy (transports.cfg) where they are not."""

import dataclasses
import re

import capture
from checks import NONE, Checks
from network import ADDRESSES, AS, FIRST_NOTIFY, PORT, SCSCF2

SERVER, SERVER6, PROXY, PROXY6, STRANGER = ADDRESSES[AS], "5555::1", ADDRESSES[SCSCF2], "5555::4", "127.0.0.5"
TLS_PORT = 5061
#: Bytes from which on a NOTIFY is not to go as a datagram (RFC 3261 s18.1.1).
LARGE = 1_300
#: The version of TLS that a ServerHello chooses (RFC 8446 s4.2.1).
TLS_1_3 = "0x0304"


@dataclasses.dataclass(frozen=True)
class Case:
    """
    A subscription through the proxy, which is reached by UDP over IPv4.

    :param to:        where the proxy sends SUBSCRIBE and PUBLISH, and so which transport the server is asked by
    :param routes:    the Record-Route that the server sees
    :param transport: by which its NOTIFYs go
    :param large:     by which those do that are longer than a datagram should be
    :param record:    what the proxy records, where that is not the way that the request goes
    """

    number: int
    name: str
    scenario: str
    to: str
    routes: tuple
    transport: str
    large: str
    record: str = ""

    @property
    def ue(self):
        return f"127.0.0.{40 + self.number}"

    @property
    def publisher(self):
        return f"127.0.0.{60 + self.number}"

    @property
    def server(self):
        return SERVER6 if SERVER6 in self.to else SERVER


@dataclasses.dataclass(frozen=True)
class Seen:
    """A NOTIFY, as the proxy has logged it when it came."""

    call_id: str
    cseq: str
    transport: str
    sender: str
    target: str
    routes: str
    via: str
    tls: str
    proved: str
    subject: str


@dataclasses.dataclass(frozen=True)
class Answered:
    """A response of the server, as the proxy has logged it when it came."""

    call_id: str
    cseq: str
    method: str
    transport: str
    sender: str
    status: str
    contact: str
    tls: str
    proved: str
    subject: str


def log_of(file):
    """What a proxy has logged of NOTIFYs, and of responses."""
    lines = text(file).splitlines()
    return tuple([kind(*line.split(f"{word}|", 1)[1].split("|")) for line in lines if f"{word}|" in line] for kind, word in ((Seen, "seen"), (Answered, "answered")))


def way(case, messages, log, status):
    """That the first three NOTIFYs, of which the last is large, went by their transports along the route, and that the refresh and the end went to the Contact that the server has given."""
    checks = Checks()
    checks.same("UE", "exit status", "0", status)
    notifies, answers = log
    arrived = {int(seen.cseq): seen for seen in notifies if seen.call_id == case.name}
    told = {int(message.one("sip.CSeq").split()[0]): message for message in messages
            if message.one("sip.Call-ID") == case.name and message.name == "NOTIFY" and message.source == PROXY and message.destination == case.ue}
    checks.same("NOTIFYs", "CSeqs at the proxy", ", ".join(map(str, range(FIRST_NOTIFY, FIRST_NOTIFY + 5))), ", ".join(map(str, sorted(arrived))))
    for number, transport in enumerate([case.transport] * 2 + [case.large] * 3, FIRST_NOTIFY):
        if number in arrived:
            notify(checks, f"NOTIFY {number}", case, arrived[number], transport)
        if checks.seen(f"NOTIFY {number} at the UE", told.get(number)):
            checks.same(f"NOTIFY {number} at the UE", "Request-URI", f"sip:{case.ue}:{PORT}", told[number].one("sip.r-uri"))
            checks.same(f"NOTIFY {number} at the UE", "Route", NONE, ", ".join(told[number].many("sip.Route.uri")) or NONE)
            checks.same(f"NOTIFY {number} at the UE", "transports in Via", f"UDP, {transport}", ", ".join(told[number].many("sip.Via.transport")))
            is_large = len(bytes.fromhex(told[number].one("udp.payload"))) > LARGE
            checks.same(f"NOTIFY {number} at the UE", f"longer than {LARGE} bytes", str(number > FIRST_NOTIFY + 1), str(is_large))
    taken = dict.fromkeys(f"{answer.cseq} {answer.method} {answer.status}" for answer in answers if answer.call_id == case.name)
    checks.same("SUBSCRIBEs", "answers", "1 SUBSCRIBE 200, 2 SUBSCRIBE 200, 3 SUBSCRIBE 200", ", ".join(taken))
    asked_by = {answer.transport.upper() for answer in answers if answer.call_id in (case.name, f"publish-{case.name}")}
    checks.same("SUBSCRIBEs and PUBLISHes", "transport", str({in_transport(case)}), str(asked_by))
    return checks


def in_transport(case):
    found = re.search(r";transport=(\w+)", case.to)
    return found.group(1).upper() if found else "UDP"


def notify(checks, where, case, seen, transport):
    checks.same(where, "transport", transport, seen.transport.upper())
    checks.same(where, "sender", case.server, seen.sender)
    checks.same(where, "Request-URI", f"sip:{case.ue}:{PORT}", seen.target)
    checks.same(where, "Route", ", ".join(f"<{route}>" for route in case.routes), re.sub(", *", ", ", seen.routes))
    checks.like(where, "Via", rf"SIP/2\.0/{transport} \S+", seen.via, f"of {transport}")
    if transport == "TLS":
        checks.same(where, "certificate that the server showed", "presence.home2.net, proved 1", f"{seen.subject}, proved {seen.proved}")
        checks.same(where, "TLS", "TLSv1.3", seen.tls)


def in_the_clear(case, messages, count):
    """That the capture shows the NOTIFYs on the wire, by the very transports."""
    checks = Checks()
    sent = {message.one("sip.CSeq"): "TCP" if message.one("tcp.dstport") else "UDP" for message in messages
            if message.one("sip.Call-ID") == case.name and message.name == "NOTIFY" and message.source == case.server}
    checks.same("NOTIFYs in the capture", "transports", ", ".join([case.transport] * 2 + [case.large] * (count - 2)), ", ".join(sent.values()))
    return checks


def encrypted(case, messages, file):
    """That the server sends nothing of it in the clear, and that TLS 1.3 is what both have chosen."""
    checks = Checks()
    clear = [message.name for message in messages if message.one("sip.Call-ID") == case.name and message.source == SERVER and (message.name == "NOTIFY" or in_transport(case) == "TLS")]
    checks.same("from the server", "messages in the clear", NONE, ", ".join(clear) or NONE)
    versions = capture.dissect(file, f"tls.handshake.type == 2 && ip.addr == {SERVER} && ip.addr == {PROXY} && tcp.port == {TLS_PORT}", ["tls.handshake.extensions.supported_version"])
    checks.same("ServerHello", "version", TLS_1_3, ", ".join(sorted(set(versions))))
    return checks


def refused_in(answer, server_log):
    """That who connects with a certificate of an authority that is not trusted is not heard."""
    checks = Checks()
    checks.like("PUBLISH", "answer of the proxy", r"PUBLISH 1 was answered 'SIP/2\.0 (408|500|503) .*'", answer, "its own, that the server cannot be reached")
    checks.same("server", "says why", "True", str("unable to find valid certification path" in text(server_log)))
    return checks


def refused_out(case, messages, server_log, proxy_log):
    """That a NOTIFY does not go to who cannot prove the name in the Route."""
    checks = Checks()
    answers = [message.name for message in messages if message.one("sip.Call-ID") == case.name and message.one("sip.CSeq") == "1 SUBSCRIBE" and message.destination == case.ue]
    checks.same("SUBSCRIBE", "answer", "200", ", ".join(answers))
    notifies, _ = log_of(proxy_log)
    checks.same("proxy", "NOTIFYs that came", NONE, ", ".join(seen.cseq for seen in notifies) or NONE)
    checks.same("proxy", "is told the reason by TLS", "True", str("alert certificate unknown" in text(proxy_log)))
    checks.same("server", "says why", "True", str(f"No subject alternative names matching IP address {STRANGER} found" in text(server_log)))
    return checks


def text(file):
    return file.read_text(errors="replace") if file.exists() else ""
