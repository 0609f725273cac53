"""Plays all scenarios in a network namespace of its own and says what came of each; interop/run starts it there."""

import shutil
import signal
import subprocess
import sys
import time

import capture
import founding
import ladder
from network import ADDRESSES, AS, PCSCF1_TO_UE, PORT, PROJECT, PUBLISHER, RESULTS, SCSCF2, UE_ADDRESS, Failed, Programs, set_up, start_proxies, start_server

#: For one party to do its part: more than the server's pacing, 5 s (RFC 3856 s6.10).
PATIENCE_SECONDS = 30
PROXIES = "Kamailio x 3, sipp"
CAPTURE = RESULTS / "founding.pcap"
GENERATED_BEGINS, GENERATED_ENDS = "<!-- what follows is written by interop/run --docs -->\n", "<!-- end of what is written -->\n"


def say(text):
    print(f"interop: {text}", flush=True)


def play():
    """Gives the exit status of sipsak; that of the others is 0 if this returns."""
    with Programs() as programs:
        say("starting the server")
        start_server(programs)
        say("starting pcscf1.home1.net, scscf1.home1.net and scscf2.home2.net")
        start_proxies(programs)
        dumpcap = programs.start("dumpcap", ["dumpcap", "-q", "-P", "-i", "lo", "-f", f"udp port {PORT}", "-w", CAPTURE])
        dumpcap.await_text("File:", PATIENCE_SECONDS)
        try:
            return play_parties(programs)
        finally:
            time.sleep(1)  # dumpcap takes packets from the kernel in batches
            dumpcap.stop()


def play_parties(programs):
    say("playing the flow")
    ue_says = RESULTS / "ue-says.log"
    ue = programs.start("ue", sipp("watch.xml", UE_ADDRESS, f"[{PCSCF1_TO_UE}]", "-cid_str", founding.CALL_ID, "-trace_logs", "-log_file", ue_says))
    ue.await_text("told", PATIENCE_SECONDS, ue_says)
    publisher = programs.start("publisher", sipp("publish.xml", ADDRESSES[PUBLISHER], ADDRESSES[SCSCF2]))
    expect_success(publisher)
    expect_success(ue)
    return programs.start("sipsak", ["sipsak", "-vv", "-s", f"sip:ping@{ADDRESSES[AS]}:{PORT}"]).await_end(PATIENCE_SECONDS)


def sipp(scenario, own_address, peer_address, *more):
    return ["sipp", "-sf", f"interop/{scenario}", "-m", "1", "-nostdin", "-timeout", f"{PATIENCE_SECONDS}s", "-timeout_error", "-i", own_address, "-p", PORT, *more,
            f"{peer_address}:{PORT}"]


def expect_success(program):
    status = program.await_end(2 * PATIENCE_SECONDS)
    if status != 0:
        raise Failed(f"{program.name} ended with status {status}: see {program.log.relative_to(PROJECT)}")


def scenarios(messages, sipsak_status):
    """Peer, scenario, checks."""
    told = founding.notify(messages, 42)
    update = founding.notify(messages, 43) + founding.body_is_the_published(messages, 43)
    refreshed = founding.notify(messages, 44) + founding.body_is_the_published(messages, 44)
    ended = founding.notify(messages, 45, "terminated;reason=timeout") + founding.body_is_the_published(messages, 45)
    ended += founding.no_other_notifies(messages, 42, 43, 44, 45)
    sipsak = founding.options(messages)
    sipsak.same("sipsak", "exit status", "0", "not run" if sipsak_status is None else str(sipsak_status))
    return [
        (PROXIES, "SUBSCRIBE through the chain", founding.subscribe(messages, 61, founding.EXPIRES, initial=True)),
        (PROXIES, "NOTIFY 42, the first", told),
        ("sipp, Kamailio", "PUBLISH through scscf2", founding.publish(messages)),
        (PROXIES, "NOTIFY 43, tables 5.5.1-1 to -8", update),
        (PROXIES, "refresh", founding.subscribe(messages, 62, founding.EXPIRES)),
        (PROXIES, "NOTIFY 44, after it", refreshed),
        (PROXIES, "unsubscription", founding.subscribe(messages, 63, 0)),
        (PROXIES, "NOTIFY 45, the last", ended),
        ("sipsak", "OPTIONS", sipsak),
    ]


def table(results):
    lines = [f"{'peer':20}{'scenario':34}{'checks':>6}  result"]
    for peer, scenario, checks in results:
        failures = [check for check in checks if not check.holds]
        reason = f"{failures[0]}" + (f" (and {len(failures) - 1} more)" if len(failures) > 1 else "") if failures else "pass"
        lines.append(f"{peer:20}{scenario:34}{len(checks):6}  {reason}")
    return "".join(line + "\n" for line in lines)


def all_checks(results):
    return "".join(f"{'ok  ' if check.holds else 'FAIL'} {scenario}: {check}\n" for _, scenario, checks in results for check in checks)


def versions():
    """One line for each program of others."""
    lines = []
    for command in ["kamailio", "-v"], ["sipp", "-v"], ["tshark", "-v"], ["sipsak", "-V"]:
        output = subprocess.run(command, capture_output=True, text=True).stdout
        lines.append(next(line.strip() for line in output.splitlines() if line.strip()).removeprefix("version: "))
    return "".join(line + "\n" for line in lines)


def write_docs(*blocks):
    page = PROJECT / "docs" / "interop.md"
    before, rest = page.read_text().split(GENERATED_BEGINS)
    _, after = rest.split(GENERATED_ENDS)
    page.write_text(before + GENERATED_BEGINS + "\n".join(f"```\n{block}```\n" for block in blocks) + GENERATED_ENDS + after)
    kept = PROJECT / "docs" / "interop" / CAPTURE.name
    kept.parent.mkdir(exist_ok=True)
    shutil.copyfile(CAPTURE, kept)
    say(f"table, ladder and capture are in {page.relative_to(PROJECT)} and {kept.relative_to(PROJECT)}")


def main(options):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    failure = sipsak_status = None
    try:
        set_up()
        sipsak_status = play()
    except Failed as failed:
        failure = failed
    messages = capture.read(CAPTURE) if CAPTURE.exists() else []
    results = scenarios(messages, sipsak_status)
    drawing = ladder.draw(messages)
    (RESULTS / "ladder.txt").write_text(drawing)
    (RESULTS / "checks.txt").write_text(all_checks(results))
    if "--all" in options:
        print(all_checks(results))
    print(f"{table(results)}\n{versions()}")
    passed = failure is None and all(check.holds for _, _, checks in results for check in checks)
    if passed and "--docs" in options:
        write_docs(table(results), versions(), drawing)
    if failure:
        say(f"not played to the end: {failure}")
    say(f"{'all passed' if passed else 'not all passed'}; capture, ladder, checks and logs are in {RESULTS.relative_to(PROJECT)}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
