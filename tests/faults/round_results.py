"""Results of rounds, one line each, so that an interrupted run can be continued; other code starts afresh."""

import hashlib
import json
import os
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATH = ROOT / "build" / "faults" / "rounds.jsonl"
TESTED_CODE = (
    *("evalsite/celery.py", "evalsite/database.py", "evalsite/processes.py"),
    *("training/loop.py", "training/state.py"),
    *("evalsite/jobs/*.py", "evalsite/jobs/management/commands/*.py"),
    *("tests/faults/job_kinds/*.py", "tests/faults/scenarios/*.py"),
    *("tests/faults/fault_site.py", "tests/faults/templates.py"),
)


@dataclass(frozen=True)
class RoundResult:
    """The result of one round of a fault; `error` is empty if every invariant held in time."""

    fault: str
    seconds: float
    error: str
    at: str
    load: float
    code: str


def code_digest() -> str:
    """Return the digest of the tested code and of the tests."""
    files = sorted({path for pattern in TESTED_CODE for path in ROOT.glob(pattern)})
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


class RoundResults:
    """The results of the current code."""

    def __init__(self, path: Path = PATH):
        self.path, self.code, self.lock = path, code_digest(), threading.Lock()
        self.closed = False

    def rounds(self, fault: str | None = None) -> list[RoundResult]:
        if not self.path.exists():
            return []
        result = [RoundResult(**json.loads(line)) for line in self.path.read_text().splitlines()]
        return [each for each in result if each.code == self.code and fault in (None, each.fault)]

    def write(self, fault: str, seconds: float, error: str) -> RoundResult:
        at = time.strftime("%Y-%m-%d %H:%M", time.gmtime())
        result = RoundResult(fault, round(seconds, 1), error, at, round(os.getloadavg()[0], 1), self.code)
        with self.lock:
            if self.closed:
                return result
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a") as file:
                file.write(json.dumps(asdict(result)) + "\n")
        return result
