"""The three workloads, and what is done with one of them on one server."""

import dataclasses

from search import top_rate
from warmup import warm_up

STEP_SECONDS = 2
#: Of the steps that times are taken from.
LONG_STEP_SECONDS = 4
#: Requests per second of a set-up at most; they do not overtake the server. The first ones are for a JVM to get warm.
SET_UP_RATE, FIRST_RATE, FIRST = 5000, 300, 1000


@dataclasses.dataclass(frozen=True)
class Workload:
    """A workload; a rate is of requests per second, SUBSCRIBEs or PUBLISHes."""
    title: str
    #: What is counted: so many for each request.
    unit: str
    units: int
    presentities: int
    #: Of each presentity, before anything is measured.
    watchers: int
    #: The rate at which all servers are compared, and the first search begins.
    common: int
    #: Which time counts: of each NOTIFY from the request on, or of the last watcher's.
    time: str = "notify"

    @property
    def kind(self):
        return "publish" if self.watchers else "subscribe"

    def smaller(self):
        """Little of it, for a short run."""
        return dataclasses.replace(self, presentities=max(1, self.presentities // 20), watchers=self.watchers if self.presentities > 1 else self.watchers // 10)


WORKLOADS = {
    "subscribe": Workload("new SUBSCRIBEs", "SUBSCRIBE", 1, 10_000, 0, 500),
    "one": Workload("1 presentity x 1000 watchers", "NOTIFY", 1000, 1, 1000, 5, "last"),
    "many": Workload("10,000 presentities x 10 watchers", "NOTIFY", 10, 10_000, 10, 500),
}


class Measurement:
    """One workload on one process of a server, with one generator for all of it."""

    def __init__(self, workload, server, generator):
        self._workload, self._server, self._generator = workload, server, generator

    def set_up(self):
        """Every presentity is published, and has its watchers."""
        self._publish()
        self._subscribe()

    def set_up_measured(self):
        """The same; gives the bytes that a subscription takes, and those of the process in all."""
        self._publish()
        before = self._held()
        count = self._subscribe()
        after = self._held()
        return {key: (after[key] - before[key]) / count if after[key] is not None else None for key in after} | {"total": after["pss"]}

    def _publish(self):
        self._generator.publish_all(SET_UP_RATE)

    def _subscribe(self):
        count = self._workload.presentities * self._workload.watchers
        first = min(count, FIRST)
        if first > 0:
            self._generator.subscribe(first, FIRST_RATE)
        if count > first:
            self._generator.subscribe(count - first, SET_UP_RATE)
        return count

    def _held(self):
        self._server.rest()
        return {"pss": self._server.pss(), "heap": self._server.heap()}

    def warm_up(self):
        return warm_up(self._generator, [self._server], self._workload.kind, self._workload.common)

    def search(self, previous_top):
        """
        Finds the highest rate that passes, and then takes times at half of it and at the rate that all servers are compared at.

        :param previous_top: that rate as it was found before; 0 for none
        """
        top = top_rate(self._passes, previous_top // 2 or self._workload.common)
        half = self._timed(max(1, top // 2))
        return {"top": top, "half": half, "common": self._timed(self._workload.common), "steps": self._generator.take_steps()}

    def _passes(self, rate):
        """A step that fails has a second chance."""
        return any(self._generator.step(self._workload.kind, rate, STEP_SECONDS)["pass"] for _ in range(2))

    def _timed(self, rate):
        pause = {}
        with self._server.pauses(pause):
            result = self._generator.step(self._workload.kind, rate, LONG_STEP_SECONDS)
        return result | pause

    def play(self, rates):
        """Plays these rates, whatever comes of them."""
        for rate in rates:
            self._generator.step(self._workload.kind, rate, STEP_SECONDS)
        return {"steps": self._generator.take_steps()}
