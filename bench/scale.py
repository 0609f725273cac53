"""What a NOTIFY, a SUBSCRIBE and a subscription cost as there are more subscriptions, more watchers of a presentity, and more nodes."""

import contextlib
import dataclasses
import time

import machine
from generator import Generator
from servers import KINDS, Failed, Server
from warmup import warm_up
from workloads import FIRST, FIRST_RATE, SET_UP_RATE

#: Per second of the step that is measured: so many NOTIFYs, but no more PUBLISHes than that. Rates far below tell what a thread costs that wakes up, and not what a NOTIFY does.
NOTIFY_RATE, PUBLISH_RATE = 10_000, 1000
STEP_SECONDS = 8
#: Of the same step before it.
WARM_UP_SECONDS = 5
#: What the nodes are warmed up by: presentities of their own, with so many watchers each.
WARM_DOMAIN, WARM_PRESENTITIES, WARM_WATCHERS = "warm.net", 1000, 30
PATIENCE_SECONDS = 300


@dataclasses.dataclass(frozen=True)
class Case:
    subscriptions: int
    watchers: int
    nodes: int = 1

    @property
    def presentities(self):
        return self.subscriptions // self.watchers

    @property
    def copies(self):
        """Of each entry that the nodes hold."""
        return 1 if self.nodes == 1 else 2


#: Rows of each table; a case that is in two of them is measured once.
SERIES = {
    "More subscriptions, 10 watchers each, one node": {f"{count:,}": Case(count, 10) for count in (10_000, 100_000, 500_000)},
    "More watchers of a presentity, 100,000 subscriptions, one node": {f"{count:,}": Case(100_000, count) for count in (1, 10, 1000, 10_000)},
    "More nodes, 100,000 subscriptions, 10 watchers each; two copies of everything from two nodes on": {f"{count}": Case(100_000, 10, count) for count in (1, 2, 3)},
}


def measure(options, say):
    cells = []
    for server in options.servers:
        cases = dict.fromkeys(case for rows in SERIES.values() for case in rows.values())
        results = {case: measured(case, server, number, options, say) for number, case in enumerate(cases)}
        cells += [{"server": server, "series": f"{KINDS[server].title}: {series}", "what": what} | results[case] for series, rows in SERIES.items() for what, case in rows.items()]
    return cells


def measured(case, server, number, options, say):
    begin = time.monotonic()
    try:
        with cluster(KINDS[server], options.heap, case.nodes, f"{server}-scale-{number}") as nodes:
            result = costs(case, nodes, options.busy)
    except Failed as failed:
        result = {"failed": str(failed)}
    say(f"{server}, {case.subscriptions:,} subscriptions, {case.watchers:,} watchers each, nodes: {case.nodes}: {result.get('failed', 'measured')} ({time.monotonic() - begin:.0f} s)")
    return result


@contextlib.contextmanager
def cluster(kind, heap, count, name):
    """That many nodes, each with a copy of what another one has; one node is on its own and opens no port for others."""
    addresses = [f"127.0.0.1:{machine.free_port()}" for _ in range(count)]
    with contextlib.ExitStack() as stack:
        nodes = []
        for number, address in enumerate(addresses):
            arguments = ("--cluster", address, "--join", ",".join(addresses)) if count > 1 else ()
            nodes.append(stack.enter_context(Server(kind, heap, f"{name}-{number}", arguments)))
        await_balance(nodes)
        yield nodes


def await_balance(nodes):
    """Each node is home of its share, and everything is on two."""
    if len(nodes) > 1:
        seconds(time.monotonic(), f"{len(nodes)} nodes are not balanced", lambda: all(is_whole(node, len(nodes)) and node.metric("presence_cluster_balanced") == 1 for node in nodes))


def is_whole(node, members):
    return node.metric("presence_cluster_members") == members


def costs(case, nodes, busy):
    """What is sent to the first node has its home on any."""
    pids = [node.pid for node in nodes]
    with Generator(nodes, WARM_PRESENTITIES, busy, WARM_DOMAIN) as warming, Generator(nodes, case.presentities, busy) as generator:
        warm = warmed(nodes, warming)
        generator.publish_all(SET_UP_RATE)
        empty = heaps(nodes)
        half = case.subscriptions // 2
        generator.subscribe(half, SET_UP_RATE)
        used = machine.ticks(pids)
        generator.subscribe(case.subscriptions - half, SET_UP_RATE)
        subscribe = (machine.ticks(pids) - used) * 1e4 / (case.subscriptions - half)
        full = heaps(nodes)
        rate = min(PUBLISH_RATE, NOTIFY_RATE // case.watchers)
        generator.step("publish", rate, WARM_UP_SECONDS)
        step = generator.step("publish", rate, STEP_SECONDS)
        if not step["notifies"]:
            raise Failed("no NOTIFY came")
        return {"warm": warm, "subscribe": subscribe, "notify": step["server"] * 1e4 / step["perSecond"], "times": step["notify"][:2], "steps": generator.take_steps(),
                "heap": (full - empty) / case.subscriptions / case.copies if full is not None else None, "loss": loss(case, nodes)}


def warmed(nodes, generator):
    """A set-up is never more than the nodes can take, so it is what SUBSCRIBEs are warmed up by."""
    generator.publish_all(SET_UP_RATE)
    generator.subscribe(FIRST, FIRST_RATE)
    generator.subscribe(WARM_PRESENTITIES * WARM_WATCHERS - FIRST, SET_UP_RATE)
    return warm_up(generator, nodes, "publish", NOTIFY_RATE // WARM_WATCHERS)


def heaps(nodes):
    nodes[0].rest()
    live = [node.heap() for node in nodes]
    return None if None in live else sum(live)


def loss(case, nodes):
    """Seconds from the end of a node until the others know of it, and until each presentity has a home again; none when there are no others."""
    if len(nodes) == 1:
        return []
    rest = nodes[:-1]
    killed = time.monotonic()
    nodes[-1].kill()
    return [seconds(killed, "the loss of a node is not known", lambda: all(is_whole(node, len(rest)) for node in rest)),
            seconds(killed, "not every presentity has a home again", lambda: sum(node.metric("presence_homes") for node in rest) >= case.presentities + WARM_PRESENTITIES)]


def seconds(since, failure, happens):
    """From then until it happens."""
    while not happens():
        if time.monotonic() - since > PATIENCE_SECONDS:
            raise Failed(f"{failure} in {PATIENCE_SECONDS} s")
        time.sleep(0.05)
    return time.monotonic() - since
