"""Verifies a bundle: its files are unchanged, and its ratings reproduce its results."""

import hashlib
import json
import lzma
import math
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from analysis.bundle import MANIFEST, PREREGISTRATION
from analysis.json_types import JsonObject
from analysis.objective_scores import ObjectiveScore, parse_objective_csv
from analysis.pipeline import analyse
from analysis.plan import Plan, content_digest, parse_plan
from analysis.preregistration.seal import SealedPreregistration, parse_sealed
from analysis.raters.screening import RATING_RULES
from analysis.ratings import Ratings
from analysis.ratings_csv import parse_ratings_csv
from analysis.report.csv_export import csv_tables
from analysis.report.files import Files
from analysis.results import SCHEMA_VERSION
from face.errors import InputError

RELATIVE_TOLERANCE: Final = 1e-6
ABSOLUTE_TOLERANCE: Final = 1e-8
REQUIRED_FILES: Final = (MANIFEST, "ratings.csv", "results.json", "plan.json")
MAX_LISTED: Final = 5
MAX_BYTES: Final = 2**30
"""Of all files together; a bundle of the largest study has a hundredth."""

BROKEN_ARCHIVE: Final = (BadZipFile, EOFError, RuntimeError, UnicodeError, zlib.error, lzma.LZMAError, struct.error)
IGNORED_PATHS: Final = ("program",)
TEXT_KEYS: Final = frozenset({"methods", "notes", "reason", "warnings"})
"""Keys of `results.json` that hold explanations in words."""
"""What does not follow from ratings and plan."""


@dataclass(frozen=True)
class BundleCheck:
    """One check of a bundle, with its result in a sentence; `passed` is None if this release cannot make it."""

    passed: bool | None
    message: str


def verify_bundle(path: Path) -> list[BundleCheck]:
    """Check a bundle, the digests first.

    Raises
    ------
    InputError
        If the file is missing, is no zip, or lacks what a bundle must hold.
    """
    files = _read_files(path)
    digest_checks = _check_digests(files)
    try:
        return [*digest_checks, *_check_content(files)]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError) as error:
        return [*digest_checks, BundleCheck(False, f"the content cannot be checked: {error}")]


def _read_files(path: Path) -> Files:
    try:
        with ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_BYTES:
                raise InputError(f"{path} unpacks to more than {MAX_BYTES // 2**20} MiB, which no bundle needs")
            files = {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a bundle's zip file") from None
    except BROKEN_ARCHIVE as error:
        raise InputError(f"{path} is not a complete zip file ({error}); download the bundle again") from None
    missing = [name for name in REQUIRED_FILES if name not in files]
    if missing:
        raise InputError(f"{path} is not a bundle: {missing[0]} is missing; give the zip that `report` wrote")
    return files


def _check_digests(files: Files) -> list[BundleCheck]:
    """Name every file that was changed, lost or added."""
    lines = files[MANIFEST].decode("utf-8", "replace").splitlines()
    listed = dict(line.split("  ", 1)[::-1] for line in lines if "  " in line)
    present = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST}
    wrong = [
        *(f"{name} is missing from the bundle" for name in listed if name not in present),
        *(f"{name} is not in MANIFEST" for name in present if name not in listed),
        *(f"{name} was changed" for name in present if listed.get(name, present[name]) != present[name]),
    ]
    if wrong:
        return [BundleCheck(passed=False, message=message) for message in wrong]
    return [BundleCheck(passed=True, message=f"all {len(present)} files have the digests in MANIFEST")]


def _check_content(files: Files) -> list[BundleCheck]:
    results = json.loads(files["results.json"])
    kept = json.loads(files["plan.json"])
    if results["schema"] != SCHEMA_VERSION:
        return _check_other_schema(files, results, kept)
    plan, written = (
        None if kept[key] is None else parse_plan(kept[key], source="plan.json") for key in ("plan", "written")
    )
    ratings = parse_ratings_csv(files["ratings.csv"].decode("utf-8-sig"), "ratings.csv")
    return [
        _check_plan([each.digest() for each in (plan, written) if each], kept["sha256"], results["plan_sha256"]),
        _check_ratings_digest(ratings.digest, results["input_sha256"]),
        *_check_preregistration(files, results),
        _check_recomputed_results(ratings, written, results, files),
        _check_tables(files, results),
    ]


def _check_other_schema(files: Files, results: JsonObject, kept: JsonObject) -> list[BundleCheck]:
    """Check what does not depend on the schema of the results: plan and ratings."""
    if results["schema"] > SCHEMA_VERSION:
        problem = (
            f"results.json has schema {results['schema']}; update Facestudy to check what {results['program']} wrote"
        )
        return [BundleCheck(passed=None, message=problem)]
    ratings = parse_ratings_csv(files["ratings.csv"].decode("utf-8-sig"), "ratings.csv")
    not_checked = (
        f"the numbers are those of {results['program']}, which tested by other models; "
        "to recompute them, verify the bundle with that release"
    )
    return [
        _check_plan([content_digest(kept["plan"])], kept["sha256"], results["plan_sha256"]),
        _check_ratings_digest(ratings.digest, results["input_sha256"]),
        BundleCheck(passed=None, message=not_checked),
    ]


def _check_plan(digests: list[str], *recorded: str) -> BundleCheck:
    passed = len({*digests, *recorded}) == 1
    return BundleCheck(passed, f"plan.json {'is' if passed else 'is not'} the plan of the analysis")


def _check_ratings_digest(digest: str, recorded: str) -> BundleCheck:
    passed = digest == recorded
    return BundleCheck(passed, f"ratings.csv {'holds' if passed else 'does not hold'} the ratings that were analysed")


def _read_objective_scores(files: Files) -> list[ObjectiveScore]:
    return parse_objective_csv(files["objective.csv"].decode(), "objective.csv") if "objective.csv" in files else []


def _read_preregistration(files: Files) -> SealedPreregistration | None:
    return parse_sealed(files[PREREGISTRATION].decode(), PREREGISTRATION) if PREREGISTRATION in files else None


def _check_preregistration(files: Files, results: JsonObject) -> list[BundleCheck]:
    """Check that the text is what was sealed, and what the analysis was compared with."""
    recorded = results.get("preregistration")
    if PREREGISTRATION not in files and recorded is None:
        return []
    try:
        sealed = _read_preregistration(files)
    except InputError as error:
        return [BundleCheck(passed=False, message=str(error))]
    passed = sealed is not None and sealed.summary == recorded
    return [BundleCheck(passed, f"{PREREGISTRATION} {'is' if passed else 'is not'} what was sealed")]


def _check_recomputed_results(ratings: Ratings, plan: Plan | None, results: JsonObject, files: Files) -> BundleCheck:
    failed = {row["rater"]: row["rule"] for row in results["screening"] if row["rule"] not in RATING_RULES}
    results_again = analyse(
        ratings,
        plan,
        simulated=results["simulated"],
        failed=failed,
        objective=_read_objective_scores(files),
        preregistration=_read_preregistration(files),
    )
    recomputed = json.loads(results_again.to_json())
    wrong = [path for path in find_differences(results, recomputed) if path not in IGNORED_PATHS]
    if not wrong:
        return BundleCheck(
            passed=True, message=f"recomputing the analysis gives results.json (to 1 in {1 / RELATIVE_TOLERANCE:,.0f})"
        )
    more = f" and {len(wrong) - MAX_LISTED} more" if len(wrong) > MAX_LISTED else ""
    by = (
        ""
        if recomputed["program"] == results["program"]
        else f" (made by {results['program']}, not {recomputed['program']})"
    )
    return BundleCheck(
        passed=False, message=f"recomputing the analysis{by} gives other numbers: {', '.join(wrong[:MAX_LISTED])}{more}"
    )


def _check_tables(files: Files, results: JsonObject) -> BundleCheck:
    """Compare the tables with those of the results; pages and figures are covered by their digests."""
    expected = {f"tables/{name}": text for name, text in csv_tables(results).items()}
    wrong = [name for name, text in expected.items() if files.get(name) != text.encode()]
    if wrong:
        return BundleCheck(passed=False, message=f"{', '.join(wrong)} differ from results.json")
    return BundleCheck(passed=True, message="the tables agree with results.json")


def find_differences(stored: Any, recomputed: Any, path: str = "") -> Iterator[str]:
    """Yield the paths at which `recomputed` lacks or contradicts what is `stored`; numbers may differ by rounding.

    Explanations in words are not compared: another version may phrase them differently.
    """
    if isinstance(stored, dict) and isinstance(recomputed, dict):
        for name, value in stored.items():
            if name in TEXT_KEYS and _is_text(value):
                continue
            yield from find_differences(value, recomputed.get(name), f"{path}.{name}".lstrip("."))
    elif isinstance(stored, list) and isinstance(recomputed, list) and len(stored) == len(recomputed):
        for index, (value, other) in enumerate(zip(stored, recomputed, strict=True)):
            yield from find_differences(value, other, f"{path}[{index}]")
    elif not _equal(stored, recomputed):
        yield path


def _is_text(value: Any) -> bool:
    """Return whether a value holds nothing but words; a condition or a measure may bear the name of a text key."""
    if isinstance(value, dict | list):
        return all(map(_is_text, value.values() if isinstance(value, dict) else value))
    return value is None or isinstance(value, str)


def _equal(stored: Any, recomputed: Any) -> bool:
    if isinstance(stored, float) and isinstance(recomputed, int | float):
        return math.isclose(stored, recomputed, rel_tol=RELATIVE_TOLERANCE, abs_tol=ABSOLUTE_TOLERANCE)
    return bool(stored == recomputed)
