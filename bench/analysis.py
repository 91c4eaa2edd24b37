"""The speed of the analysis compared with R and statsmodels: `make bench` writes `docs/measured/analysis.md`.

Both programs run alternately on the same machine, and the shortest time of each counts, since other work only adds
to it.
"""

import csv
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.bundle import BundleContext, bundle_files, pack_bundle
from analysis.models.clmm import fit_ordinal_model
from analysis.models.kenward_roger import kenward_roger
from analysis.models.lmm import INTERCEPT_TERMS, MAXIMAL_TERMS, MixedModelFit, fit_mixed_model
from analysis.models.satterthwaite import omnibus_test
from analysis.pipeline import analyse
from analysis.plan import Plan, parse_plan
from analysis.power.power_analysis import StudySize, TargetEffect
from analysis.power.study_simulation import simulate_studies
from analysis.power.variances import VarianceComponents
from analysis.ratings import Ratings
from bench.tables import ratings

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/measured/analysis.md"


@dataclass(frozen=True)
class Benchmark:
    """A computation in both programs, its table and rounds; `goal` is the largest share of the peer's time."""

    name: str
    peer: str
    table: str
    ours: Callable[[Ratings], object]
    rounds: int
    goal: float


def lmm_with_f_test(terms: tuple[str, ...]) -> Callable[[Ratings], object]:
    """Return a function that fits the model with these terms and tests the conditions."""

    def fit_and_test(table: Ratings) -> object:
        model = fit_mixed_model(table, terms)
        assert isinstance(model, MixedModelFit)  # noqa: S101
        return omnibus_test(model)

    return fit_and_test


def lmm_with_kenward_roger(table: Ratings) -> object:
    """Fit the maximal model and compute the Kenward-Roger adjustment."""
    model = fit_mixed_model(table)
    assert isinstance(model, MixedModelFit)  # noqa: S101
    return kenward_roger(table, model)


TABLES = {"1,000": (20, 10, 5), "16,000": (400, 10, 4), "160,000": (2000, 20, 4)}
BENCHMARKS = (
    Benchmark(
        "mixed model, intercepts: fit and F", "lmertest_intercepts", "1,000", lmm_with_f_test(INTERCEPT_TERMS), 7, 1 / 5
    ),
    Benchmark("mixed model, all terms: fit and F", "lmertest_full", "1,000", lmm_with_f_test(MAXIMAL_TERMS), 7, 1 / 5),
    Benchmark("mixed model, all terms: fit", "lme4_full", "16,000", fit_mixed_model, 3, 1 / 20),
    Benchmark(
        "mixed model, intercepts: fit and F",
        "lmertest_intercepts",
        "160,000",
        lmm_with_f_test(INTERCEPT_TERMS),
        5,
        1 / 100,
    ),
    Benchmark("Kenward-Roger, all terms: fit and F", "kenward_roger", "1,000", lmm_with_kenward_roger, 2, 1 / 20),
    Benchmark(
        "ordinal model, intercepts: fit and test",
        "clmm_intercepts",
        "1,000",
        lambda t: fit_ordinal_model(t, INTERCEPT_TERMS),
        2,
        1 / 100,
    ),
)


def main() -> None:
    """Run all benchmarks, print the page and write it."""
    lines = ["| what | ratings | ours | peer | ratio | goal |", "|---|---|---|---|---|---|"]
    with TemporaryDirectory() as folder:
        lines += compare_with_r(Path(folder)) if shutil.which("Rscript") else ["| R is not installed | | | | | |"]
    lines += compare_with_statsmodels()
    lines += ["", *measure_without_peer()]
    page = "\n".join(
        [
            __doc__.partition("\n")[0].replace(": `make bench` writes `docs/measured/analysis.md`", ""),
            "",
            describe_machine(),
            "",
            *lines,
            "",
        ]
    )
    PAGE.write_text("# Speed of the analysis\n\n" + page, encoding="utf-8")
    print(page)  # noqa: T201 - what the command is for


def compare_with_r(folder: Path) -> list[str]:
    """Return a row per benchmark with R's time; both programs run alternately."""
    tables = {name: ratings(*size) for name, size in TABLES.items()}
    files = {name: write_csv_for_r(table, folder / f"{len(table)}.csv") for name, table in tables.items()}
    with subprocess.Popen(
        ["Rscript", str(ROOT / "bench/peers.R")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def peer(benchmark: Benchmark) -> float:
            assert process.stdin  # noqa: S101
            assert process.stdout  # noqa: S101
            print(benchmark.peer, files[benchmark.table], file=process.stdin, flush=True)
            return float(process.stdout.readline())

        rows = [
            format_row(
                benchmark,
                *fastest_alternating_runs(
                    lambda benchmark=benchmark: benchmark.ours(tables[benchmark.table]),
                    lambda benchmark=benchmark: peer(benchmark),
                    benchmark.rounds,
                ),
            )
            for benchmark in BENCHMARKS
        ]
        assert process.stdin  # noqa: S101
        process.stdin.close()
    return rows


def compare_with_statsmodels() -> list[str]:
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

    benchmark = Benchmark(
        "mixed model, intercepts; statsmodels' fit has no F",
        "statsmodels",
        "1,000",
        lmm_with_f_test(INTERCEPT_TERMS),
        20,
        1 / 20,
    )
    return [format_row(benchmark, *fastest_alternating_runs(lambda: benchmark.ours(table), peer, benchmark.rounds))]


def measure_without_peer() -> list[str]:
    """Return what is measured without a peer."""
    target, plan = TargetEffect(0.5, (1.0, -1.0), 0.05, 0.5), parse_plan({}, source="bench")
    report_seconds = min(elapsed_seconds(lambda: analyse(ratings(20, 10, 5, questions=3), plan)) for _ in range(3))
    study = StudySize(20, 10, 5, 50)
    simulation_seconds = elapsed_seconds(
        lambda: simulate_studies(study, VarianceComponents(), target, scale=(1, 10), studies=5000, seed=1)
    )
    rows = [
        f"- Every number of the report, 3 questions × 1,000 ratings: {report_seconds:.2f} s (goal 1.5 s)",
        f"- Power: 10,000 simulated maximal models: {simulation_seconds:.1f} s (goal 60 s)",
        *measure_wide_studies(plan),
    ]
    if "--large" in sys.argv:
        large = ratings(4000, 50, 5)
        seconds = elapsed_seconds(lambda: analyse(large, plan))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        rows.append(
            f"- Every number, 1,000,000 ratings: {seconds:.0f} s (goal 60 s), at most {memory:.1f} GiB (goal 2)"
        )
    return rows


def measure_wide_studies(plan: Plan) -> list[str]:
    """Return what studies with many conditions, or with many raters and clips, take."""
    conditions = ratings(20, 6, 40)
    numbers = elapsed_seconds(lambda: analyse(conditions, plan))
    rows = [f"- Every number, 40 conditions × 20 raters × 6 clips, 780 pairs: {numbers:.1f} s (goal 10 s)"]
    for table, name, goal in (
        (ratings(206, 109, 1, questions=4), "206 raters × 109 clips, 1 condition, 4 questions", 120),
        (ratings(20, 10, 20, questions=3), "20 conditions × 20 raters × 10 clips, 3 questions", 60),
    ):
        seconds = elapsed_seconds(partial(write_bundle, table, plan))
        rows.append(f"- Report and bundle with all figures, {name}: {seconds:.0f} s (goal {goal} s)")
    return rows


def write_bundle(table: Ratings, plan: Plan) -> bytes:
    """Analyse the ratings and return their bundle."""
    results = json.loads(analyse(table, plan).to_json())
    return pack_bundle(bundle_files(table, results, BundleContext(title="bench", plan=plan)))


def fastest_alternating_runs(ours: Callable[[], object], peer: Callable[[], float], rounds: int) -> tuple[float, float]:
    """Return the shortest time of each in seconds; they run alternately."""
    rounds_of_both = [(elapsed_seconds(ours), peer()) for _ in range(rounds)]
    our_seconds, peer_seconds = (min(times) for times in zip(*rounds_of_both, strict=True))
    return our_seconds, peer_seconds


def elapsed_seconds(function: Callable[[], object]) -> float:
    """Return how many seconds a call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def format_row(benchmark: Benchmark, our_seconds: float, peer_seconds: float) -> str:
    """Return a row of the page."""
    ratio = peer_seconds / our_seconds
    missed = "" if ratio >= 1 / benchmark.goal else " **missed**"
    peer = benchmark.peer.partition("_")[0]
    times = f"{1000 * our_seconds:.1f} ms | {peer} {1000 * peer_seconds:.0f} ms"
    return f"| {benchmark.name} | {benchmark.table} | {times} | 1/{ratio:.1f} | ≤ 1/{1 / benchmark.goal:.0f}{missed} |"


def write_csv_for_r(table: Ratings, path: Path) -> Path:
    """Write ratings as CSV with labels in place of codes, and return the path."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["rater", "clip", "condition", "rating"])
        writer.writerows(zip(table.rater, table.clip, table.condition, table.rating.astype(int), strict=True))
    text = path.read_text().splitlines()
    rows = (line.split(",") for line in text[1:])
    labelled = (f"r{rater},k{clip},c{condition},{rating}" for rater, clip, condition, rating in rows)
    path.write_text("\n".join([text[0], *labelled]) + "\n")
    return path


def describe_machine() -> str:
    """Describe processor, Python and load; with a load well above that of the benchmark, short times are unreliable."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = info.read_text().splitlines()
        processor = next((line.split(": ")[1] for line in lines if line.startswith("model name")), processor)
    system = f"{processor}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"Measured on {system}, load {os.getloadavg()[2]:.1f}; ratios are ours over the peer's."


if __name__ == "__main__":
    main()
