"""A UE that publishes, one PUBLISH when it is told to: sipp cannot wait for both its answer and for what another UE has seen. What it says and hears is checked from the capture."""

import re
import socket
import time

from network import PORT, Failed

#: RFC 3261 s17.1.2.2: the timers E and F of a request over UDP.
FIRST_REPEAT_SECONDS, LAST_REPEAT_SECONDS, PATIENCE_SECONDS = 0.5, 4, 32
TEXT = """PUBLISH {presentity} SIP/2.0
Via: SIP/2.0/UDP {address}:{port};branch=z9hG4bKpublish{number}
Max-Forwards: 70
Route: {route}
From: <{presentity}>;tag=publisher
To: <{presentity}>
Call-ID: {call_id}
CSeq: {number} PUBLISH
Event: presence
Expires: 3600
{condition}Content-Type: application/pidf+xml
Content-Length: {length}

"""
DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="{presentity}">
<tuple id="ue"><status><basic>open</basic></status><note>state {number}{padding}</note></tuple>
</presence>
"""


class Publisher:
    def __init__(self, address, peer_address, presentity, route, call_id):
        """:param route: value of the Route header"""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, PORT))
        self._socket.connect((peer_address, PORT))
        self._fixed = {"address": address, "port": PORT, "presentity": presentity, "route": route, "call_id": call_id}
        self._tag = None

    def publish(self, number, padding=0):
        """Publishes state ``number``, in place of what it has published before and longer by that many characters, and waits for the 200."""
        body = DOCUMENT.format(number=number, padding="." * padding, **self._fixed)
        condition = f"SIP-If-Match: {self._tag}\n" if self._tag else ""
        head = TEXT.format(number=number, condition=condition, length=len(body.encode()), **self._fixed)
        answer = self._ask(head.replace("\n", "\r\n").encode() + body.encode(), f"CSeq: {number} PUBLISH")
        tag = re.search(r"^SIP-ETag: *(\S+)", answer, re.MULTILINE)
        if not answer.startswith("SIP/2.0 200 ") or not tag:
            raise Failed(f"PUBLISH {number} was answered '{answer.splitlines()[0]}'")
        self._tag = tag[1]

    def _ask(self, request, mark):
        """Gives the final answer to a request, which has that line."""
        pause, until = FIRST_REPEAT_SECONDS, time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            self._socket.send(request)
            self._socket.settimeout(pause)
            try:
                while True:
                    answer = self._socket.recv(65536).decode()
                    if mark in answer and not answer.startswith("SIP/2.0 1"):
                        return answer
            except TimeoutError:
                pause = min(2 * pause, LAST_REPEAT_SECONDS)
        raise Failed(f"no answer to the request with {mark}")
