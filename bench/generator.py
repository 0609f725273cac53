"""The load generator: a process of its own, which is told by lines what to do and answers each by one of JSON."""

import contextlib
import json
import subprocess

import machine
from servers import PROJECT, RESULTS, Failed

MAIN = "org.imspresence.benchmarks.load.Load"
#: How often a step that fails is played again when others took the machine meanwhile.
RETRIES = 3
#: Of subscriptions and publications, which nobody refreshes: longer than a workload takes, and as long as the peer grants.
EXPIRES_SECONDS = 7200


class Generator(contextlib.AbstractContextManager):
    """One, which opens dialogs with a server, and serves them until the block that it is used in ends."""

    def __init__(self, servers, presentities, busy, domain="home2.net"):
        """
        :param servers: the first is sent the requests; the processor time of all counts
        :param busy: whether others may use the machine at the same time
        :param domain: of the presentities; those of another one are others
        """
        self._servers, self._busy = [server.pid for server in servers], busy
        self._steps = []
        with (RESULTS / "generator.log").open("ab") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", "java", "-Xms512m", "-Xmx1g", "-XX:+UseSerialGC", "-cp", str(PROJECT / "target" / "test-classes"), MAIN, "--target", servers[0].address,
                 "--watchers", f"127.0.0.1:{machine.free_port()}", "--publishers", f"127.0.0.1:{machine.free_port()}", "--presentities", str(presentities), "--presentity-domain", domain, "--expires", str(EXPIRES_SECONDS),
                 "--servers", ",".join(str(pid) for pid in self._servers)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)

    def _tell(self, command):
        try:
            self._process.stdin.write(command + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        line = self._process.stdout.readline()
        if not line:
            raise Failed("the load generator has ended: see target/bench/generator.log")
        return json.loads(line)

    def publish_all(self, rate):
        return self._set_up(f"publish {rate}", "PUBLISHes")

    def subscribe(self, count, rate):
        return self._set_up(f"subscribe {count} {rate}", "SUBSCRIBEs")

    def _set_up(self, command, what):
        done = self._tell(command)
        if done["accepted"] < done["count"]:
            raise Failed(f"of {done['count']} {what} to begin with {done['accepted']} were accepted, {done['timedOut']} timed out: {done['firstError']}")
        return done

    def step(self, kind, rate, seconds):
        """Plays one; again, when it fails while others use the machine."""
        for _ in range(1 + RETRIES):
            machine.await_quiet(self._servers, [self._process.pid], not self._busy)
            result = self._tell(f"step {kind} {rate} {seconds}")
            if result["pass"] or self._busy or result["others"] <= machine.MOST_OTHERS and result["stolen"] <= machine.MOST_STOLEN:
                break
        self._steps.append(result)
        return result

    def take_steps(self):
        """All steps that were played and not disturbed since this was called before."""
        taken, self._steps = self._steps, []
        return taken

    def __exit__(self, *_):
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
