"""Runs a command and says what it cost."""

import os
import statistics
import sys
import time
from dataclasses import dataclass

DARWIN = sys.platform == "darwin"


@dataclass(frozen=True)
class Cost:
    """Wall clock and processor time in seconds, memory in bytes."""

    wall: float
    cpu: float
    peak: int


class CommandFailed(Exception):
    """A measured command ended with something else than success."""


def pin(cores):
    """Keeps this process and all it starts on the first `cores` processors, where it can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def cores():
    """How many processors the measured programs may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def run(command, log, environment=None):
    """Runs `command` from start to end, its output to the file `log`.

    The peak of memory is at least that of this process at the start, about 20 MB.
    """
    with open(log, "wb") as sink:
        actions = [(os.POSIX_SPAWN_DUP2, sink.fileno(), stream) for stream in (1, 2)]
        words = [str(word) for word in command]
        began = time.perf_counter()
        child = os.posix_spawn(words[0], words, environment or os.environ, file_actions=actions)
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) != 0:
        with open(log, encoding="utf-8", errors="replace") as said:
            raise CommandFailed(f"{' '.join(words)}\n{said.read()[-4000:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * (1 if DARWIN else 1024))


def median(values):
    """The middle one of `values`."""
    return statistics.median(values)


def middle(costs):
    """The median of each figure by itself."""
    figures = ("wall", "cpu", "peak")
    return Cost(*(median([getattr(cost, figure) for cost in costs]) for figure in figures))
