"""
A stand-in for the HSS of one network: answers over Cx (3GPP TS 29.228) what the CSCFs of the network ask about its users, and writes a line for each request. Every user is
registered by SIP Digest and has the profile of one file, with his own identities and his network's application server in it.
"""

import argparse
import hashlib
import socket
import socketserver
import sys
import threading
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import diameter as d

SUCCESS, UNABLE_TO_COMPLY = 2001, 5012
#: TS 29.229 s6.2: experimental results.
FIRST_REGISTRATION, SUBSEQUENT_REGISTRATION, UNREGISTERED_SERVICE, USER_UNKNOWN = 2001, 2002, 2003, 5001


class Hss:
    def __init__(self, name, realm, address, scscf, users, profile, application_server):
        """:param users: password by public identity; the private identity is the same without ``sip:`` """
        self.name, self.realm, self.address = name, realm, address
        self._scscf, self._users, self._profile, self._application_server = scscf, users, profile, application_server
        self._serving = {}
        self._lock = threading.Lock()

    def answer(self, request):
        """The AVPs that the answer has besides the session."""
        of_base = {d.CAPABILITIES: self._capabilities, d.WATCHDOG: lambda _: [], d.DISCONNECT: lambda _: []}
        of_cx = {d.USER_AUTHORIZATION: self._authorize, d.MULTIMEDIA_AUTH: self._authenticate, d.SERVER_ASSIGNMENT: self._assign, d.LOCATION: self._locate}
        own = [(d.ORIGIN_HOST, self.name), (d.ORIGIN_REALM, self.realm)]
        if request.command in of_base:
            return [(d.RESULT_CODE, SUCCESS), *own, *of_base[request.command](request)]
        own += [(d.VENDOR_SPECIFIC_APPLICATION, [(d.VENDOR_ID, d.VENDOR_3GPP), (d.AUTH_APPLICATION, d.CX)]), (d.AUTH_SESSION_STATE, 1)]
        if request.command not in of_cx:
            return own + [(d.RESULT_CODE, UNABLE_TO_COMPLY)]
        identity = request.first(d.PUBLIC_IDENTITY)
        if identity not in self._users:
            return own + experimental(USER_UNKNOWN)
        with self._lock:
            return own + of_cx[request.command](request, identity)

    def _capabilities(self, _):
        return [(d.HOST_IP_ADDRESS, b"\0\1" + socket.inet_aton(self.address)), (d.VENDOR_ID, d.VENDOR_3GPP), (d.PRODUCT_NAME, "HSS stand-in"), (d.SUPPORTED_VENDOR, d.VENDOR_3GPP),
                (d.VENDOR_SPECIFIC_APPLICATION, [(d.VENDOR_ID, d.VENDOR_3GPP), (d.AUTH_APPLICATION, d.CX)])]

    def _authorize(self, _, identity):
        """UAR, TS 29.228 s6.1.1.1: which S-CSCF has the user, or may have him."""
        if identity in self._serving:
            return experimental(SUBSEQUENT_REGISTRATION) + [(d.SERVER_NAME, self._serving[identity])]
        return experimental(FIRST_REGISTRATION) + [(d.SERVER_CAPABILITIES, [(d.SERVER_NAME, self._scscf)])]

    def _authenticate(self, request, identity):
        """MAR, s6.3.1, by SIP Digest: the S-CSCF makes the nonce and checks the response."""
        user = private_identity(identity)
        ha1 = hashlib.md5(f"{user}:{self.realm}:{self._users[identity]}".encode()).hexdigest()
        digest = [(d.DIGEST_REALM, self.realm), (d.DIGEST_ALGORITHM, "MD5"), (d.DIGEST_QOP, "auth"), (d.DIGEST_HA1, ha1)]
        self._serving[identity] = request.first(d.SERVER_NAME)
        return [(d.RESULT_CODE, SUCCESS), (d.USER_NAME, user), (d.PUBLIC_IDENTITY, identity), (d.SIP_NUMBER_AUTH_ITEMS, 1),
                (d.SIP_AUTH_DATA_ITEM, [(d.SIP_AUTHENTICATION_SCHEME, "SIP Digest"), (d.SIP_DIGEST_AUTHENTICATE, digest)])]

    def _assign(self, request, identity):
        """SAR, s6.1.2.1: the S-CSCF has the user, and is given his profile. Nobody deregisters here."""
        self._serving[identity] = request.first(d.SERVER_NAME)
        return [(d.RESULT_CODE, SUCCESS), (d.USER_NAME, private_identity(identity)), (d.USER_DATA, self._profile_of(identity))]

    def _locate(self, _, identity):
        """LIR, s6.1.4.1: where requests for the user go. One who is not registered is served, too: presence is for those who are not there."""
        if identity not in self._serving:
            return experimental(UNREGISTERED_SERVICE) + [(d.SERVER_CAPABILITIES, [(d.SERVER_NAME, self._scscf)])]
        return [(d.RESULT_CODE, SUCCESS), (d.SERVER_NAME, self._serving[identity])]

    def _profile_of(self, identity):
        """As TS 29.228 annex E has it."""
        root = ElementTree.fromstring(self._profile.read_bytes())
        root.find("PrivateID").text = private_identity(identity)
        for tag, value in ("Identity", identity), ("ServerName", self._application_server):
            for element in root.iter(tag):
                element.text = value
        return ElementTree.tostring(root, "utf-8", xml_declaration=True)


def experimental(code):
    return [(d.EXPERIMENTAL_RESULT, [(d.VENDOR_ID, d.VENDOR_3GPP), (d.EXPERIMENTAL_RESULT_CODE, code)])]


def private_identity(identity):
    return identity.removeprefix("sip:")


def serve(hss, port):
    class Connection(socketserver.StreamRequestHandler):
        def handle(self):
            while request := d.read(self.rfile):
                if request.is_request:
                    print(request.command, request.first(d.ORIGIN_HOST), request.first(d.PUBLIC_IDENTITY), flush=True)
                    self.wfile.write(request.answer(hss.answer(request)).to_bytes())

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = daemon_threads = True

    with Server((hss.address, port), Connection) as server:
        print("ready", flush=True)
        server.serve_forever()


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True)
    parser.add_argument("--realm", required=True)
    parser.add_argument("--address", required=True, help="IPv4 address to listen on")
    parser.add_argument("--port", type=int, default=3868)
    parser.add_argument("--scscf", required=True, help="URI of the S-CSCF for users who have none yet")
    parser.add_argument("--profile", type=Path, required=True)
    parser.add_argument("--application-server", required=True, help="its URI")
    parser.add_argument("--user", nargs=2, metavar=("IDENTITY", "PASSWORD"), action="append", default=[])
    given = parser.parse_args(arguments)
    serve(Hss(given.name, given.realm, given.address, given.scscf, dict(given.user), given.profile, given.application_server), given.port)


if __name__ == "__main__":
    main(sys.argv[1:])
