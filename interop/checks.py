"""What is expected of what was seen."""

import dataclasses
import re

#: What is not there.
NONE = "(none)"


@dataclasses.dataclass(frozen=True)
class Check:
    """One line of a table, or what is like one."""

    where: str
    field: str
    expected: str
    actual: str
    holds: bool

    def __str__(self):
        return f"{self.where}: {self.field} is {self.actual or NONE}" + ("" if self.holds else f", not {self.expected}")


class Checks(list):
    """Those of one scenario."""

    def same(self, where, field, expected, actual):
        self.append(Check(where, field, expected, actual, expected == actual))

    def like(self, where, field, pattern, actual, meaning):
        self.append(Check(where, field, meaning, actual, re.fullmatch(pattern, actual) is not None))

    def one_of(self, where, field, expected, actual):
        self.append(Check(where, field, f"{expected[0]} to {expected[-1]}" if len(expected) > 1 else expected[0], actual, actual in expected))

    def seen(self, where, message):
        if message is None:
            self.append(Check(where, "message", "seen", "not in the capture", False))
        return message is not None

    def unchanged(self, where, fields, before, message):
        for field in fields:
            self.same(where, field.removeprefix("sip."), before.one(field) if before else NONE, message.one(field))


class NotPossible(Checks):
    """Those of a scenario that a peer cannot play: it neither passes nor fails."""

    def __init__(self, reason):
        super().__init__()
        self.reason = reason
