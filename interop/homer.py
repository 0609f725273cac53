"""Copies of all SIP messages (HEP version 3) for Kamailio's module sipcapture, which is what Homer began as: it takes them apart and stores a row for each, and every row is compared with what went over the wire."""

import sqlite3
import urllib.request

import capture
from checks import Checks
from network import ADDRESSES, AS, HERE, PORT, PROJECT, RESULTS, expect_success, fill, recording, run_kamailio, set_up, sipp, start_server

VERSIONS = [["kamailio", "-v"], ["sipp", "-v"], ["tshark", "-v"]]
CAPTURE = RESULTS / "homer.pcap"
KEPT = []
DATABASE = RESULTS / "homer.db"
HOMER = "127.0.0.20"
WATCHER, PUBLISHER = "127.0.0.12", "127.0.0.13"
#: The number of the server as a capture agent; Kamailio puts its own name before it.
AGENT = 17
NODE = f"homer01:{AGENT}"
METRICS = "http://127.0.0.1:8080/presence/metrics"
PATIENCE_SECONDS = 30
#: From the copy's time to when the packet was seen on the wire, on a machine that may be busy.
SECONDS_APART = 0.5
#: Of the table as sipcapture writes it.
COLUMNS = """date micro_ts method reply_reason ruri ruri_user ruri_domain from_user from_domain from_tag to_user to_domain to_tag pid_user contact_user auth_user callid callid_aleg via_1 via_1_branch cseq
    diversion reason content_type auth user_agent source_ip source_port destination_ip destination_port contact_ip contact_port originator_ip originator_port expires correlation_id custom_field1 custom_field2
    custom_field3 proto family rtp_stat type node msg""".split()
#: What a row says as tshark says it of the packet.
SAME = {"method": "name", "callid": "sip.Call-ID", "source_ip": "source", "source_port": "udp.srcport", "destination_ip": "destination", "destination_port": "udp.dstport", "to_tag": "sip.to.tag"}


def play(programs, seen):
    set_up()
    with sqlite3.connect(DATABASE) as database:
        database.execute(f"create table sip_capture ({', '.join(COLUMNS)})")
    configuration = RESULTS / "homer.cfg"
    configuration.write_text(fill(HERE / "homer.cfg", LISTEN=f"udp:{HOMER}:{PORT}", DATABASE=str(DATABASE)))
    run_kamailio(programs, "homer", configuration, HOMER)
    programs.say("starting the server")
    start_server(programs, "--set", f"trace.hep={HOMER}:{PORT}", "--set", f"trace.hep.node={AGENT}", "--set", "trace.hep.password=secret")
    programs.say("a watcher and a publisher")
    with recording(programs, f"udp port {PORT} and host {ADDRESSES[AS]} and not host {HOMER}", CAPTURE):
        told = RESULTS / "watcher-messages.log"
        watcher = programs.start("watcher", sipp(PROJECT / "docs" / "tour" / "watch.xml", WATCHER, ADDRESSES[AS], "-trace_msg", "-message_file", told))
        watcher.await_text("NOTIFY sip", PATIENCE_SECONDS, told)
        expect_success(programs.start("publisher", sipp(PROJECT / "docs" / "tour" / "publish.xml", PUBLISHER, ADDRESSES[AS])))
        expect_success(watcher)
    with urllib.request.urlopen(METRICS) as page:
        seen["metrics"] = page.read().decode()


def rows():
    if not DATABASE.exists():
        return []
    with sqlite3.connect(DATABASE) as database:
        return [dict(zip(COLUMNS, row)) for row in database.execute("select * from sip_capture order by micro_ts")]


def scenarios(seen):
    messages = [message for message in capture.read(CAPTURE) if message.name]
    copies = rows()
    peer = "Kamailio sipcapture"
    return [(peer, f"a copy of each {method}, and of its answers", copied([message for message in messages if message.one("sip.CSeq.method") == method], copies))
            for method in ("SUBSCRIBE", "PUBLISH", "NOTIFY")] + [(peer, "no copies of anything else", counted(messages, copies, seen.get("metrics", "")))]


def copied(messages, copies):
    """Of each message, also of one that is sent again, which has a copy of its own."""
    checks = Checks()
    left = list(copies)
    for message in messages:
        where = f"{message.name} {message.one('sip.CSeq')}"
        copy = next((row for row in left if is_copy(row, message)), None)
        if not checks.seen(where, copy):
            continue
        left.remove(copy)
        for column, field in SAME.items():
            checks.same(where, column, value(message, field), str(copy[column] or ""))
        checks.same(where, "node", NODE, copy["node"])
        head, end, _ = bytes.fromhex(message.one("udp.payload")).partition(b"\r\n\r\n")
        checks.same(where, "text without body", (head + end).hex(), bytes(copy["msg"]).hex())
        apart = abs(copy["micro_ts"] / 1e6 - float(message.one("frame.time_epoch")))
        checks.like(where, "time apart", "near", "near" if apart < SECONDS_APART else f"{apart:.3f} s", f"less than {SECONDS_APART} s")
    return checks


def is_copy(row, message):
    return (row["callid"], row["cseq"], row["method"]) == (message.one("sip.Call-ID"), message.one("sip.CSeq"), message.name)


def value(message, field):
    return getattr(message, field) if field in ("name", "source", "destination") else message.one(field)


def counted(messages, copies, metrics):
    checks = Checks()
    if messages:
        checks.same("all", "copies", str(len(messages)), str(len(copies)))
        checks.same("metrics", "sent", f"{len(messages)}.0", metric(metrics, "sent"))
        checks.same("metrics", "dropped", "0.0", metric(metrics, "dropped"))
    return checks


def metric(metrics, outcome):
    return next((line.split()[-1] for line in metrics.splitlines() if line.startswith(f'presence_trace_hep_total{{outcome="{outcome}"}}')), "")


def drawing():
    return ""
