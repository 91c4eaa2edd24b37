"""Everything a reader needs to check a study, in one zip that has the same bytes each time."""

import hashlib
import io
import json
import platform
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from analysis.csv_format import format_csv
from analysis.objective_scores import ObjectiveScore, format_objective_csv
from analysis.plan import Plan
from analysis.ratings import Ratings
from analysis.ratings_csv import format_codebook_csv, format_ratings_csv
from analysis.report.files import Files, report_files, results_json
from face.progress import ProgressCallback, no_progress

Row = Mapping[str, Any]

MANIFEST: Final = "MANIFEST"
SCRIPTS: Final = Path(__file__).parent / "report" / "scripts"
LIBRARIES: Final = ("matplotlib", "numpy", "scipy")
OLDEST: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip can hold, since a true one would change the bytes."""
REASONS: Final = {
    "constant": "gave the number {value:g} to everything",
    "minimum_share": "gave {value:.0%} of the most ratings that any rater gave",
    "alike": "gave all regions of each of {value:g} showings one number",
    "longest_run": "gave one number in an unbroken series over {value:.0%} of a region's ratings",
    "minimum_seconds": "took {value:g} s per rating (median)",
}
CHECK: Final = "failed the check {rule}"


@dataclass(frozen=True, kw_only=True)
class BundleContext:
    """What is known beside ratings and results.

    Attributes
    ----------
    order
        The conditions as figures and tables list them; left empty, as the results do.
    plan
        As somebody wrote it; None if it was inferred from the ratings.
    simulated
        The raters that are scripts.
    objective
        What measures say of the videos.
    beside
        Further files by their path, such as the study's document and the digests of its videos.
    """

    title: str
    order: Sequence[str] = ()
    plan: Plan | None = None
    simulated: Collection[str] = ()
    objective: Sequence[ObjectiveScore] = ()
    beside: Files = field(default_factory=dict)


def bundle_files(
    ratings: Ratings, results: Row, study: BundleContext, progress: ProgressCallback = no_progress
) -> Files:
    """Return the bundle's files by path; `results` is the content of results.json."""
    made = report_files(results, title=study.title, order=study.order, progress=progress)
    texts = {
        "README.txt": _readme(results, study),
        "ratings.csv": format_ratings_csv(ratings, simulated=study.simulated),
        "codebook.csv": format_codebook_csv(),
        "exclusions.csv": format_exclusions_csv(results),
        "weights.csv": _weights(results),
        "plan.json": _json(_plan(results, study.plan)),
        "bundle.json": _json({"title": study.title, "order": list(study.order), "versions": _versions(results)}),
        **{path.name: path.read_text(encoding="utf-8") for path in SCRIPTS.iterdir() if path.is_file()},
    }
    if study.objective:
        texts["objective.csv"] = format_objective_csv(study.objective)
    every = {name: text.encode() for name, text in texts.items()} | {"results.json": results_json(results)}
    every |= made | study.beside
    return every | {MANIFEST: format_manifest(every).encode()}


def format_manifest(files: Files) -> str:
    """Return the digests as `sha256sum -c` reads them."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))


def pack_bundle(files: Files) -> bytes:
    """Return the zip: sorted, without times, owners or anything else that changes."""
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, OLDEST)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return packed.getvalue()


def format_exclusions_csv(results: Row) -> str:
    """Write which raters a rule noticed, whether they were left out, and why."""
    head = {"rater": "", "rule": "", "value": "", "excluded": "", "reason": ""}
    rows = [
        {**row, "excluded": int(row["excluded"]), "reason": REASONS.get(row["rule"], CHECK).format(**row)}
        for row in results["screening"]
    ]
    return format_csv(rows) if rows else format_csv([head]).partition("\n")[0] + "\n"


def _plan(results: Row, plan: Plan | None) -> dict[str, Any]:
    """Return the plan in full, and what of it was written: only from that can the data deviate."""
    written = None if plan is None else plan.model_dump(mode="json", exclude_unset=True)
    return {"sha256": results["plan_sha256"], "plan": results["plan"], "written": written}


def _weights(results: Row) -> str:
    rows = [
        {"contrast": name, "condition": condition, "weight": weight}
        for name, weights in results["plan"]["analysis"]["contrasts"].items()
        for condition, weight in weights.items()
    ]
    return format_csv(rows) if rows else "contrast,condition,weight\n"


def _versions(results: Row) -> dict[str, str]:
    found = {name: version(name) for name in LIBRARIES}
    return {"program": results["program"], "python": platform.python_version()} | found


def _json(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _readme(results: Row, study: BundleContext) -> str:
    simulated = "THE RATINGS ARE SIMULATED: they come from scripted participants.\n\n" if results["simulated"] else ""
    return f"""{study.title}

{simulated}report.html      the results on one page; needs no network
methods.txt      method and results in words, for a paper
results.json     every number
tables/          the numbers as CSV, the main tables as LaTeX (booktabs)
figures/         SVG and PDF, the data behind each as CSV
ratings.csv      the ratings, by pseudonym; codebook.csv says what each column means
objective.csv    what measures say of the videos, where that is known
exclusions.csv   raters whom a rule noticed, and which were left out
plan.json        what was decided beforehand, with its SHA-256; weights.csv are its contrasts
bundle.json      what this was made with
analysis.R       recomputes the main numbers with lme4 and lmerTest
analysis.py      recomputes them with numpy and scipy alone
MANIFEST         SHA-256 of every file; `sha256sum -c MANIFEST` checks them

`python -m analysis verify BUNDLE.zip` checks the digests, analyses the ratings again and compares.
"""
