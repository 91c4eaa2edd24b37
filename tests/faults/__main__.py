"""`make test-faults`: provoke every fault, twenty rounds each, several rounds at once."""

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

from tests.faults import report, scenarios
from tests.faults.fault import FAULTS, Fault
from tests.faults.fault_site import FaultSite, SiteTemplate
from tests.faults.round_results import RoundResult, RoundResults
from tests.faults.templates import create_template

assert scenarios

MAX_LOAD_PER_CORE = 3.0
"""Load per core above which a round is not started."""
MAX_IDLE_WAIT_SECONDS = 120.0


def main() -> int:
    options = parse_arguments()
    signal.signal(signal.SIGTERM, handle_signal)
    signal.signal(signal.SIGINT, handle_signal)
    results = RoundResults()
    missing = [
        FAULTS[name]
        for number in range(options.rounds)
        for name in options.faults or FAULTS
        if len([each for each in results.rounds(name) if not each.error]) <= number
    ]
    failed = [each for each in run(missing, results, options.side_by_side) if each.error] if missing else []
    if options.page:
        report.write(results)
    print(report.table(results))
    return 1 if failed else 0


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("faults", nargs="*", choices=[[], *FAULTS], metavar="FAULT", help=", ".join(FAULTS))
    parser.add_argument("--rounds", type=int, default=1, help="of each fault, including those that passed before")
    parser.add_argument(
        "--side-by-side", type=int, default=4, help="rounds at once (4); one of them may render or train"
    )
    parser.add_argument("--page", action="store_true", help="write the table into docs/reliability.md")
    return parser.parse_args()


def handle_signal(*_: object) -> None:
    raise KeyboardInterrupt


def run(faults: list[Fault], results: RoundResults, side_by_side: int) -> list[RoundResult]:
    """Provoke the faults, and print each round's result as it ends."""
    folder = Path(tempfile.mkdtemp(prefix="facestudy-faults-"))
    folder.chmod(0o711)
    runner = RoundRunner(create_template(folder / "prepared"), results)
    pool = ThreadPoolExecutor(side_by_side)
    try:
        tasks = [pool.submit(runner.run_round, fault, folder / str(number)) for number, fault in enumerate(faults)]
        return [print_result(task.result()) for task in as_completed(tasks)]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        results.closed = True
        runner.end_sites()
        shutil.rmtree(folder, ignore_errors=True)


def print_result(result: RoundResult) -> RoundResult:
    outcome = result.error.strip().splitlines()[-1] if result.error else "ok"
    print(f"{result.at}  {result.fault:22} {result.seconds:6.1f} s  {outcome}", flush=True)
    return result


class RoundRunner:
    """Runs rounds; only one at a time that renders or trains."""

    def __init__(self, template: SiteTemplate, results: RoundResults):
        self.template, self.results = template, results
        self.heavy = threading.Lock()
        self.sites: dict[Path, FaultSite] = {}

    def run_round(self, fault: Fault, folder: Path) -> RoundResult:
        """Run one round; any exception is its error."""
        if not fault.heavy:
            return self.results.write(fault.name, *self.provoke_fault(fault, folder))
        with self.heavy:
            wait_until_idle()
            return self.results.write(fault.name, *self.provoke_fault(fault, folder))

    def provoke_fault(self, fault: Fault, folder: Path) -> tuple[float, str]:
        """Return how long recovery took, and the error."""
        try:
            self.sites[folder] = FaultSite(folder, self.template, **fault.site_options)
            seconds = fault.provoke(self.sites[folder])
        except Exception:  # noqa: BLE001 - a round's error is recorded, and the next one runs
            keep_logs(folder, fault)
            return 0.0, traceback.format_exc()
        else:
            return seconds, "" if seconds <= fault.limit else f"took {seconds:.1f} s, more than {fault.limit:.0f} s"
        finally:
            if site := self.sites.pop(folder, None):
                site.end()

    def end_sites(self) -> None:
        """End all processes when the run is interrupted."""
        for site in list(self.sites.values()):
            site.end()


def wait_until_idle() -> None:
    """Wait (not for ever) while the machine is overloaded: limits in seconds mean nothing then."""
    deadline = time.monotonic() + MAX_IDLE_WAIT_SECONDS
    while os.getloadavg()[0] > MAX_LOAD_PER_CORE * len(os.sched_getaffinity(0)) and time.monotonic() < deadline:
        time.sleep(5)


def keep_logs(folder: Path, fault: Fault) -> None:
    """Keep the output of the processes."""
    target = Path("build/faults") / fault.name
    target.mkdir(parents=True, exist_ok=True)
    for log in folder.glob("state/*.out"):
        shutil.copy(log, target)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        # Without waiting for threads that wait for processes that are gone.
        os._exit(130)
