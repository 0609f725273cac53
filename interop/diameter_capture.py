"""The Diameter messages of a capture, as tshark dissects them."""

import capture
from network import ADDRESSES

FIELDS = ["frame.number", "ip.src", "ip.dst", "diameter.cmd.code", "diameter.flags.request"]
PARTIES = {address: name for name, address in ADDRESSES.items()}
#: Commands of Cx (TS 29.229 s6.1) by their code, without the letter for request or answer.
CX = {"300": "UA", "303": "MA", "301": "SA", "302": "LI", "304": "RT", "305": "PP"}


class Message:
    """Looks like a SIP message to who draws it: it is drawn with the transaction that it was sent for."""

    is_request = False

    def __init__(self, frame, sender, receiver, command, asks):
        self.frame, self.sender, self.receiver, self.asks = frame, sender, receiver, asks
        self.name = CX[command] + ("R" if asks else "A")
        self.transaction = None

    def one(self, _):
        return ""


def read_cx(file):
    """Those of Cx, in their order; the base protocol's, which keep a connection (CER, DWR), left out. A packet may hold many."""
    messages = []
    for line in capture.dissect(file, "diameter", FIELDS):
        frame, source, target, commands, flags = line.split(capture.APART)
        for command, flag in zip(commands.split(capture.TOGETHER), flags.split(capture.TOGETHER), strict=True):
            if command in CX:
                messages.append(Message(int(frame), PARTIES[source], PARTIES[target], command, flag in ("1", "True")))
    return messages
