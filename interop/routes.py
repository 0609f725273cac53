"""Route sets that break others: where the first NOTIFY of a subscription goes, and what it says, behind proxies that record their route in different ways, with names in DNS and a server that is dead."""

import dataclasses
import subprocess

import capture
from checks import NONE, Checks, NotPossible
from network import ADDRESSES, AS, CONTAINER, HERE, PORT, RESULTS, STOP_SECONDS, fill, recording, run_kamailio, set_up, sipp, start_server

VERSIONS = [["kamailio", "-v"], ["sipp", "-v"], ["tshark", "-v"], ["dnsmasq", "--version"]]
CAPTURE = RESULTS / "routes.pcap"
KEPT = [CAPTURE]
SERVER = ADDRESSES[AS]
ON_LIBERTY = {
    "strict router (no lr)": "the container takes every router for a loose one: the Request-URI stays the UE's Contact",
}
NO_DNS = NotPossible("the container looks up addresses only, and asks for no NAPTR or SRV")
#: What the dead server costs the first that meets it: Timer F.
TIMER_F_SECONDS = 32
PATIENCE_SECONDS = TIMER_F_SECONDS + 30
DEAD = "127.0.0.9"
UE6 = "5555::aaa:bbb:ccc:ddd"


@dataclasses.dataclass(frozen=True)
class Hop:
    """A proxy: how it records its route, and where it sends a new SUBSCRIBE; `again` has it send to itself first."""

    name: str
    listen: tuple
    next: str = SERVER
    record: str = "record_route()"
    double: int = 0
    alias: str = ""
    again: str = ""


HOPS = [
    Hop("double", ("udp:127.0.0.2", "tcp:127.0.0.2", "udp:[5555::2]"), double=1),
    *(Hop(f"chain{n}", (f"udp:127.0.0.1{n}",), next=SERVER if n == 4 else f"127.0.0.1{n + 1}") for n in (1, 2, 3, 4)),
    Hop("strict", ("udp:127.0.0.15",), record='insert_hf("Record-Route: <sip:127.0.0.15>\\r\\n")'),
    Hop("pool", ("udp:127.0.0.16",), record='record_route_preset("pool.home2.net")', alias="pool.home2.net"),
    Hop("bytcp", ("udp:127.0.0.17", "tcp:127.0.0.17"), record='record_route_preset("bytcp.home2.net")', alias="bytcp.home2.net"),
    Hop("twice", ("udp:127.0.0.18",), again='if ($si != "127.0.0.18") { $du = "sip:127.0.0.18:5060"; }'),
]

#: All that DNS knows. What else it is asked, such as NAPTR where there is only SRV, dnsmasq refuses.
RECORDS = [
    "--host-record=dead.home2.net,127.0.0.9", "--host-record=live.home2.net,127.0.0.16", "--host-record=tcp.home2.net,127.0.0.17",
    "--srv-host=_sip._udp.pool.home2.net,dead.home2.net,5060,1,0", "--srv-host=_sip._udp.pool.home2.net,live.home2.net,5060,2,0",
    "--naptr-record=bytcp.home2.net,10,10,s,SIP+D2T,,_sip._tcp.bytcp.home2.net", "--srv-host=_sip._tcp.bytcp.home2.net,tcp.home2.net,5060,1,0",
]


@dataclasses.dataclass(frozen=True)
class Case:
    """A subscription: where the UE is and what it sends to, and what the NOTIFY for it is to be. `target` is its Request-URI when that is not the UE's Contact."""

    name: str
    scenario: str
    ue: str
    entry: str
    routes: tuple
    hop: str
    transport: str = "u1"
    target: str = ""

    @property
    def contact(self):
        host = f"[{self.ue}]" if ":" in self.ue else self.ue
        return f"sip:{host}:{PORT};transport={'TCP' if self.transport == 't1' else 'UDP'}"


BY_TCP = Case("bytcp", "name, NAPTR to TCP", "127.0.0.47", "127.0.0.17", ("sip:bytcp.home2.net;lr",), "127.0.0.17")
CASES = [
    Case("straight", "no Record-Route", "127.0.0.40", SERVER, (), "127.0.0.40"),
    Case("one", "one", "127.0.0.41", "127.0.0.14", ("sip:127.0.0.14;lr",), "127.0.0.14"),
    Case("v6", "two of one proxy (r2=on), IPv6 to IPv4", UE6, "[5555::2]", ("sip:127.0.0.2;r2=on;lr", "sip:[5555::2];r2=on;lr"), "127.0.0.2"),
    Case("v4tcp", "two of one proxy (r2=on), TCP to UDP", "127.0.0.43", "127.0.0.2", ("sip:127.0.0.2;r2=on;lr", "sip:127.0.0.2;transport=tcp;r2=on;lr"), "127.0.0.2", transport="t1"),
    Case("four", "four", "127.0.0.44", "127.0.0.11", tuple(f"sip:127.0.0.1{n};lr" for n in (4, 3, 2, 1)), "127.0.0.14"),
    Case("strict", "strict router (no lr)", "127.0.0.45", "127.0.0.15", ("sip:127.0.0.45:5060;transport=UDP",), "127.0.0.15", target="sip:127.0.0.15"),
    Case("twice", "the same proxy twice (spiral)", "127.0.0.46", "127.0.0.18", ("sip:127.0.0.18;lr", "sip:127.0.0.18;lr"), "127.0.0.18"),
    BY_TCP,
]
#: Goes on while the others come and go.
DEAD_FIRST = Case("dead", "name, first SRV target dead", "127.0.0.48", "127.0.0.16", ("sip:pool.home2.net;lr",), "127.0.0.16")
#: Begins when that one has ended.
AFTER = Case("after", "the same name, after that", "127.0.0.49", "127.0.0.16", ("sip:pool.home2.net;lr",), "127.0.0.16")


def play(programs, seen):
    set_up()
    dns = programs.start("dnsmasq", ["dnsmasq", "--no-daemon", "--user=root", "--no-resolv", "--no-hosts", "--listen-address=127.0.0.1", "--bind-interfaces", "--log-queries", *RECORDS])
    dns.await_text("started", PATIENCE_SECONDS)
    programs.say("starting the server and nine proxies")
    start_server(programs, *(["--set", "sip.locate=dns"] if CONTAINER == "restcomm" else []))
    for hop in HOPS:
        start_hop(programs, hop)
    with recording(programs, f"udp port {PORT} or tcp port {PORT} or icmp", CAPTURE):
        programs.say("subscribing; one of the NOTIFYs waits for a dead server first")
        waiting = {case.name: subscribe(programs, case) for case in [DEAD_FIRST, *CASES] if has(case)}
        for name, ue in waiting.items():
            seen[name] = ue.await_end(PATIENCE_SECONDS + STOP_SECONDS)
        if has(AFTER):
            seen[AFTER.name] = subscribe(programs, AFTER).await_end(PATIENCE_SECONDS + STOP_SECONDS)


def has(case):
    return CONTAINER == "restcomm" or case not in (BY_TCP, DEAD_FIRST, AFTER)


def start_hop(programs, hop):
    configuration = RESULTS / f"{hop.name}.cfg"
    configuration.write_text(fill(HERE / "hop.cfg", LISTEN="\n".join(f"listen={address}:{PORT}" for address in hop.listen), ALIASES=f"alias={hop.alias}" if hop.alias else "", DOUBLE=str(hop.double),
                                  RECORD=hop.record, NEXT=hop.next, AGAIN=hop.again))
    run_kamailio(programs, hop.name, configuration, hop.listen[0].removeprefix("udp:"))


def subscribe(programs, case):
    return programs.start(f"ue-{case.name}", sipp(HERE / "subscribe.xml", case.ue, case.entry, "-t", case.transport, "-key", "user", case.name, "-cid_str", case.name, seconds=PATIENCE_SECONDS))


def checks_of(case, messages, seen):
    checks = Checks()
    ours = [message for message in messages if message.one("sip.Call-ID") == case.name]
    checks.same("UE", "exit status", "0", str(seen.get(case.name, "not run")))
    notifies = [message for message in ours if message.name == "NOTIFY" and message.source == SERVER]
    arrived = next((message for message in notifies if message.destination == case.hop), None)
    if checks.seen(f"NOTIFY to {case.hop}", arrived):
        checks.same("NOTIFY", "Request-URI", case.target or case.contact, arrived.one("sip.r-uri"))
        checks.same("NOTIFY", "Route", ", ".join(case.routes) or NONE, ", ".join(arrived.many("sip.Route.uri")) or NONE)
        checks.same("NOTIFY", "transport in Via", "TCP" if arrived.one("tcp.dstport") else "UDP", arrived.many("sip.Via.transport")[0])
    told = next((message for message in ours if message.name == "NOTIFY" and message.destination == case.ue), None)
    if checks.seen("NOTIFY to the UE", told):
        checks.same("NOTIFY to the UE", "Request-URI", case.contact, told.one("sip.r-uri"))
        checks.same("NOTIFY to the UE", "Route", NONE, ", ".join(told.many("sip.Route.uri")) or NONE)
    answer = next((message for message in ours if message.name == "200" and message.one("sip.CSeq.method") == "NOTIFY" and message.destination == SERVER), None)
    checks.seen("200 to the NOTIFY, at the server", answer)
    return checks


def by_tcp(messages):
    checks = Checks()
    notify = next((message for message in messages if message.one("sip.Call-ID") == "bytcp" and message.name == "NOTIFY" and message.source == SERVER), None)
    if checks.seen("NOTIFY", notify):
        checks.same("NOTIFY", "port of the TCP connection", str(PORT), notify.one("tcp.dstport"))
    return checks


def failover(messages):
    """RFC 3263 s4.3: the same request in a new transaction, when Timer F has ended the first. What ICMP says about a datagram does not reach the stack."""
    checks = Checks()
    sent = [message for message in messages if message.one("sip.Call-ID") == "dead" and message.name == "NOTIFY" and message.source == SERVER]
    first = next((message for message in sent if message.destination == DEAD), None)
    second = next((message for message in sent if message.destination == "127.0.0.16"), None)
    if checks.seen("NOTIFY to the dead one", first) and checks.seen("NOTIFY to the live one", second):
        checks.unchanged("NOTIFY to the live one", ["sip.r-uri", "sip.From", "sip.To", "sip.Call-ID", "sip.CSeq", "sip.Event", "sip.Content-Length"], first, second)
        checks.same("NOTIFY to the live one", "own branch", "True", str(first.many("sip.Via.branch") != second.many("sip.Via.branch")))
        waited = float(second.one("frame.time_epoch")) - float(first.one("frame.time_epoch"))
        checks.one_of("NOTIFY to the live one", "seconds after the first", [str(TIMER_F_SECONDS + late) for late in range(5)], str(round(waited)))
        checks.like("dead one", "ICMP port unreachable", r"[1-9]\d*", str(unreachable()), "seen")
    return checks


def unreachable():
    output = subprocess.run(["tshark", "-n", "-r", str(CAPTURE), "-Y", f"icmp.type == 3 && icmp.code == 3 && ip.src == {DEAD}", "-T", "fields", "-e", "frame.number"], check=True, capture_output=True, text=True).stdout
    return len(output.split())


def at_once(messages):
    checks = Checks()
    sent = [message for message in messages if message.one("sip.Call-ID") == AFTER.name and message.name == "NOTIFY" and message.source == SERVER]
    checks.same("NOTIFY", "servers tried", "127.0.0.16", ", ".join(dict.fromkeys(message.destination for message in sent)))
    return checks


def scenarios(seen):
    messages = capture.read(CAPTURE)
    return [("Kamailio, sipp" if case.routes else "sipp", case.scenario, all_checks_of(case, messages, seen)) for case in [*CASES, DEAD_FIRST, AFTER]]


def all_checks_of(case, messages, seen):
    if not has(case):
        return NO_DNS
    more = {BY_TCP.name: by_tcp, DEAD_FIRST.name: failover, AFTER.name: at_once}
    return Checks(checks_of(case, messages, seen) + (more[case.name](messages) if case.name in more else []))


def drawing():
    return ""
