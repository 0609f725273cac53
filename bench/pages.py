"""The tables of what was measured, and docs/benchmarks.md."""

import statistics

import plots as drawing
from servers import KINDS, PROJECT
from workloads import WORKLOADS

PAGE = PROJECT / "docs" / "benchmarks.md"
PICTURES = PROJECT / "docs" / "benchmarks"
PEER = "peer"


def comparison(results):
    """All tables of a full run, as Markdown."""
    cells = results["cells"]
    parts = [machine(results), ratios(cells)]
    parts += [workload_table(cells, name) for name in WORKLOADS if any(cell["workload"] == name for cell in cells)]
    parts += [memory_table(cells), warm_table(cells)]
    parts.append(failures(cells))
    return "\n\n".join(part for part in parts if part) + "\n"


def machine(results, left_out=()):
    """What it was measured on, and with."""
    about = results["machine"] | {"heap of this server": results["heap"], "repetitions": results["repetitions"]}
    lines = [f"* {key}: {value}" for key, value in about.items() if key not in left_out]
    if results["busy"]:
        lines.append("* **others used the machine meanwhile: these figures are worth nothing**")
    return "\n".join(lines)


def servers_of(cells):
    return [name for name in KINDS if any(cell["server"] == name for cell in cells)]


def of(cells, server, workload):
    return [cell for cell in cells if cell["server"] == server and cell["workload"] == workload and "top" in cell]


def median(values):
    values = [value for value in values if value is not None]
    return statistics.median(values) if values else None


def tops(cells, server, workload):
    """What was counted per second at the highest rates that passed: NOTIFYs that came, not those that were due."""
    return [max((units(step, workload) for step in cell["steps"] if step["pass"] and step["rate"] == cell["top"]), default=0) for cell in of(cells, server, workload)]


def units(step, workload):
    """What came of a step per second, while requests were sent."""
    return step["perSecond"] if WORKLOADS[workload].watchers else step["sent"] / step["seconds"]


def processor_time(step, workload):
    """Microseconds of the server's processor time per unit."""
    return step["server"] * 1e4 / units(step, workload) if units(step, workload) else None


def latency(step, workload, share):
    """Milliseconds; None when not all of the step passed."""
    return step[WORKLOADS[workload].time][share] if step["pass"] else None


def times(cells, server, workload, which, share):
    return median([latency(cell[which], workload, share) for cell in of(cells, server, workload)])


def figure(value, digits=0):
    return "–" if value is None else f"{value:,.{digits}f}"


def milliseconds(value):
    return figure(value, 2 if value is not None and value < 10 else 0)


def table(head, rows):
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(row) + " |" for row in rows)])


def workload_table(cells, workload):
    """What each server did in one workload."""
    work = WORKLOADS[workload]
    head = ["server", f"highest rate that passes, {work.unit}/s", "p50 / p99 ms at half of it", "longest pause ms", "processor time per unit, µs", f"p50 / p99 ms at {work.common * work.units:,}/s", "processor time, µs",
            "stale, wrongFinal, badRoute, missing up to the highest rate"]
    rows = []
    for server in servers_of(cells):
        mine = of(cells, server, workload)
        if not mine:
            continue
        rates = tops(cells, server, workload)
        rows.append([KINDS[server].title, f"{statistics.median(rates):,.0f} ({min(rates):,.0f} to {max(rates):,.0f})",
                     *timed(cells, server, workload, "half"), figure(median([processor_time(cell["half"], workload) for cell in mine])),
                     timed(cells, server, workload, "common")[0], figure(median([processor_time(cell["common"], workload) for cell in mine if cell["common"]["pass"]])),
                     faults(mine)])
    return f"### {work.title}\n\n" + table(head, rows)


def timed(cells, server, workload, which):
    p50, p99 = (milliseconds(times(cells, server, workload, which, share)) for share in (0, 1))
    return [f"{p50} / {p99}", milliseconds(median([cell[which]["pause"] for cell in of(cells, server, workload)]))]


def faults(cells):
    """The sums over all steps that the server could be expected to pass, of all repetitions."""
    steps = [step for cell in cells for step in [*cell["steps"]] if step["rate"] <= cell["top"]]
    return ", ".join(str(sum(step[name] for step in steps)) for name in ("stale", "wrongFinal", "badRoute", "missing"))


def memory_table(cells):
    rows = []
    for server in servers_of(cells):
        for cell in cells:
            if cell["server"] == server and "memory" in cell:
                held = cell["memory"]
                rows.append([KINDS[server].title, figure(held["heap"]), figure(held["pss"]), figure(held["total"] / 2**20)])
    head = ["server", "live heap per subscription, bytes", "growth of memory (PSS) per subscription, bytes", "PSS in all, MiB"]
    return "### Memory of 100,000 idle subscriptions\n\n" + table(head, rows) if rows else ""


def warm_table(cells):
    """How long each server was warmed up, and what that did to new SUBSCRIBEs."""
    warm = {(cell["server"], cell["workload"]): cell["warm"] for cell in cells if "warm" in cell}
    head = ["server", *(f"{work.title}: warm after, s of load" for work in WORKLOADS.values()), "processor time per new SUBSCRIBE in the first step of the warm-up / in the last, µs"]
    rows = [[KINDS[server].title, *(warm_after(warm.get((server, name))) for name in WORKLOADS), first_and_last(warm.get((server, "subscribe")))] for server in servers_of(cells)]
    return "### Warm-up\n\n" + table(head, rows) if warm else ""


def warm_after(warm):
    return "–" if warm is None else f"{warm['seconds']}" if warm["steady"] else f"not after {warm['seconds']}"


def first_and_last(warm):
    return " / ".join(figure(processor_time(warm[which], "subscribe") if warm else None) for which in ("first", "last"))


def per_subscription(cells, server):
    """Bytes: of a JVM what lives in the heap, of the peer what its memory grew by."""
    held = [cell["memory"] for cell in cells if cell["server"] == server and "memory" in cell]
    return (held[0]["heap"] or held[0]["pss"]) if held else None


def ratios(cells):
    """How this server compares with the peer, of medians."""
    ours = [server for server in servers_of(cells) if server != PEER]
    if PEER not in servers_of(cells) or not ours:
        return ""
    rows = []
    for workload, goal in (("many", "at least 1.0"), ("one", "–"), ("subscribe", "0.25; 0.5 is a stretch")):
        if any(cell["workload"] == workload for cell in cells):
            work = WORKLOADS[workload]
            rows.append([f"{work.title}: {work.unit}/s", *(ratio(median(tops(cells, server, workload)), median(tops(cells, PEER, workload))) for server in ours), goal])
    rows.append([f"1 presentity x 1000 watchers: p99 to the last watcher, at {WORKLOADS['one'].common * 1000:,} NOTIFY/s", *(ratio(times(cells, server, "one", "common", 1), times(cells, PEER, "one", "common", 1)) for server in ours), "at most 1.0"])
    rows.append(["memory per idle subscription: live heap to growth of PSS", *(ratio(per_subscription(cells, server), per_subscription(cells, PEER)) for server in ours), "at most 1.0"])
    pauses = {server: median([cell["half"]["pause"] for workload in WORKLOADS for cell in of(cells, server, workload)]) for server in ours}
    rows.append(["longest pause at half the highest rate, ms (no ratio)", *(milliseconds(pauses[server]) for server in ours), "under 50"])
    return "### Ratios to the peer\n\n" + table(["", *(KINDS[server].title for server in ours), "goal"], rows)


def ratio(ours, peers):
    return "–" if ours is None or not peers else f"{ours / peers:.2f}"


def failures(cells):
    lines = [f"* {KINDS[cell['server']].title}, {WORKLOADS[cell['workload']].title}: {cell['failed']}" for cell in cells if "failed" in cell]
    return "### Not measured\n\n" + "\n".join(lines) if lines else ""


def plots(results):
    """Pictures by the names of their files."""
    cells, pictures = results["cells"], {}
    for workload, work in WORKLOADS.items():
        series = {}
        for server in servers_of(cells):
            points = {}
            for cell in of(cells, server, workload):
                for step in [*cell["steps"]]:
                    if step["pass"] and latency(step, workload, 1):
                        points.setdefault(step["rate"] * work.units, []).append(latency(step, workload, 1))
            series[KINDS[server].title] = sorted((rate, statistics.median(values)) for rate, values in points.items())
        pictures[f"{workload}.svg"] = drawing.lines(f"{work.title}: p99 of passing steps", f"{work.unit}/s", "ms", series)
    bars = {work.title: {KINDS[server].title: median(tops(cells, server, workload)) for server in servers_of(cells) if of(cells, server, workload)} for workload, work in WORKLOADS.items()}
    pictures["rates.svg"] = drawing.bars("Highest rate that passes, per second (median)", bars, [KINDS[server].title for server in servers_of(cells)])
    return pictures


def scale(results):
    """The tables of a run with --scale, as Markdown."""
    parts = [machine(results, (PEER, "repetitions"))]
    for title in dict.fromkeys(cell["series"] for cell in results["cells"]):
        rows = [scale_row(cell) for cell in results["cells"] if cell["series"] == title]
        head = ["", "SUBSCRIBE: processor time, µs", "NOTIFY: processor time, µs", "p50 / p99 ms", "live heap per subscription and copy, bytes", "loss of a node: known / all have a home again after, s"]
        parts.append(f"### {title}\n\n" + table(head, rows))
    return "\n\n".join(parts) + "\n"


def scale_row(cell):
    if "failed" in cell:
        return [cell["what"], f"not measured: {cell['failed']}", "", "", "", ""]
    return [cell["what"], figure(cell["subscribe"]), figure(cell["notify"]), " / ".join(milliseconds(value) for value in cell["times"]), figure(cell["heap"]), " / ".join(figure(value, 1) for value in cell["loss"]) or figure(None)]


def write(name, text, pictures=None):
    """Puts it between its two marks in the page, and the pictures beside it."""
    begins, ends = f"<!-- what follows is written by bench/run: {name} -->\n", f"<!-- end of {name} -->\n"
    before, rest = PAGE.read_text().split(begins)
    _, after = rest.split(ends)
    links = "".join(f"\n![{file}](benchmarks/{file})\n" for file in pictures or {})
    PAGE.write_text(before + begins + "\n" + text + links + "\n" + ends + after)
    for file, picture in (pictures or {}).items():
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / file).write_text(picture)
