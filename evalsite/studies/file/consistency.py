"""What the tables of a study file must agree on; every mistake is one sentence that names the key and the remedy."""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from evalsite.studies.file import wording
from evalsite.studies.file.checks import Check, Practice
from renderer.settings import MARKER_DEFORMER

if TYPE_CHECKING:
    from evalsite.studies.file.document import StudyDocument

BUTTONS: Final = 10
"""The highest number of a scale of buttons; more don't fit on a phone."""
SLIDER: Final = (0, 100)


def check(document: "StudyDocument") -> None:
    """Raise ValueError for the first disagreement."""
    unique("conditions", (condition.name for condition in document.conditions))
    unique("clips", (clip.name for clip in document.clips))
    unique("questions", (question.region for question in document.questions), key="region")
    _check_scale(document.design.scale)
    _check_size(document)
    _check_contrasts(document)
    _check_known_answers(document)
    _check_protocol(document)
    _check_markers(document)


def unique(table: str, values: Iterable[str], *, key: str = "name") -> None:
    """Raise ValueError if a value stands twice in a table."""
    seen: set[str] = set()
    for position, value in enumerate(values, start=1):
        if value in seen:
            raise ValueError(f"{table}[{position}].{key}: {value} stands there twice; every {key} is used once")
        seen.add(value)


def _check_scale(scale: tuple[int, int]) -> None:
    low, high = scale
    if scale != SLIDER and not (low in (0, 1) and high <= BUTTONS):
        raise ValueError(
            f"design.scale: {low} to {high} can't be shown; write [1, 5], [1, 7], [1, {BUTTONS}] or, as a slider, "
            f"{list(SLIDER)}"
        )


def _check_size(document: "StudyDocument") -> None:
    design = document.design
    if not document.rated_clips:
        raise ValueError('clips: none is rated; give at least one the purpose "rated"')
    if design.clips not in (None, len(document.rated_clips)):
        raise ValueError(f"design.clips: the file lists {len(document.rated_clips)} rated clips; remove the key")
    if (design.trials_per_rater or 0) > document.cells_of_one:
        raise ValueError(
            f"design.trials_per_rater: there are only {document.cells_of_one} videos for a participant to rate; "
            "write fewer, or remove the key"
        )
    if design.ratings_per_cell:
        wanted = math.ceil(design.ratings_per_cell * document.cells / document.trials)
        if wanted != design.raters:
            raise ValueError(
                f"design.raters: {design.ratings_per_cell} ratings of each of {document.cells} cells take {wanted} "
                f"raters with {document.trials} trials; write raters = {wanted}, or remove ratings_per_cell"
            )


def _check_contrasts(document: "StudyDocument") -> None:
    known = [condition.name for condition in document.conditions]
    for contrast, weights in document.analysis.contrasts.items():
        for name in weights:
            if name not in known:
                raise ValueError(
                    f"analysis.contrasts.{contrast}: there is no condition {name}; choose from {', '.join(known)}"
                )


def _check_known_answers(document: "StudyDocument") -> None:
    for number, practice in enumerate(document.practice, start=1):
        _check_entry(document, practice, f"practice[{number}]")
    for number, each in enumerate(document.checks, start=1):
        _check_entry(document, each, f"checks[{number}]")

    for number, clip in enumerate(document.clips, start=1):
        if clip.purpose != "rated" and not document.conditions_of(clip):
            raise ValueError(
                f"clips[{number}].purpose: no table [[{clip.purpose}]] shows it; add one, or leave the clip out"
            )


def _check_entry(document: "StudyDocument", entry: Practice | Check, where: str) -> None:
    _known(entry.condition, [each.name for each in document.conditions], f"{where}.condition")
    _known(entry.clip, [each.name for each in document.clips], f"{where}.clip")
    _known(entry.region, [each.region for each in document.questions], f"{where}.region")
    if entry.region and document.design.layout == "split-regions":
        raise ValueError(f"{where}.region: each participant is asked about one region only; remove the key")
    low, high = document.design.scale
    passing = entry.passing if isinstance(entry, Check) else entry.expected
    if passing and not (low <= passing[0] and passing[1] <= high):
        raise ValueError(f"{where}: {list(passing)} lies outside the scale {low} to {high}; correct it")
    tested = {each.name for each in document.conditions if each.part == "system"}
    if entry.expected and entry.condition in tested:
        raise ValueError(
            f"{where}.condition: {entry.condition} is under test, so nobody is told how to rate it; "
            "take a condition whose role is reference or anchor"
        )


def _known(name: str | None, known: Sequence[str], where: str) -> None:
    if name is not None and name not in known:
        raise ValueError(f"{where}: there is no {name}; choose from {', '.join(known)}")


def _check_protocol(document: "StudyDocument") -> None:
    protocol = document.protocol
    if protocol.unfinished == "used" and protocol.consent == wording.CONSENT:
        raise ValueError(
            "protocol.unfinished: the program's consent text promises that unfinished answers are not used; "
            "write protocol.consent yourself, or remove the key"
        )


def _check_markers(document: "StudyDocument") -> None:
    for number, condition in enumerate(document.conditions, start=1):
        if condition.still and document.render.deformer == MARKER_DEFORMER:
            raise ValueError(
                f"conditions[{number}].still: a face at rest has no markers, which the deformer "
                f"{MARKER_DEFORMER} needs; choose another deformer, or leave the condition out"
            )
