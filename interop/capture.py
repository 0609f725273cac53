"""What went over the wire, as tshark dissects it. Nothing of SIP is parsed here; only the body is cut off at the empty line, as tshark gives none for XML."""

import subprocess

from network import PARTIES

#: Fields of Wireshark's dissector, and whether a message may have many of them.
ONE = ["frame.number", "frame.time_epoch", "udp.srcport", "udp.dstport", "tcp.srcport", "tcp.dstport", "sip.Method", "sip.Status-Code", "sip.r-uri", "sip.Max-Forwards", "sip.From", "sip.To", "sip.to.tag", "sip.Call-ID",
       "sip.CSeq", "sip.CSeq.method", "sip.Event", "sip.Subscription-State", "sip.Content-Type", "sip.Content-Length", "sip.Expires", "sip.ETag", "sip.If_Match", "sip.contact.uri", "sip.Allow",
       "sip.P-Asserted-Identity", "sip.P-Charging-Vector", "sip.P-Served-User", "sip.P-Associated-URI", "udp.payload"]
MANY = ["ip.src", "ipv6.src", "ip.dst", "ipv6.dst", "sip.Via.transport", "sip.Via.sent-by.address", "sip.Via.sent-by.port", "sip.Via.branch", "sip.Route.uri", "sip.Record-Route.uri",
        "sip.Service-Route.uri", "sip.Path.uri"]
FIELDS = ONE + MANY
TOGETHER = "\x1f"
APART = "\x1e"


class Message:
    """A SIP message on one leg of its way."""

    def __init__(self, line):
        values = dict(zip(FIELDS, line.split(APART), strict=True))
        self._one = {field: values[field].split(TOGETHER)[0] for field in ONE}
        self._many = {field: [value for value in values[field].split(TOGETHER) if value] for field in MANY}
        self.sender = self._party("src")
        self.receiver = self._party("dst")

    @property
    def source(self):
        """The address that it comes from."""
        return self._address("src")

    @property
    def destination(self):
        """The address that it goes to."""
        return self._address("dst")

    def _address(self, side):
        return (self._many["ip." + side] or self._many["ipv6." + side])[0]

    def _party(self, side):
        address = self._address(side)
        port = self._one[f"udp.{side}port"] or self._one[f"tcp.{side}port"]
        return PARTIES.get((address, int(port)), f"{address} port {port}")

    def one(self, field):
        """The first value of a field, or '' when there is none."""
        return self._one[field]

    def many(self, field):
        return self._many[field]

    @property
    def is_request(self):
        return self.one("sip.Method") != ""

    @property
    def name(self):
        return self.one("sip.Method") or self.one("sip.Status-Code")

    @property
    def transaction(self):
        """All legs of a request and of its responses have this in common."""
        return self.one("sip.Call-ID"), self.one("sip.CSeq")

    @property
    def body(self):
        return bytes.fromhex(self.one("udp.payload")).partition(b"\r\n\r\n")[2]


def read(file):
    """All SIP messages of a capture, in their order, repeats among them; none without one."""
    return [Message(line) for line in dissect(file, "sip && !icmp", FIELDS)]


def dissect(file, display_filter, fields):
    """A line of these fields, APART, for each packet that the filter lets through; values of one field are TOGETHER. None without a capture."""
    if not file.exists():
        return []
    command = ["tshark", "-n", "-r", str(file), "-Y", display_filter, "-T", "fields", "-E", "occurrence=a", "-E", "separator=" + APART, "-E", "aggregator=" + TOGETHER]
    for field in fields:
        command += ["-e", field]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line for line in output.split("\n") if line]


def leg(messages, name, cseq, sender, receiver):
    """The first such message between two parties; None when there was none."""
    return next((message for message in messages
                 if (message.name, message.one("sip.CSeq"), message.sender, message.receiver) == (name, cseq, sender, receiver)), None)
