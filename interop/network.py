"""The founding document's network in this process's own network namespace: addresses, names, and the programs that run there."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
HERE = PROJECT / "interop"
#: The captures, checks and logs of the group that is played; interop/run says which.
RESULTS = PROJECT / "target" / "interop" / os.environ["INTEROP_GROUP"]

#: The server's SIP servlet container, as ./run calls it; interop/run says which.
CONTAINER = os.environ.get("INTEROP_CONTAINER", "restcomm")
#: Has the server look up names in the hosts file; Open Liberty does so anyway, and refuses the setting.
BY_HOSTS_FILE = ["--set", "sip.locate=addresses"] if CONTAINER == "restcomm" else []
#: The CSeq of a dialog's first NOTIFY: Open Liberty has numbers of its own.
FIRST_NOTIFY = 42 if CONTAINER == "restcomm" else 2

PORT = 5060
AS, SCSCF2, SCSCF1, PCSCF1 = "presence.home2.net", "scscf2.home2.net", "scscf1.home1.net", "pcscf1.home1.net"
#: What an IMS core has besides: the networks' other call session control functions, and who knows their users.
PCSCF2, ICSCF1, ICSCF2, HSS1, HSS2 = "pcscf2.home2.net", "icscf1.home1.net", "icscf2.home2.net", "hss1.home1.net", "hss2.home2.net"
UE, PUBLISHER = "UE", "publisher"
#: The proxies between AS and UE, in the order a NOTIFY meets them.
HOPS = [SCSCF2, SCSCF1, PCSCF1]
#: The address in the UE's Contact, as the tables print it.
UE_ADDRESS = "5555::aaa:bbb:ccc:ddd"
PCSCF1_TO_UE = "5555::2"
ADDRESSES = {AS: "127.0.0.1", PCSCF1: "127.0.0.2", SCSCF1: "127.0.0.3", SCSCF2: "127.0.0.4", PUBLISHER: "127.0.0.6", PCSCF2: "127.0.0.7", ICSCF1: "127.0.0.8", ICSCF2: "127.0.0.9",
             HSS1: "127.0.0.10", HSS2: "127.0.0.11"}
PARTIES = {(address, PORT): name for name, address in ADDRESSES.items()} | {(UE_ADDRESS, PORT): UE, (PCSCF1_TO_UE, PORT): PCSCF1}

START_SECONDS = 120
STOP_SECONDS = 60


class Failed(Exception):
    """Something of the network did not start, or not do its part in time; the text says what."""


def set_up(domains=None):
    """
    Gives the namespace its addresses and names. Its mounts are its own, so /etc/hosts of the machine stays as it is.

    :param domains: for names of networks, the party that requests for them go to, as DNS would say
    """
    run("ip", "link", "set", "lo", "up")
    for address in UE_ADDRESS, PCSCF1_TO_UE:
        run("ip", "-6", "address", "add", address + "/128", "dev", "lo", "nodad")
    run("mount", "--make-rprivate", "/")
    names = [("127.0.0.1", "localhost"), ("127.0.0.1", socket.gethostname()), *((address, name) for name, address in ADDRESSES.items()),
             *((ADDRESSES[party], domain) for domain, party in (domains or {}).items())]
    bind("/etc/hosts", RESULTS / "hosts", "".join(f"{address} {name}\n" for address, name in names))
    # Kamailio asks DNS for SRV before it looks at the hosts file: nobody listens there, so it is told at once.
    bind("/etc/resolv.conf", RESULTS / "resolv.conf", "nameserver 127.0.0.1\n")


def bind(target, source, text):
    source.write_text(text)
    run("mount", "--bind", str(source), target)


def run(*command):
    try:
        subprocess.run(command, check=True, stderr=subprocess.PIPE, text=True)
    except subprocess.CalledProcessError as error:
        raise Failed(f"'{' '.join(command)}' does not work here: {error.stderr.strip()}") from None


class Programs(contextlib.AbstractContextManager):
    """What was started. Leaving it ends all of it, the last started first, whatever happened; only processes of its own, by their group."""

    def __init__(self):
        self._started = []

    @staticmethod
    def say(text):
        print(f"interop: {RESULTS.name}: {text}", flush=True)

    def start(self, name, command, environment=None, terminal=False):
        """Starts a program in a process group of its own, which is ended even when this process is killed; what it writes goes to NAME.log of the results. With a terminal one can type."""
        log = RESULTS / f"{name}.log"
        keyboard, stdin = os.openpty() if terminal else (None, subprocess.DEVNULL)
        with log.open("wb") as out:
            process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *(str(part) for part in command)], cwd=PROJECT, env=os.environ | (environment or {}),
                                       stdin=stdin, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
        if terminal:
            os.close(stdin)
        self._started.append(process)
        return Program(name, process, log, keyboard)

    def __exit__(self, *_):
        for process in reversed(self._started):
            stop(process)


def stop(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Program:
    """One of them."""

    def __init__(self, name, process, log, keyboard):
        self.name, self._process, self.log, self._keyboard = name, process, log, keyboard

    def type(self, line):
        """Types a line, when it was started with a terminal."""
        os.write(self._keyboard, line.encode() + b"\n")

    def await_text(self, text, seconds, file=None):
        """Waits until it has written that text."""
        file = file or self.log
        self.await_that(lambda: file.exists() and text in file.read_text(errors="replace"), f"did not write '{text}'", seconds)

    def await_port(self, address, seconds):
        self.await_that(lambda: is_open(address), f"does not listen on {address}", seconds)

    def await_that(self, condition, otherwise, seconds):
        until = time.monotonic() + seconds
        while not condition():
            if self._process.poll() is not None and not condition():
                raise Failed(f"{self.name} ended with status {self._process.returncode}: {self.last_line()}")
            if time.monotonic() > until:
                raise Failed(f"{self.name} {otherwise} in {seconds} s")
            time.sleep(0.1)

    def await_end(self, seconds):
        """Gives its exit status."""
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"{self.name} does not end in {seconds} s: {self.last_line()}") from None

    def stop(self):
        stop(self._process)

    def last_line(self):
        lines = [line for line in self.log.read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1] if lines else "it wrote nothing"


@contextlib.contextmanager
def recording(programs, packets, file):
    """Records the packets that a capture filter lets through, into a file, from now on until what is done meanwhile is over."""
    dumpcap = programs.start("dumpcap", ["dumpcap", "-q", "-P", "-i", "lo", "-f", packets, "-w", file])
    dumpcap.await_text("File:", START_SECONDS)
    try:
        yield
    finally:
        time.sleep(1)  # dumpcap takes packets from the kernel in batches
        dumpcap.stop()


def sipp(scenario, own_address, peer_address, *more, seconds=30):
    """The command that plays one call of a scenario between these addresses, an IPv6 address of the peer in brackets, and fails after that time."""
    return ["sipp", "-sf", scenario, "-m", "1", "-nostdin", "-timeout", f"{seconds}s", "-timeout_error", "-i", own_address, "-p", PORT, *more, f"{peer_address}:{PORT}"]


def expect_success(program, seconds=60):
    status = program.await_end(seconds)
    if status != 0:
        raise Failed(f"{program.name} ended with status {status}: see {program.log.relative_to(PROJECT)}")


def is_open(address):
    """Whether a keep-alive (RFC 5626 s3.5.1) sent there is not refused."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.settimeout(0.1)
        probe.connect((address, PORT))
        try:
            probe.send(b"\r\n\r\n")
            probe.recv(16)
        except ConnectionRefusedError:
            return False
        except TimeoutError:
            pass
        return True


def start_server(programs, *options, name="server", address=ADDRESSES[AS]):
    """Starts the server. It does not shed what waits because the machine is busy with others."""
    server = programs.start(name, ["./run", "--no-build", "--container", CONTAINER, "--node", f"interop-{RESULTS.name}-{name}", "--heap", "256m", "--sip", f"{address}:{PORT}", "--set", f"sip.via-host={AS}", "--set", "overload.delay=10000", *options],
                            {"PRESENCE_JAVA_OPTS": f"-Djdk.net.hosts.file={RESULTS / 'hosts'}"})
    server.await_text("presence server ready", START_SECONDS)
    return server


def start_proxies(programs):
    for name, next_hop in {PCSCF1: SCSCF1, SCSCF1: SCSCF2, SCSCF2: AS}.items():
        start_kamailio(programs, name, HERE / "kamailio.cfg", NEXT=next_hop)


def start_kamailio(programs, name, template, **values):
    """Starts one with a configuration in which @LISTEN@, @NAME@ and these others are filled in."""
    addresses = [ADDRESSES[name]] + ([f"[{PCSCF1_TO_UE}]"] if name == PCSCF1 else [])
    listen = "\n".join(f"listen=udp:{address}:{PORT} advertise {name}:{PORT}" for address in addresses)
    short = name.split(".")[0]
    configuration = RESULTS / f"{short}.cfg"
    configuration.write_text(fill(template, LISTEN=listen, NAME=name, **values))
    run_kamailio(programs, short, configuration, ADDRESSES[name])


def run_kamailio(programs, name, configuration, address):
    """Starts one with a configuration as it is, and waits until it listens on that address."""
    programs.start(name, ["kamailio", "-DD", "-E", "-f", configuration, "-m", "32", "-M", "8", "-Y", RESULTS]).await_port(address, START_SECONDS)


def fill(template, **values):
    """The template's text with each @KEY@ replaced by its value."""
    text = template.read_text()
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text
