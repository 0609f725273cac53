"""The founding document's flow, a refresh and an unsubscription through three proxies; sipsak asks straight."""

import capture
import founding_tables as tables
import ladder
from network import ADDRESSES, AS, FIRST_NOTIFY, HERE, PCSCF1_TO_UE, PORT, PUBLISHER, RESULTS, SCSCF2, UE_ADDRESS, expect_success, recording, set_up, sipp, start_proxies, start_server

VERSIONS = [["kamailio", "-v"], ["sipp", "-v"], ["tshark", "-v"], ["sipsak", "-V"]]
CAPTURE = RESULTS / "founding.pcap"
KEPT = [CAPTURE]
#: For one party to do its part: more than the server's pacing, 5 s (RFC 3856 s6.10).
PATIENCE_SECONDS = 30
PROXIES = "Kamailio x 3, sipp"


def play(programs, seen):
    set_up()
    programs.say("starting the server")
    start_server(programs)
    programs.say("starting pcscf1.home1.net, scscf1.home1.net and scscf2.home2.net")
    start_proxies(programs)
    with recording(programs, f"udp port {PORT}", CAPTURE):
        play_parties(programs, seen)


def play_parties(programs, seen):
    programs.say("playing the flow")
    ue_says = RESULTS / "ue-says.log"
    ue = programs.start("ue", sipp(HERE / "watch.xml", UE_ADDRESS, f"[{PCSCF1_TO_UE}]", "-cid_str", tables.CALL_ID, "-trace_logs", "-log_file", ue_says))
    ue.await_text("told", PATIENCE_SECONDS, ue_says)
    publisher = programs.start("publisher", sipp(HERE / "publish.xml", ADDRESSES[PUBLISHER], ADDRESSES[SCSCF2]))
    expect_success(publisher)
    expect_success(ue)
    sipsak = programs.start("sipsak", ["sipsak", "-vv", "-s", f"sip:ping@{ADDRESSES[AS]}:{PORT}"])
    seen["sipsak"] = str(sipsak.await_end(PATIENCE_SECONDS))


def scenarios(seen):
    legs = capture.read(CAPTURE)
    first, second, third, last = range(FIRST_NOTIFY, FIRST_NOTIFY + 4)
    told = tables.notify(legs, first)
    update = tables.notify(legs, second) + tables.body_is_the_published(legs, second)
    refreshed = tables.notify(legs, third) + tables.body_is_the_published(legs, third)
    ended = tables.notify(legs, last, "terminated;reason=timeout") + tables.body_is_the_published(legs, last)
    ended += tables.no_other_notifies(legs, first, second, third, last)
    sipsak = tables.options(legs)
    sipsak.same("sipsak", "exit status", "0", seen.get("sipsak", "not run"))
    return [
        (PROXIES, "SUBSCRIBE through the chain", tables.subscribe(legs, 61, tables.EXPIRES, initial=True)),
        (PROXIES, f"NOTIFY {first}, the first", told),
        ("sipp, Kamailio", "PUBLISH through scscf2", tables.publish(legs)),
        (PROXIES, f"NOTIFY {second}, tables 5.5.1-1 to -8", update),
        (PROXIES, "refresh", tables.subscribe(legs, 62, tables.EXPIRES)),
        (PROXIES, f"NOTIFY {third}, after it", refreshed),
        (PROXIES, "unsubscription", tables.subscribe(legs, 63, 0)),
        (PROXIES, f"NOTIFY {last}, the last", ended),
        ("sipsak", "OPTIONS", sipsak),
    ]


def drawing():
    return ladder.draw(capture.read(CAPTURE))
