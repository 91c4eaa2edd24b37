"""The table of rounds in docs/reliability.md, written by the command that ran them."""

import os
import statistics
from pathlib import Path

from tests.faults.fault import FAULTS, Fault
from tests.faults.round_results import RoundResult, RoundResults

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- rounds: written by make test-faults -->\n", "<!-- end of rounds -->\n"


def write(results: RoundResults, page: Path = PAGE) -> None:
    """Put the table between its marks."""
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(before + BEGIN + table(results) + END + after)


def table(results: RoundResults) -> str:
    """Return the table, a row for each fault, and under what circumstances it was made."""
    head = "| fault | rounds passed | median | worst | limit |\n|---|---|---|---|---|\n"
    rows = "".join(row(fault, results.rounds(fault.name)) for fault in FAULTS.values())
    return f"\n{head}{rows}\n{circumstances(results.rounds())}\n\n"


def row(fault: Fault, rounds: list[RoundResult]) -> str:
    """Return a fault's row; times are those of all rounds that recovered, too late ones among them."""
    passed = sum(not each.error for each in rounds)
    times = [each.seconds for each in rounds if each.seconds]
    shown = f"{statistics.median(times):.0f} s | {max(times):.0f} s" if times else "– | –"
    return f"| {fault.title} | {passed} of {len(rounds)} | {shown} | {fault.limit:.0f} s |\n"


def circumstances(rounds: list[RoundResult]) -> str:
    if not rounds:
        return "No rounds were run."
    loads = [each.load for each in rounds]
    when = f"{min(each.at for each in rounds)} to {max(each.at for each in rounds)} UTC"
    cores = len(os.sched_getaffinity(0))
    load = f"load {min(loads)} to {max(loads)}, median {statistics.median(loads):.1f}"
    return f"{len(rounds)} rounds, {when}, {cores} cores, {load}."
