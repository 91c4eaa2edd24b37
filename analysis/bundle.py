"""The bundle: everything a reader needs to check a study, in one reproducible zip."""

import hashlib
import io
import json
import platform
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from analysis.codebook import format_codebook_csv
from analysis.csv_format import format_csv
from analysis.json_types import JsonObject
from analysis.objective_scores import ObjectiveScore, format_objective_csv
from analysis.plan import Plan
from analysis.playback_csv import TrialPlayback, format_playback_csv
from analysis.preregistration.seal import SealedPreregistration
from analysis.ratings import Ratings
from analysis.ratings_csv import format_ratings_csv
from analysis.report.files import Files, report_files, results_json
from face.progress import ProgressCallback, no_progress

MANIFEST: Final = "MANIFEST"
PREREGISTRATION: Final = "preregistration.md"
SCRIPT_FOLDER: Final = Path(__file__).parent / "report" / "scripts"
LIBRARIES: Final = ("matplotlib", "numpy", "scipy")
ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold; the true time would change the bytes."""
EXCLUSION_REASONS: Final = {
    "constant": "gave the number {value:g} to everything",
    "minimum_share": "gave {value:.0%} of the most ratings that any rater gave",
    "alike": "answered all questions of each of {value:g} presentations with one number",
    "longest_run": "gave one number in an unbroken series over {value:.0%} of a question's ratings",
    "minimum_seconds": "took {value:g} s per rating (median)",
}
CHECK_REASON: Final = "failed the check {rule}"


@dataclass(frozen=True, kw_only=True)
class BundleContext:
    """What a bundle contains besides ratings and results.

    Attributes
    ----------
    title
        The heading of the report.
    order
        The conditions in the order of figures and tables; others follow in the order of the planned contrasts.
    plan
        The plan as it was written; None if it was inferred from the ratings.
    simulated
        The raters that are scripts.
    objective
        Objective scores of the stimuli.
    preregistration
        What was sealed before the data were collected.
    playback
        How the videos of the trials played; empty if no record was kept.
    extra_files
        Further files by their path, such as the study document and the digests of its videos.
    """

    title: str
    order: Sequence[str] = ()
    plan: Plan | None = None
    simulated: Collection[str] = ()
    objective: Sequence[ObjectiveScore] = ()
    preregistration: SealedPreregistration | None = None
    playback: Sequence[TrialPlayback] = ()
    extra_files: Files = field(default_factory=dict)


def bundle_files(
    ratings: Ratings, results: JsonObject, context: BundleContext, progress: ProgressCallback = no_progress
) -> Files:
    """Return the bundle's files by path; `results` is the content of results.json."""
    report = report_files(results, title=context.title, order=context.order, progress=progress)
    texts = {
        "README.txt": _readme(results, context),
        "ratings.csv": format_ratings_csv(ratings, simulated=context.simulated),
        "exclusions.csv": format_exclusions_csv(results),
        "weights.csv": _format_weights_csv(results),
        "plan.json": _format_json(_plan_document(results, context.plan)),
        "bundle.json": _format_json(
            {"title": context.title, "order": list(context.order), "versions": _program_versions(results)}
        ),
        **{path.name: path.read_text(encoding="utf-8") for path in SCRIPT_FOLDER.iterdir() if path.is_file()},
    }
    if context.preregistration:
        texts[PREREGISTRATION] = context.preregistration.document
    if context.playback:
        texts["playback.csv"] = format_playback_csv(context.playback)
    texts["codebook.csv"] = format_codebook_csv(file for file in ("ratings.csv", "playback.csv") if file in texts)
    if context.objective:
        texts["objective.csv"] = format_objective_csv(context.objective)
    files = {name: text.encode() for name, text in texts.items()} | {"results.json": results_json(results)}
    files |= report | context.extra_files
    return files | {MANIFEST: format_manifest(files).encode()}


def format_manifest(files: Files) -> str:
    """Return the digests as `sha256sum -c` reads them."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))


def pack_bundle(files: Files) -> bytes:
    """Return the zip: sorted, without times, owners or anything else that varies between runs."""
    archive_bytes = io.BytesIO()
    with ZipFile(archive_bytes, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, ZIP_EPOCH)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(entry, files[name])
    return archive_bytes.getvalue()


def format_exclusions_csv(results: JsonObject) -> str:
    """Return the raters that a rule flagged as CSV, whether they were excluded, and why."""
    head = {"rater": "", "rule": "", "value": "", "excluded": "", "reason": ""}
    rows = [
        {
            **row,
            "excluded": int(row["excluded"]),
            "reason": EXCLUSION_REASONS.get(row["rule"], CHECK_REASON).format(**row),
        }
        for row in results["screening"]
    ]
    return format_csv(rows) if rows else format_csv([head]).partition("\n")[0] + "\n"


def _plan_document(results: JsonObject, plan: Plan | None) -> dict[str, Any]:
    """Return the plan in full, and the part of it that was written: only from that can the data deviate."""
    written = None if plan is None else plan.model_dump(mode="json", exclude_unset=True)
    return {"sha256": results["plan_sha256"], "plan": results["plan"], "written": written}


def _format_weights_csv(results: JsonObject) -> str:
    rows = [
        {"contrast": name, "condition": condition, "weight": weight}
        for name, weights in results["plan"]["analysis"]["contrasts"].items()
        for condition, weight in weights.items()
    ]
    return format_csv(rows) if rows else "contrast,condition,weight\n"


def _program_versions(results: JsonObject) -> dict[str, str]:
    libraries = {name: version(name) for name in LIBRARIES}
    return {"program": results["program"], "python": platform.python_version()} | libraries


def _format_json(content: Any) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _readme(results: JsonObject, context: BundleContext) -> str:
    simulated = "THE RATINGS ARE SIMULATED: they come from simulated participants.\n\n" if results["simulated"] else ""
    return f"""{context.title}

{simulated}report.html      the results on one page; needs no network
methods.txt      methods and results as text, for a paper
results.json     every number
tables/          the numbers as CSV, the main tables as LaTeX (booktabs)
figures/         SVG and PDF, the data behind each as CSV
ratings.csv      the ratings, by pseudonym; codebook.csv explains the columns
playback.csv     how each trial's video played, where the site recorded it
objective.csv    objective scores of the videos, where there are any
exclusions.csv   raters flagged by a rule, and whether they were excluded
plan.json        the analysis plan with its SHA-256; weights.csv holds its contrasts
preregistration.md  the sealed pre-registration, where there is one
map.toml         how the ratings were read, where they come from another program's table
bundle.json      title and the versions of the programs
analysis.R       recomputes the main numbers with lme4 and lmerTest
analysis.py      recomputes them with numpy and scipy alone
MANIFEST         SHA-256 of every file; `sha256sum -c MANIFEST` checks them

`python -m analysis verify BUNDLE.zip` checks the digests, analyses the ratings again and compares.
"""
