"""A proxy beside the server, which it and the server reach over UDP, TCP, TLS with certificates on both sides, IPv6, and by another transport each way; and proxies with a wrong certificate."""

import capture
import transports_tables as tables
from certificates import PASSWORD, Authority
from checks import Checks, NotPossible
from network import ADDRESSES, AS, BY_HOSTS_FILE, CONTAINER, HERE, PORT, RESULTS, SCSCF2, Failed, fill, recording, run, run_kamailio, set_up, sipp, start_server
from publisher import Publisher
from transports_tables import PROXY, PROXY6, SERVER, SERVER6, STRANGER, TLS_PORT, Case

VERSIONS = [["kamailio", "-v"], ["sipp", "-v"], ["tshark", "-v"], ["openssl", "version"]]
CAPTURE = RESULTS / "transports.pcap"
KEPT = []
PEER = "Kamailio, sipp"
PATIENCE_SECONDS = 30
#: How long the proxy that is refused waits for an answer.
REFUSED_SECONDS = 2
#: Characters of a note that make a NOTIFY longer than 1,300 bytes, and its answers not.
LONG = 1_500
NOTIFIES = 5
BY_TLS = f"{SERVER}:{TLS_PORT};transport=tls"
CASES = [
    Case(1, "udp", "UDP", f"{SERVER}:{PORT}", ("sip:127.0.0.4;lr",), "UDP", "TCP"),
    Case(2, "tcp", "TCP", f"{SERVER}:{PORT};transport=tcp", ("sip:127.0.0.4;transport=tcp;r2=on;lr", "sip:127.0.0.4;r2=on;lr"), "TCP", "TCP"),
    Case(3, "outtcp", "UDP in, route by TCP", f"{SERVER}:{PORT}", ("sip:127.0.0.4;transport=tcp;lr",), "TCP", "TCP", record="127.0.0.4;transport=tcp"),
    Case(4, "udp6", "UDP over IPv6", f"[{SERVER6}]:{PORT}", ("sip:[5555::4];r2=on;lr", "sip:127.0.0.4;r2=on;lr"), "UDP", "TCP"),
    Case(5, "tcp6", "TCP over IPv6", f"[{SERVER6}]:{PORT};transport=tcp", ("sip:[5555::4];transport=tcp;r2=on;lr", "sip:127.0.0.4;r2=on;lr"), "TCP", "TCP"),
    Case(6, "tls", "TLS, certificates of both", BY_TLS, (f"sip:127.0.0.4:{TLS_PORT};transport=tls;r2=on;lr", "sip:127.0.0.4;r2=on;lr"), "TLS", "TLS"),
    Case(7, "outtls", "UDP in, route by TLS to a name", f"{SERVER}:{PORT}", (f"sip:{SCSCF2}:{TLS_PORT};transport=tls;lr",), "TLS", "TLS", record=f"{SCSCF2}:{TLS_PORT};transport=tls"),
]
#: Through the stranger: as a client it has a certificate of another authority, as a server one for another name.
FOREIGN = Case(8, "foreign", "a certificate of another authority", BY_TLS, (), "", "")
MISNAMED = Case(9, "misnamed", "a certificate for another name", f"{SERVER}:{PORT}", (), "", "", record=f"{STRANGER}:{TLS_PORT};transport=tls")
#: What Open Liberty has to itself.
NOT_ON_LIBERTY = NotPossible("./run gives Open Liberty one address, for UDP and TCP; others, and TLS, are for its own configuration")


def has(case):
    return CONTAINER == "restcomm" or not (SERVER6 in case.to or "tls" in case.to + case.record)


def play(programs, seen):
    set_up()
    for address in SERVER6, PROXY6:
        run("ip", "-6", "address", "add", address + "/128", "dev", "lo", "nodad")
    network, another = Authority("network"), Authority("another")
    programs.say("starting the server and two proxies")
    more = ["--other-sip", f"[{SERVER6}]:{PORT}", "--tls", f"{SERVER}:{TLS_PORT}", "--set", f"sip.tls.keystore={network.keystore(AS, f'DNS:{AS}', f'IP:{SERVER}')}", "--set", f"sip.tls.keystore-password={PASSWORD}"]
    start_server(programs, "--set", "notify.pacing=0", "--set", "sip.via-host=", *BY_HOSTS_FILE, *(more if CONTAINER == "restcomm" else []))
    own = network.issue(SCSCF2, f"DNS:{SCSCF2}", f"IP:{PROXY}")
    start_proxy(programs, "scscf2", PROXY, CASES, PATIENCE_SECONDS, network, own, own, f"listen=udp:[{PROXY6}]:{PORT}\nlisten=tcp:[{PROXY6}]:{PORT}")
    start_proxy(programs, "stranger", STRANGER, [FOREIGN, MISNAMED], REFUSED_SECONDS, network, network.issue("misnamed", "DNS:other.home2.net"), another.issue("foreign", f"IP:{STRANGER}"))
    with recording(programs, f"port {PORT} or port {TLS_PORT}", CAPTURE):
        programs.say("playing")
        played = [(case, subscribe(programs, case, PROXY)) for case in CASES if has(case)]
        for case, ue in played:
            tell(case, ue)
        for case, ue in played:
            seen[case.name] = str(ue.await_end(PATIENCE_SECONDS))
        if has(FOREIGN):
            play_wrong_certificates(programs, seen)


def start_proxy(programs, name, address, cases, patience, trusted, as_server, as_client, more=""):
    certificates, configuration = RESULTS / f"{name}-tls.cfg", RESULTS / f"{name}.cfg"
    certificates.write_text("".join(f"[{role}:default]\nmethod = TLSv1.2+\nverify_certificate = yes\nrequire_certificate = yes\nprivate_key = {key}\ncertificate = {certificate}\nca_list = {trusted.certificate}\n"
                                    for role, (key, certificate) in (("server", as_server), ("client", as_client))))
    listen = f"listen=udp:{address}:{PORT}\nlisten=tcp:{address}:{PORT}\nlisten=tls:{address}:{TLS_PORT}\n{more}"
    ways = [f'if ($rU == "{case.name}") {{ $du = "sip:{case.to}"; }}' for case in cases]
    records = [f'if ($rU == "{case.name}") {{ record_route_preset("{case.record}"); }} else' for case in cases if case.record]
    configuration.write_text(fill(HERE / "transports.cfg", LISTEN=listen, PATIENCE=str(1000 * patience), TLS=str(certificates), WAYS="\n        ".join(ways), RECORDS="\n            ".join([*records, "{ record_route(); }"])))
    run_kamailio(programs, name, configuration, address)


def subscribe(programs, case, proxy):
    told = RESULTS / f"{case.name}-told.log"
    return programs.start(f"ue-{case.name}", sipp(HERE / "transports.xml", case.ue, proxy, "-key", "user", case.name, "-cid_str", case.name, "-trace_logs", "-log_file", told, seconds=PATIENCE_SECONDS))


def tell(case, ue):
    """Publishes each state when the one before has been told; the last one is large."""
    publisher = publisher_of(case, PROXY)
    for number, padding in (1, 0), (2, LONG):
        ue.await_text(f"told {number}.", PATIENCE_SECONDS, RESULTS / f"{case.name}-told.log")
        publisher.publish(number, padding)


def publisher_of(case, proxy):
    return Publisher(case.publisher, proxy, f"sip:{case.name}@example.com", f"<sip:{proxy};lr>", f"publish-{case.name}")


def play_wrong_certificates(programs, seen):
    programs.say("showing wrong certificates")
    ue = subscribe(programs, MISNAMED, STRANGER)
    try:
        publisher_of(FOREIGN, STRANGER).publish(1)
    except Failed as refused:
        seen[FOREIGN.name] = str(refused)
    ue.await_text("alert certificate unknown", PATIENCE_SECONDS, RESULTS / "stranger.log")
    ue.stop()


def scenarios(seen):
    messages, log = capture.read(CAPTURE), tables.log_of(RESULTS / "scscf2.log")
    server_log, stranger_log = RESULTS / "server.log", RESULTS / "stranger.log"
    foreign, misnamed = tables.refused_in(seen.get(FOREIGN.name, "not run"), server_log), tables.refused_out(MISNAMED, messages, server_log, stranger_log)
    return [*((PEER, case.scenario, checks_of(case, messages, log, seen)) for case in CASES),
            (PEER, FOREIGN.scenario, foreign if has(FOREIGN) else NOT_ON_LIBERTY),
            (PEER, MISNAMED.scenario, misnamed if has(MISNAMED) else NOT_ON_LIBERTY)]


def checks_of(case, messages, log, seen):
    if not has(case):
        return NOT_ON_LIBERTY
    checks = tables.way(case, messages, log, seen.get(case.name, "not run"))
    more = tables.encrypted(case, messages, CAPTURE) if case.transport == "TLS" else tables.in_the_clear(case, messages, NOTIFIES)
    return Checks(checks + more)


def drawing():
    return ""
