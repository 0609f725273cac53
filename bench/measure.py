"""Measures all that bench/run was asked for, prints tables of it and writes them to docs/benchmarks.md; bench/run starts it."""

import argparse
import json
import signal
import sys

import contest
import machine
import pages
import scale
from generator import Generator
from servers import KINDS, RESULTS, Failed, Server
from workloads import WORKLOADS, Measurement

#: What must be 0 whatever the load.
FAULTS = ("stale", "wrongFinal", "badRoute", "missing")
#: Requests per second of a short run: so few that any machine can.
SHORT_RATES = {"subscribe": [100, 200], "one": [2, 5], "many": [50, 100]}
FULL_REPETITIONS = 3


def say(text):
    print(f"bench: {text}", flush=True)


def read_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=["full", "short", "scale", "tables"])
    parser.add_argument("--servers", type=lambda text: text.split(","))
    parser.add_argument("--workloads", type=lambda text: text.split(","))
    parser.add_argument("--repetitions", type=int)
    parser.add_argument("--heap")
    parser.add_argument("--busy", action="store_true")
    return parser.parse_args()


def summary(result):
    if "failed" in result:
        return f"not measured: {result['failed']}"
    faults = " ".join(f"{fault} {sum(step[fault] for step in result['steps'])}" for fault in FAULTS)
    return (f"up to {result['top']:,} requests/s; " if "top" in result else "") + f"{len(result['steps'])} steps, in all {faults}"


def full(options, about):
    """What was measured is saved as it comes, so that a run that is broken off leaves it."""
    cells = []

    def take(result):
        cells.append(result)
        save("full", about | {"cells": cells})
        say(f"{result['server']}-{result['workload']}-{result['repetition']}: {summary(result)}")

    for workload in options.workloads:
        contest.play(workload, options, take, say)
    return cells


def short(options):
    """At low rates and smaller, all on one process of each server; the faults decide."""
    cells = []
    for server in options.servers:
        remaining = list(options.workloads)
        try:
            with Server(KINDS[server], options.heap, f"{server}-short") as process:
                while remaining:
                    cells.append({"server": server, "workload": remaining[0]} | short_cell(process, remaining[0]))
                    say(f"{server}-{remaining.pop(0)}: {summary(cells[-1])}")
        except Failed as failed:
            cells += [{"server": server, "workload": workload, "failed": str(failed)} for workload in remaining]
            say(f"{server}: {summary(cells[-1])}")
    return cells


def short_cell(process, name):
    """The workloads have presentities of their own."""
    workload = WORKLOADS[name].smaller()
    with Generator([process], workload.presentities, True, f"{name}.net") as generator:
        measurement = Measurement(workload, process, generator)
        measurement.set_up()
        return measurement.play(SHORT_RATES[name])


def is_faultless(result):
    return "failed" not in result and all(step["got"] > 0 and not any(step[fault] for fault in FAULTS) for step in result["steps"])


def save(name, results):
    (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=1))


def load(name):
    file = RESULTS / f"{name}.json"
    return json.loads(file.read_text()) if file.exists() else None


def main():
    options = read_options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.mode == "tables":
        return show(load("full"), load("scale"))
    about = {"machine": machine.description(), "heap": options.heap, "repetitions": options.repetitions, "busy": options.busy}
    if options.mode == "short":
        cells = short(options)
        save("short", about | {"cells": cells})
        faulty = [f"{result['server']} {result['workload']}" for result in cells if KINDS[result["server"]].is_ours and not is_faultless(result)]
        say(f"not without faults: {', '.join(faulty)}" if faulty else "nothing is stale, missing or wrong in the end, and all NOTIFYs have their Routes")
        return 1 if faulty else 0
    if options.mode == "scale":
        results = about | {"cells": scale.measure(options, say)}
        save("scale", results)
        print(pages.scale(results))
        if not options.busy:
            pages.write("scale", pages.scale(results))
        return 1 if any("failed" in result for result in results["cells"]) else 0
    results = about | {"cells": full(options, about)}
    print(pages.comparison(results))
    is_whole = options.servers == list(KINDS) and options.workloads == list(WORKLOADS) and options.repetitions >= FULL_REPETITIONS
    if is_whole and not options.busy:
        pages.write("comparison", pages.comparison(results), pages.plots(results))
    return 1 if any("failed" in result for result in results["cells"]) else 0


def show(full_results, scale_results):
    """Prints and writes what was measured before."""
    for name, results, text, plots in (("comparison", full_results, pages.comparison, pages.plots), ("scale", scale_results, pages.scale, lambda _: {})):
        if results:
            print(text(results))
            pages.write(name, text(results), plots(results))
    return 0 if full_results or scale_results else 1


if __name__ == "__main__":
    sys.exit(main())
