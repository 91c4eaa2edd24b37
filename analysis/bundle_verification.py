"""Checks a bundle: that its files are those that were packed, and that its ratings give its results."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from analysis.bundle import MANIFEST
from analysis.objective_scores import ObjectiveScore
from analysis.objective_scores import parse_objective_csv as parse_objective
from analysis.pipeline import analyse
from analysis.plan import Plan, parse_plan
from analysis.raters.screening import RATING_RULES
from analysis.ratings import Ratings
from analysis.ratings_csv import parse_ratings_csv
from analysis.report.csv_export import csv_tables
from analysis.report.files import Files
from face.errors import InputError

RELATIVE: Final = 1e-6
ABSOLUTE: Final = 1e-8
NEEDED: Final = (MANIFEST, "ratings.csv", "results.json", "plan.json")
SHOWN: Final = 5
UNCHECKED: Final = ("program", "notes")
"""What does not follow from ratings and plan."""


@dataclass(frozen=True)
class BundleCheck:
    """One thing that holds or doesn't, in a sentence."""

    holds: bool
    said: str


def verify_bundle(path: Path) -> list[BundleCheck]:
    """Check a bundle, the digests first.

    Raises
    ------
    InputError
        If the file is missing, is no zip, or lacks what a bundle must hold.
    """
    files = _opened(path)
    digests = _digests(files)
    try:
        return [*digests, *_content(files)]
    except (InputError, ValueError, KeyError, TypeError) as error:
        return [*digests, BundleCheck(False, f"the content cannot be checked: {error}")]


def _opened(path: Path) -> Files:
    try:
        with ZipFile(path) as archive:
            files = {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read ({error.strerror}); give a bundle's zip file") from None
    except (BadZipFile, EOFError) as error:
        raise InputError(f"{path} is not a whole zip file ({error}); get the bundle anew") from None
    missing = [name for name in NEEDED if name not in files]
    if missing:
        raise InputError(f"{path} is no bundle: it holds no {missing[0]}; give the zip that `report` wrote")
    return files


def _digests(files: Files) -> list[BundleCheck]:
    """Name every file that was changed, lost or added."""
    listed = dict(line.split("  ", 1)[::-1] for line in files[MANIFEST].decode().splitlines() if "  " in line)
    present = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST}
    wrong = [
        *(f"{name} is not in the bundle any more" for name in listed if name not in present),
        *(f"{name} is not in MANIFEST" for name in present if name not in listed),
        *(f"{name} was changed" for name in present if listed.get(name, present[name]) != present[name]),
    ]
    if wrong:
        return [BundleCheck(holds=False, said=said) for said in wrong]
    return [BundleCheck(holds=True, said=f"all {len(present)} files have the digests in MANIFEST")]


def _content(files: Files) -> list[BundleCheck]:
    results = json.loads(files["results.json"])
    kept = json.loads(files["plan.json"])
    plan, written = (
        None if kept[key] is None else parse_plan(kept[key], source="plan.json") for key in ("plan", "written")
    )
    ratings = parse_ratings_csv(files["ratings.csv"].decode("utf-8-sig"), "ratings.csv")
    return [
        _plan([each.digest() for each in (plan, written) if each], kept["sha256"], results["plan_sha256"]),
        _same("ratings.csv holds the ratings that were analysed", ratings.digest, results["input_sha256"]),
        _recomputed(ratings, written, results, _objective(files)),
        _derived(files, results),
    ]


def _plan(found: list[str], *recorded: str) -> BundleCheck:
    holds = len({*found, *recorded}) == 1
    return BundleCheck(holds, f"plan.json {'is' if holds else 'is not'} the plan that was analysed by")


def _same(said: str, found: str, wanted: str) -> BundleCheck:
    return BundleCheck(found == wanted, said if found == wanted else f"{said}: no, its digest is another")


def _objective(files: Files) -> list[ObjectiveScore]:
    return parse_objective(files["objective.csv"].decode(), "objective.csv") if "objective.csv" in files else []


def _recomputed(
    ratings: Ratings, plan: Plan | None, results: Mapping[str, Any], scores: list[ObjectiveScore]
) -> BundleCheck:
    failed = {row["rater"]: row["rule"] for row in results["screening"] if row["rule"] not in RATING_RULES}
    again = analyse(ratings, plan, simulated=results["simulated"], failed=failed, objective=scores)
    found = json.loads(again.to_json())
    wrong = [place for place in find_differences(results, found) if place not in UNCHECKED]
    if not wrong:
        return BundleCheck(
            holds=True, said=f"analysed again, the ratings give results.json (to 1 in {1 / RELATIVE:,.0f})"
        )
    more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    by = "" if found["program"] == results["program"] else f" (made by {results['program']}, not {found['program']})"
    return BundleCheck(
        holds=False, said=f"analysed again{by}, other numbers come out: {', '.join(wrong[:SHOWN])}{more}"
    )


def _derived(files: Files, results: Mapping[str, Any]) -> BundleCheck:
    """Compare what was written from the results alone; pages and pictures are left to their digests."""
    expected = {f"tables/{name}": text for name, text in csv_tables(results).items()}
    wrong = [name for name, text in expected.items() if files.get(name) != text.encode()]
    if wrong:
        return BundleCheck(holds=False, said=f"{', '.join(wrong)} say something else than results.json")
    return BundleCheck(holds=True, said="the tables say what results.json says")


def find_differences(stored: Any, found: Any, place: str = "") -> Iterator[str]:
    """Name the places at which `found` lacks or contradicts what is `stored`; numbers may differ by rounding."""
    if isinstance(stored, dict) and isinstance(found, dict):
        for name, value in stored.items():
            yield from find_differences(value, found.get(name), f"{place}.{name}".lstrip("."))
    elif isinstance(stored, list) and isinstance(found, list) and len(stored) == len(found):
        for number, (value, other) in enumerate(zip(stored, found, strict=True)):
            yield from find_differences(value, other, f"{place}[{number}]")
    elif not _equal(stored, found):
        yield place


def _equal(stored: Any, found: Any) -> bool:
    if isinstance(stored, float) and isinstance(found, int | float):
        return math.isclose(stored, found, rel_tol=RELATIVE, abs_tol=ABSOLUTE)
    return bool(stored == found)
