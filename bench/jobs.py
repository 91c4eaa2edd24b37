"""How long enqueueing takes, and the overhead of a job; `make bench` writes `docs/measured/jobs.md`.

Real workers on a separate site with the default settings, on files and SQLite and on a private Redis. The job is the
smallest one of the tests; its time includes row, message, claim and completion. Enqueueing was measured three times and
the minimum counts, since other work only adds to it; processor time is in brackets.
"""

import statistics
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.analysis import machine
from tests.faults.fault_site import FaultSite, SiteTemplate
from tests.faults.templates import create_sqlite_template

PAGE = Path(__file__).parents[1] / "docs/measured/jobs.md"
TIMES, MANY, ALONE, QUICK = 3, 1000, 40, {"parts": 1, "pause": 0.0, "size": 2}
GOALS = {"files": 1.5, "redis": 0.15}
TITLES = {"files": "files and SQLite (a laptop)", "redis": "Redis and SQLite"}
ENQUEUE = """
import time
from django.db import transaction
from evalsite.jobs.queue import enqueue
first, spec = {first}, {spec!r}
enqueue("write", spec | {{"number": first}})
begun, computing = time.monotonic(), time.process_time()
{together}
    for number in range(first + 1, first + 1 + {count}):
        enqueue("write", spec | {{"number": number}})
print(time.monotonic() - begun, time.process_time() - computing)
"""
ALONE_EACH = """
import time
from evalsite.jobs.models import Job
from evalsite.jobs.queue import enqueue
for number in range({first}, {first} + {count}):
    begun = time.monotonic()
    job = enqueue("write", {spec!r} | {{"number": number}})
    while Job.objects.get(pk=job.pk).state != "done":
        time.sleep(0.002)
    print(time.monotonic() - begun)
    time.sleep(0.05)
"""


@dataclass(frozen=True)
class Measured:
    """Seconds for a thousand jobs asked for in one transaction, for as many one by one, and for each of some alone."""

    together: tuple[float, ...]
    apart: tuple[float, ...]
    alone: list[float]


def main() -> None:
    """Measure on both brokers, print the page and write it."""
    with tempfile.TemporaryDirectory(prefix="facestudy-bench-") as folder:
        template = create_sqlite_template(Path(folder) / "template")
        found = {broker: measured(Path(folder) / broker, template, broker) for broker in GOALS}
    page = written(found)
    PAGE.write_text(page, encoding="utf-8")
    print(page)  # noqa: T201 - what the command is for


def measured(folder: Path, template: SiteTemplate, broker: str) -> Measured:
    """Measure on one broker: first the asking, without a worker, then job by job with one."""
    asked = FaultSite(folder / "asked", template, broker=broker)
    spec = QUICK | {"log": str(asked.log)}
    together = enqueued(asked, spec, 0, "with transaction.atomic():")
    apart = enqueued(asked, spec, 10 * MANY, "if True:")
    asked.end()
    site = FaultSite(folder / "alone", template, broker=broker)
    try:
        site.worker()
        site.enqueue_writes(3)
        site.wait_for_state("done", 60)
        said = site.python(ALONE_EACH.format(first=10, count=ALONE, spec=QUICK | {"log": str(site.log)}))
    finally:
        site.end()
    return Measured(together, apart, [float(line) for line in said.split()])


def enqueued(site: FaultSite, spec: dict[str, object], first: int, together: str) -> tuple[float, ...]:
    """Return seconds and processor seconds for many jobs; the first message, which loads Celery, came before."""
    starts = range(first, first + TIMES * (MANY + 1), MANY + 1)
    scripts = [ENQUEUE.format(first=start, spec=spec, count=MANY, together=together) for start in starts]
    return min(tuple(map(float, site.python(script).split())) for script in scripts)


def written(found: dict[str, Measured]) -> str:
    """Return the page."""
    head = ["| broker, database | 1,000 jobs at once | one by one | goal | an empty job: median | worst | goal |"]
    rows = [row(TITLES[broker], each, GOALS[broker]) for broker, each in found.items()]
    title = "# Overhead of jobs\n\n" + (__doc__ or "").replace("; `make bench` writes `docs/measured/jobs.md`", "")
    return "\n".join([title, machine().partition(";")[0] + ".", "", *head, "|---|---|---|---|---|---|---|", *rows, ""])


def row(title: str, each: Measured, goal: float) -> str:
    """Return a row of the page; what misses its goal says so."""
    median = statistics.median(each.alone)
    together, apart = (f"{wall:.2f} s ({computing:.2f} s)" for wall, computing in (each.together, each.apart))
    asked = f"{together} | {apart} | ≤ 2 s{missed(each.together[0], 2)}"
    alone = f"{1000 * median:.0f} ms | {1000 * max(each.alone):.0f} ms | ≤ {1000 * goal:.0f} ms{missed(median, goal)}"
    return f"| {title} | {asked} | {alone} |"


def missed(value: float, goal: float) -> str:
    """Return a word where a goal was missed."""
    return " **missed**" if value > goal else ""


if __name__ == "__main__":
    sys.exit(main())
