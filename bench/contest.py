"""One workload on all servers: they are set up and warmed up one after the other, and then measured in turn, again and again, each on the same process."""

import contextlib
import time

from generator import Generator
from servers import KINDS, Failed, Server
from workloads import WORKLOADS, Measurement


def play(workload, options, take, say):
    """
    Those whose turn it is not stand still.

    :param take: is given what came of each repetition on each server
    """
    with contextlib.ExitStack() as processes:
        contenders = []
        for server in options.servers:
            contender = Contender(server, workload, options, processes.enter_context(contextlib.ExitStack()))
            contender.prepare(take, say)
            contenders.append(contender)
        for repetition in range(1, options.repetitions + 1):
            for contender in rotated(contenders, repetition - 1):
                contender.repeat(repetition, take)


def rotated(those, count):
    """Each is the first once in a while."""
    return those[count % len(those):] + those[:count % len(those)]


class Contender:
    """One of the servers, until it fails or the workload ends."""

    def __init__(self, server, workload, options, processes):
        self._server, self._workload, self._options, self._processes = server, workload, options, processes
        self._measurement = None
        self._about, self._top = {}, 0

    def prepare(self, take, say):
        """Starts it, and brings it to where it is measured; what is seen on the way goes with the first repetition."""
        with self._failing(1, take):
            kind, workload, begin = KINDS[self._server], WORKLOADS[self._workload], time.monotonic()
            process = self._processes.enter_context(Server(kind, self._options.heap, f"{self._server}-{self._workload}"))
            generator = self._processes.enter_context(Generator([process], workload.presentities, self._options.busy))
            measurement = Measurement(workload, process, generator)
            if self._workload == "many" and kind.memory:
                self._about["memory"] = measurement.set_up_measured()
            else:
                measurement.set_up()
            warm = self._about["warm"] = measurement.warm_up()
            self._measurement = measurement
            say(f"{self._server}-{self._workload}: {'warm' if warm['steady'] else 'not yet warm'} after {warm['seconds']} s of load ({time.monotonic() - begin:.0f} s)")

    def repeat(self, repetition, take):
        if not self._measurement:
            return
        with self._failing(repetition, take):
            result = self._measurement.search(self._top)
            self._top = result["top"]
            take(self._cell(repetition) | result)

    @contextlib.contextmanager
    def _failing(self, repetition, take):
        """One that fails is out, and the others have the machine."""
        try:
            yield
        except Failed as failed:
            self._measurement = None
            self._processes.close()
            take(self._cell(repetition) | {"failed": str(failed)})

    def _cell(self, repetition):
        cell = {"server": self._server, "workload": self._workload, "repetition": repetition}
        return cell | self._about if repetition == 1 else cell
