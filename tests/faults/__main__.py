"""`make test-faults`: provoke every fault, twenty rounds each, several rounds at once where they mostly wait."""

import argparse
import shutil
import sys
import tempfile
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tests.faults import page, scenes
from tests.faults.fault import FAULTS, Fault
from tests.faults.ground import Ground, Prepared
from tests.faults.ledger import Ledger, Round
from tests.faults.prepare import prepare

assert scenes


def main() -> int:
    words = arguments()
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
    parser.add_argument("--side-by-side", type=int, default=4, help="rounds at once (4); two of them may draw or train")
    parser.add_argument("--page", action="store_true", help="write the table into docs/reliability.md")
    return parser.parse_args()


def run(faults: list[Fault], ledger: Ledger, side_by_side: int) -> list[Round]:
    """Provoke the faults, and tell of each round as it ends."""
    folder = Path(tempfile.mkdtemp(prefix="facestudy-faults-"))
    folder.chmod(0o711)
    heavy = threading.Semaphore(2)
    try:
        prepared = prepare(folder / "prepared")
        with ThreadPoolExecutor(side_by_side) as pool:
            tasks = [
                pool.submit(play, fault, folder / str(number), prepared, ledger, heavy)
                for number, fault in enumerate(faults)
            ]
            return [tell(task.result()) for task in as_completed(tasks)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tell(done: Round) -> Round:
    said = done.trouble.strip().splitlines()[-1] if done.trouble else "ok"
    print(f"{done.at}  {done.fault:22} {done.seconds:6.1f} s  {said}", flush=True)
    return done


def play(fault: Fault, folder: Path, prepared: Prepared, ledger: Ledger, heavy: threading.Semaphore) -> Round:
    """Play one round; whatever goes wrong is its trouble."""
    if not fault.heavy:
        return ledger.write(fault.name, *provoked(fault, folder, prepared))
    with heavy:
        return ledger.write(fault.name, *provoked(fault, folder, prepared))


def provoked(fault: Fault, folder: Path, prepared: Prepared) -> tuple[float, str]:
    """Return how long recovery took, and what went wrong."""
    ground = None
    try:
        ground = Ground(folder, prepared, **fault.ground)
        seconds = fault.provoke(ground)
    except Exception:  # noqa: BLE001 - a round's trouble is told, and the next one goes on
        keep_logs(ground, fault)
        return 0.0, traceback.format_exc()
    else:
        return seconds, "" if seconds <= fault.limit else f"took {seconds:.1f} s, more than {fault.limit:.0f} s"
    finally:
        if ground:
            ground.end()


def keep_logs(ground: Ground | None, fault: Fault) -> None:
    """Copy what the processes said, for whoever looks for the reason."""
    kept = Path("build/faults") / fault.name
    kept.mkdir(parents=True, exist_ok=True)
    for log in ground.state.glob("*.out") if ground else ():
        shutil.copy(log, kept)


if __name__ == "__main__":
    sys.exit(main())
