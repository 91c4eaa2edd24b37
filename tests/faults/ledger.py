"""What rounds gave, kept line by line, so that an interrupted run goes on where it was; other code begins anew."""

import hashlib
import json
import os
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATH = ROOT / "build" / "faults" / "rounds.jsonl"
CODE = (
    *(
        "evalsite/celery.py",
        "evalsite/database_time.py",
        "evalsite/parent_death.py",
        "training/loop.py",
        "training/state.py",
    ),
    *("evalsite/jobs/queue.py", "evalsite/jobs/registry.py", "evalsite/jobs/management/commands/worker.py"),
    *("evalsite/jobs/broker/*.py", "evalsite/jobs/worker/*.py", "evalsite/jobs/scheduler/*.py"),
    *("tests/faults/kinds/*.py", "tests/faults/scenes/*.py", "tests/faults/ground.py", "tests/faults/prepare.py"),
)


@dataclass(frozen=True)
class Round:
    """How one round of a fault went; `trouble` is empty where every invariant held in time."""

    fault: str
    seconds: float
    trouble: str
    at: str
    load: float
    code: str


def code() -> str:
    """Return a digest of what is tested and of what tests it."""
    files = sorted({path for pattern in CODE for path in ROOT.glob(pattern)})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


class Ledger:
    """The rounds of one state of the code."""

    def __init__(self, path: Path = PATH):
        self.path, self.code, self.lock = path, code(), threading.Lock()
        self.closed = False

    def rounds(self, fault: str | None = None) -> list[Round]:
        if not self.path.exists():
            return []
        found = [Round(**json.loads(line)) for line in self.path.read_text().splitlines()]
        return [each for each in found if each.code == self.code and fault in (None, each.fault)]

    def write(self, fault: str, seconds: float, trouble: str) -> Round:
        at = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
        written = Round(fault, round(seconds, 1), trouble, at, round(os.getloadavg()[0], 1), self.code)
        with self.lock:
            if self.closed:
                return written
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a") as file:
                file.write(json.dumps(asdict(written)) + "\n")
        return written
