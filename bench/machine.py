"""The machine that is measured on: what it is, and what its processes take."""

import os
import re
import socket
import subprocess
import time
from pathlib import Path

#: Of a core, in per cent: what others may take while something is measured, and what the host may take away.
MOST_OTHERS = 15
MOST_STOLEN = 3
QUIET_SECONDS = 60
SAMPLE_SECONDS = 0.6


def description():
    """Lines that say what it is, without its name."""
    cpu = Path("/proc/cpuinfo").read_text()
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 2**20
    model = re.search(r"model name\s*:\s*(.*)", cpu)
    release = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text())
    return {
        "processor": f"{os.cpu_count()} cores, {model[1] if model else os.uname().machine}",
        "memory": f"{memory:.0f} GiB",
        "system": f"{release[1] if release else 'Linux'}, kernel {os.uname().release}, net.core.rmem_max {Path('/proc/sys/net/core/rmem_max').read_text().strip()}",
        "Java": first_line("java", "-version").replace('"', ""),
        "peer": first_line("kamailio", "-v").removeprefix("version: "),
    }


def first_line(*command):
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        return "not there"
    return (done.stdout + done.stderr).splitlines()[0].strip()


def free_port():
    """A port of 127.0.0.1 that is free for TCP and UDP now."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
            tcp.bind(("127.0.0.1", 0))
            try:
                udp.bind(tcp.getsockname())
            except OSError:
                continue
            return tcp.getsockname()[1]


def tree(pids):
    """These processes and all that descend from them."""
    children = {}
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            fields = stat(process.name)
            if fields:
                children.setdefault(int(fields[1]), []).append(int(process.name))
    found, queue = [], list(pids)
    while queue:
        pid = queue.pop()
        found.append(pid)
        queue += children.get(pid, [])
    return found


def stat(pid):
    """The fields of /proc/PID/stat after the name; none when it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def ticks(pids):
    """Processor time of these processes, in ticks of 10 ms."""
    return sum(int(fields[11]) + int(fields[12]) for fields in map(stat, tree(pids)) if fields)


def compiler_ticks(pids):
    """Processor time of each thread of these JVMs that compiles, in ticks of 10 ms."""
    ticks_of = {}
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*"):
            try:
                is_compiler = (task / "comm").read_text().startswith(("C1 Compiler", "C2 Compiler"))
            except OSError:
                continue
            fields = stat(f"{pid}/task/{task.name}") if is_compiler else []
            if fields:
                ticks_of[task.name] = int(fields[11]) + int(fields[12])
    return ticks_of


def compiler_ticks_since(before, pids):
    """What they have taken since then; a thread that is no more does not count."""
    return sum(now - before.get(thread, 0) for thread, now in compiler_ticks(pids).items())


def busy_ticks():
    fields = Path("/proc/stat").read_text().splitlines()[0].split()
    return sum(int(fields[i]) for i in (1, 2, 3, 6, 7))


def pss(pids):
    """Bytes of memory, what is shared divided among those who share it (PSS)."""
    total = 0
    for pid in tree(pids):
        try:
            total += int(re.search(r"Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text())[1])
        except OSError:
            continue
    return total * 1024


def await_quiet(servers, generator, others_count):
    """
    Waits, a minute at most, until the server has worked off what it was given, and nobody else on the machine does much.

    :param others_count: False: others may do what they like
    """
    until = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < until:
        before = busy_ticks(), ticks(servers), ticks(generator)
        time.sleep(SAMPLE_SECONDS)
        machine, server, load = (now - then for now, then in zip((busy_ticks(), ticks(servers), ticks(generator)), before))
        if server < 0.3 * 100 * SAMPLE_SECONDS and (not others_count or machine - server - load < MOST_OTHERS * SAMPLE_SECONDS):
            return
