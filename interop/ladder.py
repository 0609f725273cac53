"""Draws messages: parties from left to right, messages downwards."""

from network import AS, PCSCF1, PUBLISHER, SCSCF1, SCSCF2, UE

#: The parties of the founding document's flow.
LIFELINES = [PUBLISHER, AS, SCSCF2, SCSCF1, PCSCF1, UE]
MARGIN = 6


def draw(messages, parties=LIFELINES, step=25):
    """
    Transactions between these parties, one after the other, in the order they began in; each with its messages in the order of the capture, without repeats.

    :param step: characters from one party to the next
    """
    return Ladder(parties, step).of(messages)


class Ladder:
    def __init__(self, parties, step):
        self._parties, self._step = parties, step

    def of(self, messages):
        transactions = {}
        for message in messages:
            if {message.sender, message.receiver} <= set(self._parties):
                legs = transactions.setdefault(message.transaction, {})
                legs.setdefault((message.name, message.sender, message.receiver), message)
        lines = [self._heading()]
        for legs in transactions.values():
            for message in legs.values():
                lines += self._arrow(message)
            lines.append(self._lifelines())
        return "\n".join(line.rstrip() for line in lines) + "\n"

    def _column(self, party):
        return MARGIN + self._parties.index(party) * self._step

    def _lifelines(self):
        line = " " * (self._column(self._parties[-1]) + 1)
        for party in self._parties:
            line = put(line, "│", self._column(party))
        return line

    def _heading(self):
        line = " " * (self._column(self._parties[-1]) + self._step)
        for party in self._parties:
            line = put(line, party, max(0, self._column(party) - len(party) // 2))
        return line

    def _arrow(self, message):
        start, end = self._column(message.sender), self._column(message.receiver)
        left, right = sorted((start, end))
        width = right - left - 1
        shaft = f" {label(message)} ".center(width, "─")
        shaft = shaft[:-1] + "▶" if start < end else "◀" + shaft[1:]
        lines = [put(self._lifelines(), shaft, left + 1)]
        if message.is_request:
            lines += [put(self._lifelines(), text if len(text) <= width else text[:width - 1] + "…", left + 1) for text in details(message)]
        return lines


def put(line, text, at):
    return line[:at] + text + line[at + len(text):]


def label(message):
    cseq = message.one("sip.CSeq")
    return f"{message.name} {cseq.split()[0] if message.is_request else cseq}".rstrip()


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
