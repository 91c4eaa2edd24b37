"""`make test-faults`: provoke every fault, twenty rounds each, several rounds at once where they mostly wait."""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tests.faults import page, scenes
from tests.faults.fault import FAULTS, Fault
from tests.faults.ground import Ground, Prepared
from tests.faults.ledger import Ledger, Round
from tests.faults.prepare import prepare

assert scenes

BUSY = 3.0
"""Load per core above which a round is not begun."""
CALM_WITHIN = 120.0


def main() -> int:
    words = arguments()
    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGINT, interrupted)
    ledger = Ledger()
    missing = [
        FAULTS[name]
        for number in range(words.rounds)
        for name in words.faults or FAULTS
        if len([each for each in ledger.rounds(name) if not each.trouble]) <= number
    ]
    failed = [each for each in run(missing, ledger, words.side_by_side) if each.trouble] if missing else []
    if words.page:
        page.write(ledger)
    print(page.table(ledger))
    return 1 if failed else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("faults", nargs="*", choices=[[], *FAULTS], metavar="FAULT", help=", ".join(FAULTS))
    parser.add_argument("--rounds", type=int, default=1, help="of each fault, those that passed before included")
    parser.add_argument("--side-by-side", type=int, default=4, help="rounds at once (4); one of them may draw or train")
    parser.add_argument("--page", action="store_true", help="write the table into docs/reliability.md")
    return parser.parse_args()


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def run(faults: list[Fault], ledger: Ledger, side_by_side: int) -> list[Round]:
    """Provoke the faults, and tell of each round as it ends."""
    folder = Path(tempfile.mkdtemp(prefix="facestudy-faults-"))
    folder.chmod(0o711)
    stage = Stage(prepare(folder / "prepared"), ledger)
    pool = ThreadPoolExecutor(side_by_side)
    try:
        tasks = [pool.submit(stage.play, fault, folder / str(number)) for number, fault in enumerate(faults)]
        return [tell(task.result()) for task in as_completed(tasks)]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        ledger.closed = True
        stage.clear()
        shutil.rmtree(folder, ignore_errors=True)


def tell(done: Round) -> Round:
    said = done.trouble.strip().splitlines()[-1] if done.trouble else "ok"
    print(f"{done.at}  {done.fault:22} {done.seconds:6.1f} s  {said}", flush=True)
    return done


class Stage:
    """Where rounds are played; one at a time of those that draw or train."""

    def __init__(self, prepared: Prepared, ledger: Ledger):
        self.prepared, self.ledger = prepared, ledger
        self.heavy = threading.Lock()
        self.grounds: dict[Path, Ground] = {}

    def play(self, fault: Fault, folder: Path) -> Round:
        """Play one round; whatever goes wrong is its trouble."""
        if not fault.heavy:
            return self.ledger.write(fault.name, *self.provoked(fault, folder))
        with self.heavy:
            wait_for_calm()
            return self.ledger.write(fault.name, *self.provoked(fault, folder))

    def provoked(self, fault: Fault, folder: Path) -> tuple[float, str]:
        """Return how long recovery took, and what went wrong."""
        try:
            self.grounds[folder] = Ground(folder, self.prepared, **fault.ground)
            seconds = fault.provoke(self.grounds[folder])
        except Exception:  # noqa: BLE001 - a round's trouble is told, and the next one goes on
            keep_logs(folder, fault)
            return 0.0, traceback.format_exc()
        else:
            return seconds, "" if seconds <= fault.limit else f"took {seconds:.1f} s, more than {fault.limit:.0f} s"
        finally:
            if ground := self.grounds.pop(folder, None):
                ground.end()

    def clear(self) -> None:
        """Leave no process behind when the run is interrupted."""
        for ground in list(self.grounds.values()):
            ground.end()


def wait_for_calm() -> None:
    """Wait, but not for ever, while the machine has more to do than it can: limits in seconds mean nothing then."""
    end = time.monotonic() + CALM_WITHIN
    while os.getloadavg()[0] > BUSY * len(os.sched_getaffinity(0)) and time.monotonic() < end:
        time.sleep(5)


def keep_logs(folder: Path, fault: Fault) -> None:
    """Copy what the processes said, for whoever looks for the reason."""
    kept = Path("build/faults") / fault.name
    kept.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("state/*.out"):
        shutil.copy(log, kept)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # Without waiting for threads that wait for processes that are gone.
        os._exit(130)
