"""The three workloads, and how one of them is measured on one server."""

import dataclasses

from generator import Generator
from search import top_rate

STEP_SECONDS = 2
#: Of the steps that times are taken from.
LONG_STEP_SECONDS = 4
#: At the rate at which all servers are compared: what a JVM compiles it has called some ten thousand times.
WARM_UP_SECONDS = 20
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
    #: Where the search begins.
    start: int
    #: The rate at which all servers are compared.
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
    "subscribe": Workload("new SUBSCRIBEs", "SUBSCRIBE", 1, 10_000, 0, 250, 500),
    "one": Workload("1 presentity x 1000 watchers", "NOTIFY", 1000, 1, 1000, 1, 5, "last"),
    "many": Workload("10,000 presentities x 10 watchers", "NOTIFY", 10, 10_000, 10, 100, 500),
}


class Measurement:
    """One workload on one server, once."""

    def __init__(self, workload, server, busy):
        self._workload, self._server, self._busy = workload, server, busy

    def full(self, previous_top, memory):
        """
        Finds the highest rate that passes, and then takes times at half of it and at the rate that all servers are compared at.

        :param previous_top: that rate as it was found before, on another process of this server; 0 for none
        :param memory: whether to measure what a subscription takes
        """
        workload, result = self._workload, {}
        with Generator([self._server], workload.presentities, self._busy) as generator:
            self._set_up(generator, result if memory else None)
            start, factor = (workload.start, 2) if previous_top == 0 else (round(previous_top * 0.8), 1.25)
            generator.step(workload.kind, workload.common, WARM_UP_SECONDS)
            generator.steps.clear()
            result["top"] = top_rate(lambda rate: self._passes(generator, rate), start, factor)
            result["half"] = self._timed(generator, max(1, result["top"] // 2))
            result["common"] = self._timed(generator, workload.common)
            result["steps"] = generator.steps
        return result

    def _passes(self, generator, rate):
        """A step that fails has a second chance."""
        return any(generator.step(self._workload.kind, rate, STEP_SECONDS)["pass"] for _ in range(2))

    def _timed(self, generator, rate):
        pause = {}
        with self._server.pauses(pause):
            result = generator.step(self._workload.kind, rate, LONG_STEP_SECONDS)
        return result | pause

    def short(self, rates):
        """Plays these rates, whatever comes of them."""
        with Generator([self._server], self._workload.presentities, self._busy) as generator:
            self._set_up(generator, None)
            for rate in rates:
                generator.step(self._workload.kind, rate, STEP_SECONDS)
            return {"steps": generator.steps}

    def _set_up(self, generator, memory):
        """Every presentity is published, and has its watchers."""
        generator.publish_all(SET_UP_RATE)
        count = self._workload.presentities * self._workload.watchers
        if count == 0:
            return
        before = self._held() if memory is not None else None
        generator.subscribe(min(count, FIRST), FIRST_RATE)
        if count > FIRST:
            generator.subscribe(count - FIRST, SET_UP_RATE)
        if memory is not None:
            after = self._held()
            memory["memory"] = {key: (after[key] - before[key]) / count if after[key] is not None else None for key in after} | {"total": after["pss"]}

    def _held(self):
        self._server.rest()
        return {"pss": self._server.pss(), "heap": self._server.heap()}

