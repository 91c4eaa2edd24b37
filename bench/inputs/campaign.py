"""Reads thousands of damaged files of every kind, each kind in a process of its own, and counts what comes of them."""

import json
import os
import resource
import select
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.inputs.kinds import KINDS, InputKind
from bench.inputs.outcomes import FAULTS, Outcome

ROOT: Final = Path(__file__).parents[2]
TIMEOUT_SECONDS: Final = 60.0
"""Of waiting for one file, on a machine that may be busy."""

START_SECONDS: Final = 180.0
"""Until a process has written its sample and read it; torch alone takes a while."""


@dataclass
class KindCounts:
    """What came of the damaged files of one kind; the slowest file in s of processor; faults by their text."""

    kind: str
    results: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    seconds: float = 0.0
    faults: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many files there were."""
        return self.results.total()

    @property
    def fault_count(self) -> int:
        """How many of them showed a fault."""
        return sum(self.results[result] for result in FAULTS)

    def add(self, seed: int, outcome: Outcome) -> None:
        """Count an outcome; of equal faults the first seed is kept."""
        self.results[outcome.result] += 1
        self.slowest = max(self.slowest, outcome.seconds)
        if outcome.result in FAULTS:
            self.faults.setdefault(f"{outcome.result}: {outcome.text[:300]}", seed)


@dataclass(frozen=True)
class Campaign:
    """All counts, and the time of all processes: on the clock, and of the processors, s."""

    counts: tuple[KindCounts, ...]
    seconds: float
    processor_seconds: float


def run_campaign(
    total: int, *, first_seed: int = 0, kinds: Sequence[InputKind] = KINDS, report: Callable[[KindCounts], None] = print
) -> Campaign:
    """Read about `total` damaged files, shared among the kinds by their weights."""
    started, processor = time.monotonic(), _children_seconds()
    share = total / sum(kind.weight for kind in kinds)
    counts = []
    for kind in kinds:
        before = _children_seconds()
        count = read_damaged_files(kind, range(first_seed, first_seed + round(share * kind.weight)))
        count.seconds = _children_seconds() - before
        counts.append(count)
        report(count)
    return Campaign(tuple(counts), time.monotonic() - started, _children_seconds() - processor)


def read_damaged_files(kind: InputKind, seeds: Sequence[int]) -> KindCounts:
    """Read the files of one kind that these seeds damage; the process is started anew after it died."""
    counts, reader = KindCounts(kind.name), DamagedFileReader(kind)
    try:
        for seed in seeds:
            outcome = reader.read(seed)
            counts.add(seed, outcome)
            if outcome.result in ("died", "timeout"):
                reader.close()
                reader = DamagedFileReader(kind)
    finally:
        reader.close()
    return counts


class DamagedFileReader:
    """A process that reads damaged files of one kind, one after the other."""

    def __init__(self, kind: InputKind) -> None:
        environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.inputs.worker", kind.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment,
            start_new_session=True,
        )
        whole = self._answer(START_SECONDS)
        if whole.result != "read":
            self.close()
            raise RuntimeError(f"the undamaged sample of {kind.name} is not read: {whole.result} {whole.text}")

    def read(self, seed: int) -> Outcome:
        """Return what comes of the file that `seed` damages."""
        assert self._process.stdin  # noqa: S101 - for the type checker
        try:
            self._process.stdin.write(b"%d\n" % seed)
            self._process.stdin.flush()
        except BrokenPipeError:
            return Outcome("died", 0.0, f"exit code {self._process.wait()}")
        return self._answer(TIMEOUT_SECONDS)

    def _answer(self, seconds: float) -> Outcome:
        assert self._process.stdout  # noqa: S101 - for the type checker
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        if not ready:
            return Outcome("timeout", seconds, f"no answer in {seconds:g} s")
        line = self._process.stdout.readline()
        if not line:
            return Outcome("died", 0.0, f"exit code {self._process.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return Outcome(**answer)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
