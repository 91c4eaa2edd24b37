"""The speed of the analysis compared with R and statsmodels: `make bench` writes `docs/measured/analysis.md`.

Both programs take turns on the same machine and the least time of each counts, since other work only adds to it.
"""

import csv
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.models.clmm import fit_ordinal_model
from analysis.models.kenward_roger import kenward_roger
from analysis.models.lmm import INTERCEPT_TERMS, MAXIMAL_TERMS, MixedModelFit, fit_mixed_model
from analysis.models.satterthwaite import omnibus_test
from analysis.pipeline import analyse
from analysis.plan import parse_plan
from analysis.power.power_analysis import StudySize, TargetEffect, VarianceComponents
from analysis.power.study_simulation import simulate_studies
from analysis.ratings import Ratings
from bench.tables import ratings

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/measured/analysis.md"


@dataclass(frozen=True)
class Job:
    """What both programs do, on which table, how often, and which share of the peer's time is the goal."""

    name: str
    peer: str
    table: str
    ours: Callable[[Ratings], object]
    rounds: int
    goal: float


def lmm(terms: tuple[str, ...]) -> Callable[[Ratings], object]:
    """Return fit and F test of the model with these terms."""

    def work(table: Ratings) -> object:
        model = fit_mixed_model(table, terms)
        assert isinstance(model, MixedModelFit)  # noqa: S101
        return omnibus_test(model)

    return work


def adjusted(table: Ratings) -> object:
    """Fit, and test by Kenward and Roger."""
    model = fit_mixed_model(table)
    assert isinstance(model, MixedModelFit)  # noqa: S101
    return kenward_roger(table, model)


TABLES = {"1,000": (20, 10, 5), "16,000": (400, 10, 4), "160,000": (2000, 20, 4)}
JOBS = (
    Job("mixed model, intercepts: fit and F", "lmertest_intercepts", "1,000", lmm(INTERCEPT_TERMS), 7, 1 / 5),
    Job("mixed model, all terms: fit and F", "lmertest_full", "1,000", lmm(MAXIMAL_TERMS), 7, 1 / 5),
    Job("mixed model, all terms: fit", "lme4_full", "16,000", fit_mixed_model, 3, 1 / 20),
    Job("mixed model, intercepts: fit and F", "lmertest_intercepts", "160,000", lmm(INTERCEPT_TERMS), 5, 1 / 100),
    Job("Kenward-Roger, all terms: fit and F", "kenward_roger", "1,000", adjusted, 2, 1 / 20),
    Job(
        "ordinal model, intercepts: fit and test",
        "clmm_intercepts",
        "1,000",
        lambda t: fit_ordinal_model(t, INTERCEPT_TERMS),
        2,
        1 / 100,
    ),
)


def main() -> None:
    """Measure all, print the table and write the page."""
    lines = ["| what | ratings | ours | peer | ratio | goal |", "|---|---|---|---|---|---|"]
    with TemporaryDirectory() as folder:
        lines += beside_r(Path(folder)) if shutil.which("Rscript") else ["| R is not installed | | | | | |"]
    lines += beside_statsmodels()
    lines += ["", *alone()]
    page = "\n".join(
        [
            __doc__.partition("\n")[0].replace(": `make bench` writes `docs/measured/analysis.md`", ""),
            "",
            machine(),
            "",
            *lines,
            "",
        ]
    )
    PAGE.write_text("# Speed of the analysis\n\n" + page, encoding="utf-8")
    print(page)  # noqa: T201 - what the command is for


def beside_r(folder: Path) -> list[str]:
    """Return a row per job with R's time; both run alternately."""
    found = {name: ratings(*size) for name, size in TABLES.items()}
    files = {name: write(table, folder / f"{len(table)}.csv") for name, table in found.items()}
    with subprocess.Popen(
        ["Rscript", str(ROOT / "bench/peers.R")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def peer(job: Job) -> float:
            assert process.stdin  # noqa: S101
            assert process.stdout  # noqa: S101
            print(job.peer, files[job.table], file=process.stdin, flush=True)
            return float(process.stdout.readline())

        rows = [
            row(job, *turns(lambda job=job: job.ours(found[job.table]), lambda job=job: peer(job), job.rounds))
            for job in JOBS
        ]
        assert process.stdin  # noqa: S101
        process.stdin.close()
    return rows


def beside_statsmodels() -> list[str]:
    """Return the row of statsmodels' fit of the intercepts, if it is installed."""
    if not find_spec("statsmodels"):
        return ["| statsmodels is not installed | | | | | |"]
    import pandas as pd  # noqa: PLC0415
    from statsmodels.regression.mixed_linear_model import MixedLM  # noqa: PLC0415

    table = ratings(*TABLES["1,000"])
    frame = pd.DataFrame({name: getattr(table, name) for name in ("rater", "clip", "condition", "rating")})
    frame["one"] = 1

    def peer() -> float:
        start = time.perf_counter()
        parts = {"rater": "0 + C(rater)", "clip": "0 + C(clip)"}
        MixedLM.from_formula("rating ~ C(condition)", groups="one", vc_formula=parts, re_formula="0", data=frame).fit()
        return time.perf_counter() - start

    job = Job(
        "mixed model, intercepts; statsmodels' fit has no F", "statsmodels", "1,000", lmm(INTERCEPT_TERMS), 20, 1 / 20
    )
    return [row(job, *turns(lambda: job.ours(table), peer, job.rounds))]


def alone() -> list[str]:
    """Return what is measured without a peer."""
    question, plan = TargetEffect(0.5, 2.0, 0.05, 0.5), parse_plan({}, source="bench")
    report = min(clocked(lambda: analyse(ratings(20, 10, 5, regions=3), plan)) for _ in range(3))
    study = StudySize(20, 10, 5, 50)
    models = clocked(
        lambda: simulate_studies(study, VarianceComponents(), question, scale=(1, 10), studies=5000, seed=1)
    )
    rows = [
        f"- Every number of the report, 3 regions × 1,000 ratings: {report:.2f} s (goal 1.5 s)",
        f"- Power: 10,000 simulated maximal models: {models:.1f} s (goal 60 s)",
    ]
    if "--large" in sys.argv:
        large = ratings(4000, 50, 5)
        seconds = clocked(lambda: analyse(large, plan))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        rows.append(
            f"- Every number, 1,000,000 ratings: {seconds:.0f} s (goal 60 s), at most {memory:.1f} GiB (goal 2)"
        )
    return rows


def turns(ours: Callable[[], object], peer: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Return the least seconds of both, measured in turns."""
    pairs = [(clocked(ours), peer()) for _ in range(rounds)]
    mine, theirs = (min(times) for times in zip(*pairs, strict=True))
    return mine, theirs


def clocked(work: Callable[[], object]) -> float:
    """Return how many seconds the work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def row(job: Job, mine: float, theirs: float) -> str:
    """Return a row of the page."""
    ratio = theirs / mine
    held = "" if ratio >= 1 / job.goal else " **missed**"
    name = job.peer.partition("_")[0]
    times = f"{1000 * mine:.1f} ms | {name} {1000 * theirs:.0f} ms"
    return f"| {job.name} | {job.table} | {times} | 1/{ratio:.1f} | ≤ 1/{1 / job.goal:.0f}{held} |"


def write(table: Ratings, path: Path) -> Path:
    """Write a table for R."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["rater", "clip", "condition", "rating"])
        writer.writerows(zip(table.rater, table.clip, table.condition, table.rating.astype(int), strict=True))
    text = path.read_text().splitlines()
    rows = (line.split(",") for line in text[1:])
    path.write_text("\n".join([text[0], *(f"r{a},k{b},c{c},{y}" for a, b, c, y in rows)]) + "\n")
    return path


def machine() -> str:
    """Name the machine, and how busy it was: a load well above that of the measuring itself spoils small numbers."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        name = next((line.split(": ")[1] for line in lines if line.startswith("model name")), name)
    cores = f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"Measured on {cores}, load {os.getloadavg()[2]:.1f}; ratios are ours over the peer's."


if __name__ == "__main__":
    main()
