"""
Two IMS networks with Kamailio's IMS modules: a watcher of home1.net and a presentity of home2.net register, the initial filter criteria send what they ask to the server,
and its NOTIFYs return along the route set. Each network's HSS is a stand-in, and what is asked of it is counted.
"""

import capture
import diameter_capture
import ims_tables as tables
from checks import Checks
from network import (ADDRESSES, AS, BY_HOSTS_FILE, FIRST_NOTIFY, HERE, HSS1, HSS2, ICSCF1, ICSCF2, PCSCF1, PCSCF1_TO_UE, PCSCF2, PORT, PROJECT, PUBLISHER, RESULTS, SCSCF1, SCSCF2, START_SECONDS, UE, UE_ADDRESS,
                     expect_success, fill, recording, run, set_up, sipp, start_kamailio, start_server)
from publisher import Publisher

VERSIONS = [["kamailio", "-v"], ["sipp", "-v"], ["tshark", "-v"]]
CORE = HERE / "core"
CAPTURE = RESULTS / "ims.pcap"
KEPT = []
PATIENCE_SECONDS = 60
DIAMETER_PORT = 3868
#: What an operator is given is what is played with.
PROFILE, CONFIGURATION = PROJECT / "deploy/ims/user-profile.xml", PROJECT / "deploy/ims/presence.properties"
PASSWORD = "secret"
SETTINGS = {"identity.trusted-peers": ADDRESSES[SCSCF2], "authorization.default": "allow", "notify.pacing": "0"}
#: Each network: its name, and its parties.
NETWORKS = [("home1.net", PCSCF1, ICSCF1, SCSCF1, HSS1, ["user1_public1"]), ("home2.net", PCSCF2, ICSCF2, SCSCF2, HSS2, ["user2_public1", "user3_public1"])]
#: What is asked over Cx belongs to the step in which it is asked; between two of them the UEs are idle.
STEPS = [
    tables.Step("the watcher registers", "REGISTER", 1, UE, tables.REGISTERS, 0),
    tables.Step("the presentity registers", "REGISTER", 1, PUBLISHER, tables.REGISTERS, 0),
    tables.Step("the presentity asks for its watchers", "SUBSCRIBE", 1, PUBLISHER, {}, 1),
    tables.Step("a fetch of one who is not registered", "SUBSCRIBE", 1, UE, {"LIR": 1, "SAR": 1}, 1),
    tables.Step("somebody goes past the S-CSCF", "SUBSCRIBE", 1, PUBLISHER, {}, 0),
    tables.Step("the watcher subscribes", "SUBSCRIBE", 61, UE, {"LIR": 1}, 1),
    tables.Step("50 publications", "PUBLISH", 1, PUBLISHER, {}, tables.PUBLICATIONS),
    tables.Step("the watcher refreshes", "SUBSCRIBE", 62, UE, {}, 1),
    tables.Step("the watcher unsubscribes", "SUBSCRIBE", 63, UE, {}, 1),
]
CORE_AND_UE = "Kamailio IMS, sipp"


def play(programs, seen):
    set_up({"home1.net": ICSCF1, "home2.net": ICSCF2})
    # Kamailio looks up its Diameter peers with AI_ADDRCONFIG, which finds no IPv4 address where there is none but 127.0.0.1.
    run("ip", "address", "add", "192.0.2.1/32", "dev", "lo")
    with recording(programs, f"udp port {PORT} or tcp port {DIAMETER_PORT}", CAPTURE):
        programs.say("starting the server")
        start_server(programs, "--production", "--config", CONFIGURATION, *BY_HOSTS_FILE, *(part for key, value in SETTINGS.items() for part in ("--set", f"{key}={value}")))
        for network in NETWORKS:
            programs.say(f"starting the core of {network[0]}")
            start_core(programs, *network)
        play_parties(programs)


def start_core(programs, domain, pcscf, icscf, scscf, hss, users):
    known = [part for user in users for part in ("--user", f"sip:{user}@{domain}", PASSWORD)]
    started = programs.start(short(hss), ["python3", "-B", CORE / "hss.py", "--name", hss, "--realm", domain, "--address", ADDRESSES[hss], "--scscf", f"sip:{scscf}",
                                          "--profile", PROFILE, "--application-server", f"sip:presence.{domain}", *known])
    started.await_text("ready", PATIENCE_SECONDS)
    start_kamailio(programs, pcscf, CORE / "pcscf.cfg", DOMAIN=domain)
    for name, template in (icscf, "icscf.cfg"), (scscf, "scscf.cfg"):
        files = RESULTS / f"{short(name)}-files"
        write_tables(files / "tables", scscf)
        (files / "cdp.xml").write_text(fill(CORE / "cdp.xml", NAME=name, DOMAIN=domain, HSS=hss, ADDRESS=ADDRESSES[name]))
        start_kamailio(programs, name, CORE / template, DOMAIN=domain, HSS=hss, FILES=str(files))
        started.await_text(f"257 {name}", START_SECONDS)


def write_tables(directory, scscf):
    """What an I-CSCF has in its database."""
    directory.mkdir(parents=True)
    (directory / "version").write_text("table_name(string) table_version(int)\n")
    (directory / "nds_trusted_domains").write_text("id(int,auto) trusted_domain(string)\n")
    (directory / "s_cscf").write_text(f"id(int,auto) name(string) s_cscf_uri(string)\n1:{short(scscf)}:sip\\:{scscf}\n")
    (directory / "s_cscf_capabilities").write_text("id(int,auto) id_s_cscf(int) capability(int)\n")


def short(name):
    return name.split(".")[0]


def play_parties(programs):
    programs.say("registering")
    register(programs, "user1_public1", "home1.net", UE_ADDRESS, f"[{PCSCF1_TO_UE}]")
    register(programs, "user2_public1", "home2.net", ADDRESSES[PUBLISHER], ADDRESSES[PCSCF2])
    programs.say("fetching")
    fetch(programs, tables.WATCHERS, "user2_public1", "home2.net", PCSCF2, SCSCF2, ADDRESSES[PUBLISHER], ADDRESSES[PCSCF2], tables.PRESENTITY, "presence.winfo")
    fetch(programs, tables.FETCH, "user1_public1", "home1.net", PCSCF1, SCSCF1, UE_ADDRESS, f"[{PCSCF1_TO_UE}]", tables.ABSENT, "presence")
    succeed(programs.start("stranger", core_sipp("stranger.xml", ADDRESSES[PUBLISHER], ADDRESSES[AS], "-cid_str", tables.STRANGER)))
    programs.say("watching and publishing")
    ue_says = RESULTS / "ue-says.log"
    ue = programs.start("ue", core_sipp("watch.xml", UE_ADDRESS, f"[{PCSCF1_TO_UE}]", "-cid_str", tables.WATCH, "-trace_logs", "-log_file", ue_says))
    publisher = Publisher(ADDRESSES[PUBLISHER], ADDRESSES[PCSCF2], tables.PRESENTITY, f"<sip:{PCSCF2};lr>, <sip:orig@{SCSCF2};lr>", tables.PUBLISH)
    for number in range(1, tables.PUBLICATIONS + 1):
        ue.await_text(f"told {number}.", PATIENCE_SECONDS, ue_says)
        publisher.publish(number)
    succeed(ue)


def register(programs, user, domain, own_address, peer_address):
    succeed(programs.start(f"register-{domain}", core_sipp("register.xml", own_address, peer_address, "-key", "user", user, "-key", "domain", domain, "-au", f"{user}@{domain}", "-ap", PASSWORD)))


def fetch(programs, name, user, domain, pcscf, scscf, own_address, peer_address, resource, package):
    keys = {"user": user, "domain": domain, "pcscf": pcscf, "scscf": scscf, "resource": resource.removeprefix("sip:"), "package": package}
    succeed(programs.start(name, core_sipp("fetch.xml", own_address, peer_address, "-cid_str", name, *(part for key, value in keys.items() for part in ("-key", key, value)))))


def succeed(program):
    expect_success(program, 2 * PATIENCE_SECONDS)


def core_sipp(scenario, own_address, peer_address, *more):
    return sipp(CORE / scenario, own_address, peer_address, "-trace_err", "-error_file", RESULTS / f"{scenario}.errors", *more, seconds=PATIENCE_SECONDS)


def heard():
    """What the HSSs have counted, by command."""
    lines = [line for hss in (HSS1, HSS2) if (log := RESULTS / f"{short(hss)}.log").exists() for line in log.read_text().splitlines()]
    codes = [line.split()[0] for line in lines]
    return {name + "R": codes.count(code) for code, name in diameter_capture.CX.items()}


def scenarios(seen):
    legs = capture.read(CAPTURE)
    watch, publish, fetch_absent, fetch_watchers = (tables.of(legs, call_id) for call_id in (tables.WATCH, tables.PUBLISH, tables.FETCH, tables.WATCHERS))
    first, last = FIRST_NOTIFY, FIRST_NOTIFY + tables.PUBLICATIONS
    orig, term, absent = (f"<{user}>;sescase={case}" for user, case in
                          ((tables.PRESENTITY, "orig;regstate=reg"), (tables.PRESENTITY, "term;regstate=reg"), (tables.ABSENT, "term;regstate=unreg")))
    states = [f"<note>state {number}</note>" for number in range(1, tables.PUBLICATIONS + 1)]
    published = Checks(check for number in range(1, tables.PUBLICATIONS + 1) for check in tables.to_as(publish, "PUBLISH", number, tables.OWN_TO_AS, orig, tables.PRESENTITY))
    return [
        (CORE_AND_UE, "registration at home1.net", tables.registration(legs, [UE, PCSCF1, ICSCF1, SCSCF1], tables.WATCHER)),
        (CORE_AND_UE, "registration at home2.net", tables.registration(legs, [PUBLISHER, PCSCF2, ICSCF2, SCSCF2], tables.PRESENTITY)),
        (CORE_AND_UE, "own watchers, originating", tables.to_as(fetch_watchers, "SUBSCRIBE", 1, tables.OWN_TO_AS, orig, tables.PRESENTITY)
         + tables.fetched(fetch_watchers, tables.OWN_TO_AS[::-1])),
        (CORE_AND_UE, "one who is not registered", tables.to_as(fetch_absent, "SUBSCRIBE", 1, tables.TO_AS, absent, tables.WATCHER) + tables.fetched(fetch_absent, tables.TO_UE)),
        ("sipp", "one who goes past the S-CSCF", tables.refused(tables.of(legs, tables.STRANGER))),
        (CORE_AND_UE, "SUBSCRIBE, terminating", tables.to_as(watch, "SUBSCRIBE", 61, tables.TO_AS, term, tables.WATCHER)),
        (CORE_AND_UE, "NOTIFY, the first", tables.notifies(watch, [first], "active")),
        ("Kamailio IMS", "50 PUBLISHes, originating", published),
        (CORE_AND_UE, "50 NOTIFYs, one for each", tables.notifies(watch, range(first + 1, last + 1), "active", *states)),
        (CORE_AND_UE, "refresh", tables.in_dialog(watch, 62, tables.EXPIRES) + tables.notifies(watch, [last + 1], "active", states[-1])),
        (CORE_AND_UE, "unsubscription", tables.in_dialog(watch, 63, 0) + tables.notifies(watch, [last + 2], "terminated;reason=timeout", states[-1])),
        ("HSS stand-ins", "what was asked over Cx", tables.cx_checks(legs, diameter_capture.read_cx(CAPTURE), STEPS, heard())),
    ]


def drawing():
    legs = capture.read(CAPTURE)
    return tables.cx_table(legs, diameter_capture.read_cx(CAPTURE), STEPS) + "\n" + tables.draw(tables.of(legs, tables.WATCH), diameter_capture.read_cx(CAPTURE))
