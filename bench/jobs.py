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

from bench.analysis import describe_machine
from tests.faults.fault_site import FaultSite, SiteTemplate
from tests.faults.templates import create_sqlite_template

PAGE = Path(__file__).parents[1] / "docs/measured/jobs.md"
ROUNDS, JOB_COUNT, SINGLE_JOB_COUNT = 3, 1000, 40
SMALL_JOB = {"parts": 1, "pause": 0.0, "size": 2}
GOALS = {"files": 1.5, "redis": 0.15}
TITLES = {"files": "files and SQLite (a laptop)", "redis": "Redis and SQLite"}
ENQUEUE = """
import time
from django.db import transaction
from evalsite.jobs.queue import enqueue
first, spec = {first}, {spec!r}
enqueue("write", spec | {{"number": first}})
started, processor_started = time.monotonic(), time.process_time()
{block}
    for number in range(first + 1, first + 1 + {count}):
        enqueue("write", spec | {{"number": number}})
print(time.monotonic() - started, time.process_time() - processor_started)
"""
RUN_ONE_BY_ONE = """
import time
from evalsite.jobs.models import Job
from evalsite.jobs.queue import enqueue
for number in range({first}, {first} + {count}):
    started = time.monotonic()
    job = enqueue("write", {spec!r} | {{"number": number}})
    while Job.objects.get(pk=job.pk).state != "done":
        time.sleep(0.002)
    print(time.monotonic() - started)
    time.sleep(0.05)
"""


@dataclass(frozen=True)
class Timings:
    """Elapsed and processor seconds for enqueueing a thousand jobs, and the elapsed seconds of each single job."""

    one_transaction: tuple[float, ...]
    separate_transactions: tuple[float, ...]
    single_jobs: list[float]


def main() -> None:
    """Measure on both brokers, print the page and write it."""
    with tempfile.TemporaryDirectory(prefix="facestudy-bench-") as folder:
        template = create_sqlite_template(Path(folder) / "template")
        timings = {broker: measure(Path(folder) / broker, template, broker) for broker in GOALS}
    page = format_page(timings)
    PAGE.write_text(page, encoding="utf-8")
    print(page)  # noqa: T201 - what the command is for


def measure(folder: Path, template: SiteTemplate, broker: str) -> Timings:
    """Measure with one broker: enqueueing without a worker, then single jobs with one."""
    site = FaultSite(folder / "enqueue", template, broker=broker)
    spec = SMALL_JOB | {"log": str(site.log)}
    one_transaction = time_enqueueing(site, spec, 0, "with transaction.atomic():")
    separate_transactions = time_enqueueing(site, spec, 10 * JOB_COUNT, "if True:")
    site.end()
    site = FaultSite(folder / "single", template, broker=broker)
    try:
        site.worker()
        site.enqueue_writes(3)
        site.wait_for_state("done", 60)
        output = site.python(
            RUN_ONE_BY_ONE.format(first=10, count=SINGLE_JOB_COUNT, spec=SMALL_JOB | {"log": str(site.log)})
        )
    finally:
        site.end()
    return Timings(one_transaction, separate_transactions, [float(line) for line in output.split()])


def time_enqueueing(site: FaultSite, spec: dict[str, object], first: int, block: str) -> tuple[float, ...]:
    """Return elapsed and processor seconds for enqueueing jobs; a first message has loaded Celery before."""
    starts = range(first, first + ROUNDS * (JOB_COUNT + 1), JOB_COUNT + 1)
    scripts = [ENQUEUE.format(first=start, spec=spec, count=JOB_COUNT, block=block) for start in starts]
    return min(tuple(map(float, site.python(script).split())) for script in scripts)


def format_page(timings: dict[str, Timings]) -> str:
    """Return the page."""
    head = ["| broker, database | 1,000 jobs at once | one by one | goal | an empty job: median | worst | goal |"]
    rows = [format_row(TITLES[broker], timings[broker], GOALS[broker]) for broker in timings]
    title = "# Overhead of jobs\n\n" + (__doc__ or "").replace("; `make bench` writes `docs/measured/jobs.md`", "")
    return "\n".join(
        [title, describe_machine().partition(";")[0] + ".", "", *head, "|---|---|---|---|---|---|---|", *rows, ""]
    )


def format_row(title: str, timings: Timings, goal: float) -> str:
    """Return a row of the page; missed goals are marked."""
    median, worst = statistics.median(timings.single_jobs), max(timings.single_jobs)
    one_transaction, separate_transactions = (
        f"{elapsed:.2f} s ({processor:.2f} s)"
        for elapsed, processor in (timings.one_transaction, timings.separate_transactions)
    )
    enqueueing = f"{one_transaction} | {separate_transactions} | ≤ 2 s{missed_mark(timings.one_transaction[0], 2)}"
    single = f"{1000 * median:.0f} ms | {1000 * worst:.0f} ms | ≤ {1000 * goal:.0f} ms{missed_mark(median, goal)}"
    return f"| {title} | {enqueueing} | {single} |"


def missed_mark(value: float, goal: float) -> str:
    """Return a mark if the goal is missed."""
    return " **missed**" if value > goal else ""


if __name__ == "__main__":
    sys.exit(main())
