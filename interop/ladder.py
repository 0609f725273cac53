"""Draws a capture: parties from left to right, messages downwards."""

from network import AS, PCSCF1, PUBLISHER, SCSCF1, SCSCF2, UE

LIFELINES = [PUBLISHER, AS, SCSCF2, SCSCF1, PCSCF1, UE]
STEP = 25
MARGIN = 6


def draw(messages):
    """Transactions one after the other, in the order they began in; each with its messages in the order of the capture, without repeats."""
    transactions = {}
    for message in messages:
        if {message.sender, message.receiver} <= set(LIFELINES):
            legs = transactions.setdefault(message.transaction, {})
            legs.setdefault((message.name, message.sender, message.receiver), message)
    lines = [heading()]
    for legs in transactions.values():
        for message in legs.values():
            lines += arrow(message)
        lines.append(lifelines())
    return "\n".join(line.rstrip() for line in lines) + "\n"


def column(party):
    return MARGIN + LIFELINES.index(party) * STEP


def put(line, text, at):
    return line[:at] + text + line[at + len(text):]


def lifelines():
    line = " " * (column(LIFELINES[-1]) + 1)
    for party in LIFELINES:
        line = put(line, "│", column(party))
    return line


def heading():
    line = " " * (column(LIFELINES[-1]) + STEP)
    for party in LIFELINES:
        line = put(line, party, max(0, column(party) - len(party) // 2))
    return line


def arrow(message):
    start, end = column(message.sender), column(message.receiver)
    left, right = sorted((start, end))
    cseq = message.one("sip.CSeq")
    label = f"{message.name} {cseq.split()[0] if message.is_request else cseq}"
    shaft = f" {label} ".center(right - left - 1, "─")
    shaft = shaft[:-1] + "▶" if start < end else "◀" + shaft[1:]
    lines = [put(lifelines(), shaft, left + 1)]
    if message.is_request:
        lines += [put(lifelines(), text, left + 1) for text in details(message)]
    return lines


def details(message):
    vias = message.many("sip.Via.sent-by.address")
    yield f"Vias {len(vias)}, Max-Forwards {message.one('sip.Max-Forwards')}"
    for name in ("Route", "Record-Route") if begins_dialog(message) else ("Route",):
        if uris := message.many(f"sip.{name}.uri"):
            yield name + ":"
            yield from uris


def begins_dialog(request):
    """Later on a Record-Route changes nothing any more, so it is not drawn."""
    return not request.one("sip.to.tag")
