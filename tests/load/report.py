"""docs/measured/load.md: one line per run, the machine named."""

import os
import platform
import re
from pathlib import Path

from tests.load.load_site import Results

PAGE = Path(__file__).parents[2] / "docs" / "measured" / "load.md"
HEAD = """\
# The site under load

Measured by `make test-load`: participants take part at the same time, 20 clips of one second each, with the real
verification of playback and the whole program (gunicorn with 2 × 8 threads and keep-alive 75 s, as `manage.py up` runs
it). They are simulated by a separate process on the same machine. Video downloads are not included. An answer's time is
that of its POST, as the browser sees it; "resent" counts requests that had to be sent again. The processor time per
answer (page, start of the video and answer together) tells what a machine can do, however busy it was: two cores have
2,000 ms a second, for the site, the database and, here, the participants.

| what | answers | answers/s | p50 | p95 | p99 | resent | processor time per answer | goal | machine |
|---|---|---|---|---|---|---|---|---|---|
"""


def add(what: str, results: Results, busy: dict[str, float], *, goal: str) -> None:
    """Write a run's line in place of its last one."""
    kept = [line for line in _lines() if _kind(line) != _kind(f"| {what} |")]
    times = " | ".join(f"{value:.0f} ms" for value in (results.p50, results.p95, results.p99))
    counts = f"{results.answers:,} | {results.per_second:.0f}"
    each = ", ".join(f"{who} {seconds / results.answers * 1000:.1f} ms" for who, seconds in busy.items())
    kept.append(f"| {what} | {counts} | {times} | {results.again} | {each} | {goal} | {_machine()} |")
    PAGE.write_text(HEAD + "\n".join(kept) + "\n", encoding="utf-8")


def _kind(line: str) -> str:
    """Return what a line is about, however many took part."""
    return re.sub(r"[\d,]+", "N", line.split(" |", maxsplit=1)[0])


def _lines() -> list[str]:
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    return rows[1:]


def _machine() -> str:
    model = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    return f"{model.partition(': ')[2] or platform.machine()}, {cores} cores, load {load:.1f}"
