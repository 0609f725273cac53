"""As much of Diameter (RFC 6733) and Cx (3GPP TS 29.229) as a stand-in for an HSS needs: messages of AVPs, as bytes and as values."""

import dataclasses
import struct

BASE, CX = 0, 16777216
VENDOR_3GPP = 10415
CAPABILITIES, WATCHDOG, DISCONNECT = 257, 280, 282
USER_AUTHORIZATION, SERVER_ASSIGNMENT, LOCATION, MULTIMEDIA_AUTH = 300, 301, 302, 303

#: AVP codes: RFC 6733, RFC 4740 for the Digest ones, and from 600 on TS 29.229, which are 3GPP's.
USER_NAME, HOST_IP_ADDRESS, AUTH_APPLICATION, VENDOR_SPECIFIC_APPLICATION, SESSION = 1, 257, 258, 260, 263
ORIGIN_HOST, SUPPORTED_VENDOR, VENDOR_ID, RESULT_CODE, PRODUCT_NAME, AUTH_SESSION_STATE, ORIGIN_REALM = 264, 265, 266, 268, 269, 277, 296
EXPERIMENTAL_RESULT, EXPERIMENTAL_RESULT_CODE = 297, 298
DIGEST_REALM, DIGEST_QOP, DIGEST_ALGORITHM, DIGEST_HA1 = 104, 110, 111, 121
PUBLIC_IDENTITY, SERVER_NAME, SERVER_CAPABILITIES, USER_DATA = 601, 602, 603, 606
SIP_NUMBER_AUTH_ITEMS, SIP_AUTHENTICATION_SCHEME, SIP_AUTH_DATA_ITEM, SIP_DIGEST_AUTHENTICATE = 607, 608, 612, 635
OF_3GPP = range(600, 700)

REQUEST_FLAG = 0x80
HEADER_BYTES = 20


@dataclasses.dataclass(frozen=True)
class Message:
    """RFC 6733 s3. Its AVPs are pairs of a code and the value's bytes."""

    command: int
    application: int
    is_request: bool
    hop_by_hop: int
    end_to_end: int
    avps: list

    def first(self, code):
        """The first such AVP's value as text; '' without one."""
        return next((value.decode() for found, value in self.avps if found == code), "")

    def answer(self, avps):
        """With the session of the request, if it has one (s6.2)."""
        session = [(code, value) for code, value in self.avps if code == SESSION]
        return Message(self.command, self.application, False, self.hop_by_hop, self.end_to_end, session + avps)

    def to_bytes(self):
        content = b"".join(avp(code, value) for code, value in self.avps)
        flags = REQUEST_FLAG if self.is_request else 0
        return struct.pack("!IIIII", 1 << 24 | HEADER_BYTES + len(content), flags << 24 | self.command, self.application, self.hop_by_hop, self.end_to_end) + content


def avp(code, value):
    """s4.1; mandatory, as all are that are used here. A value is bytes, a text, an unsigned number of 32 bits, or a list of AVPs."""
    if isinstance(value, str):
        value = value.encode()
    elif isinstance(value, int):
        value = struct.pack("!I", value)
    elif isinstance(value, list):
        value = b"".join(avp(inner, inner_value) for inner, inner_value in value)
    vendor = struct.pack("!I", VENDOR_3GPP) if code in OF_3GPP else b""
    flags = 0xC0 if vendor else 0x40
    length = 8 + len(vendor) + len(value)
    return struct.pack("!II", code, flags << 24 | length) + vendor + value + bytes(-length % 4)


def read(stream):
    """The next message of a connection; None at its end."""
    header = stream.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES:
        return None
    version_and_length, flags_and_command, application, hop_by_hop, end_to_end = struct.unpack("!IIIII", header)
    content = stream.read((version_and_length & 0xFFFFFF) - HEADER_BYTES)
    return Message(flags_and_command & 0xFFFFFF, application, flags_and_command >> 24 & REQUEST_FLAG != 0, hop_by_hop, end_to_end, list(avps(content)))


def avps(content):
    while content:
        code, flags_and_length = struct.unpack("!II", content[:8])
        length = flags_and_length & 0xFFFFFF
        yield code, content[12 if flags_and_length >> 31 else 8:length]
        content = content[length + -length % 4:]
