"""The servers that are measured, each started as a process of its own on free ports of 127.0.0.1."""

import contextlib
import dataclasses
import os
import re
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import machine

PROJECT = Path(__file__).resolve().parent.parent
HERE = PROJECT / "bench"
RESULTS = PROJECT / "target" / "bench"

START_SECONDS = 180
STOP_SECONDS = 100
#: How long a finished transaction stays (Timer J over UDP, 32 s), and a little.
TRANSACTION_SECONDS = 34
#: Not those of a production node: nothing waits for the pace of RFC 3856, and what is late is a failure of the step already and not refused besides.
SETTINGS = ["notify.pacing=0", "overload.delay=60000"]
#: Open Liberty's own bounds, where they cannot be reached.
LIBERTY_BOUNDS = "-Dsip.sessions=10000000 -Dsip.messages=1000000"


class Failed(Exception):
    """Something could not be measured; the text says why."""


@dataclasses.dataclass(frozen=True)
class Kind:
    """A kind of server."""
    #: What tables call it.
    title: str
    #: Options of ./run; None for the peer.
    options: tuple = None
    #: Whether its memory is measured: of kinds that differ only in how they send, of one.
    memory: bool = True

    @property
    def is_ours(self):
        return self.options is not None


KINDS = {
    "restcomm": Kind("Restcomm", ("--container", "restcomm")),
    "container": Kind("Restcomm, all NOTIFYs by the container", ("--container", "restcomm", "--set", "sip.notify=container"), memory=False),
    "liberty": Kind("Open Liberty", ("--container", "liberty")),
    "peer": Kind("Kamailio"),
}


class Server(contextlib.AbstractContextManager):
    """One process of a server, which ends with the block that it is used in."""

    def __init__(self, kind, heap, name, arguments=()):
        RESULTS.mkdir(parents=True, exist_ok=True)
        self.kind, self.address, self.http = kind, f"127.0.0.1:{machine.free_port()}", f"127.0.0.1:{machine.free_port()}"
        self.log, self.safepoints = RESULTS / f"{name}.log", RESULTS / f"{name}.safepoints"
        self.safepoints.unlink(missing_ok=True)
        command, environment = (self._ours(heap, name, arguments), {"PRESENCE_JAVA_OPTS": f"-Xlog:safepoint:file={self.safepoints} {LIBERTY_BOUNDS}"}) if kind.is_ours else (self._peer(), {})
        with self.log.open("wb") as out:
            self._process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *command], cwd=PROJECT, env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                                             start_new_session=True)
        try:
            self._await_start()
        except BaseException:
            self.stop()
            raise

    def _ours(self, heap, name, arguments):
        settings = [word for setting in SETTINGS for word in ("--set", setting)]
        return ["./run", "--no-build", *self.kind.options, "--node", f"bench-{name}", "--nodes", str(RESULTS / "nodes"), "--heap", heap, "--sip", self.address, "--http", self.http, *settings, *arguments]

    def _peer(self):
        configuration = RESULTS / "kamailio.cfg"
        text = (HERE / "kamailio.cfg").read_text()
        configuration.write_text(text.replace("@LISTEN@", self.address).replace("@CHILDREN@", str(max(2, os.cpu_count()))))
        return ["kamailio", "-DD", "-E", "-f", str(configuration), "-x", "tlsf", "-m", "6144", "-M", "64", "-b", "4194304", "-Y", str(RESULTS)]

    def _await_start(self):
        until = time.monotonic() + START_SECONDS
        while not self._has_started():
            if self._process.poll() is not None or time.monotonic() > until:
                lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
                raise Failed(f"{self.kind.title} did not start: {lines[-1] if lines else 'it wrote nothing'}")
            time.sleep(0.1)

    def _has_started(self):
        if self.kind.is_ours:
            return "presence server ready" in self.log.read_text(errors="replace")
        local = f"{int(self.address.rpartition(':')[2]):04X}"
        return any(line.split()[1].endswith(":" + local) for line in Path("/proc/net/udp").read_text().splitlines()[1:])

    @property
    def pid(self):
        return self._process.pid

    def pss(self):
        return machine.pss([self.pid])

    def heap(self):
        """Bytes of its live objects, after a full collection; None for the peer."""
        if not self.kind.is_ours:
            return None
        done = subprocess.run(["jcmd", str(self.pid), "GC.class_histogram"], capture_output=True, text=True)
        total = re.search(r"^Total\s+\d+\s+(\d+)", done.stdout, re.MULTILINE)
        if not total:
            raise Failed(f"jcmd does not tell the heap: {done.stdout}{done.stderr}")
        return int(total[1])

    def rest(self):
        """Waits until it holds no more than what it has to keep."""
        time.sleep(TRANSACTION_SECONDS if self.kind.is_ours else 3)

    @contextlib.contextmanager
    def pauses(self, into):
        """Puts the milliseconds of the longest pause of its JVM meanwhile into a dictionary; None for the peer."""
        begin = self.safepoints.stat().st_size if self.kind.is_ours else 0
        yield
        into["pause"] = None
        if self.kind.is_ours:
            with self.safepoints.open() as log:
                log.seek(begin)
                into["pause"] = max((int(nanos) for nanos in re.findall(r"Total:\s*(\d+) ns", log.read())), default=0) / 1e6

    def metric(self, name):
        """The value of a metric without labels."""
        with urllib.request.urlopen(f"http://{self.http}/presence/metrics", timeout=10) as page:
            found = re.search(rf"^{name} (\S+)", page.read().decode(), re.MULTILINE)
        if not found:
            raise Failed(f"there is no metric {name}")
        return float(found[1])

    def kill(self):
        os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self):
        """A server that is in the middle of something is not asked twice."""
        if self._process.poll() is None:
            os.killpg(self.pid, signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()

    def __exit__(self, *_):
        self.stop()
