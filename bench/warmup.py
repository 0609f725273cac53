"""How a server is warmed up: by load that rises gently, until the compiler of its JVM has nothing left to do."""

import machine

#: Shares of the rate that all servers are compared at: a JVM that is cold falls over at a rate that it takes with ease when it is warm.
RAMP, RAMP_SECONDS = (0.2, 0.4, 0.6, 1.0), 5
#: Then windows at that rate, and so many times it after each window that the server passed.
FASTER = 2
WINDOW_SECONDS = 10
#: Of a core, in per cent: what the threads that compile take of a server that is warm, in so many windows in a row.
MOST_COMPILING, WINDOWS_IN_A_ROW = 5, 2
#: Of load, in all.
MOST_SECONDS = 150


def warm_up(generator, servers, kind, common):
    """
    Plays load until the servers are warm; those without a JVM are after one window. What it plays is not among the steps of the generator.

    :param kind: of a step
    :param common: requests per second
    :return: seconds of load, per cent of a core that the compilers took in each window, and the first and the last step
    """
    pids = [server.pid for server in servers if server.kind.is_ours]
    if not pids:
        generator.step(kind, common * FASTER, WINDOW_SECONDS)
        return outcome(generator, [], True)
    for share in RAMP:
        generator.step(kind, max(1, round(common * share)), RAMP_SECONDS)
    windows, rate = [], common
    while not is_steady(windows, len(pids)) and len(RAMP) * RAMP_SECONDS + (len(windows) + 1) * WINDOW_SECONDS <= MOST_SECONDS:
        before = machine.compiler_ticks(pids)
        passed = generator.step(kind, rate, WINDOW_SECONDS)["pass"]
        windows.append(machine.compiler_ticks_since(before, pids) / WINDOW_SECONDS)
        rate = common * FASTER if passed else common
    return outcome(generator, windows, is_steady(windows, len(pids)))


def is_steady(windows, count):
    return len(windows) >= WINDOWS_IN_A_ROW and all(compiling < MOST_COMPILING * count for compiling in windows[-WINDOWS_IN_A_ROW:])


def outcome(generator, windows, steady):
    steps = generator.take_steps()
    return {"seconds": round(sum(step["seconds"] for step in steps)), "steady": steady, "compiling": windows, "first": steps[0], "last": steps[-1]}
