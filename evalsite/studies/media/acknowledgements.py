"""Which differences a study file acknowledges, and what it would have to say to acknowledge those that are left."""

from collections.abc import Collection, Iterable
from typing import Final

from analysis.cells import Cell
from evalsite.studies.document.differences import Acknowledged, Difference, DifferenceKind, video_label
from evalsite.studies.presets import quote_toml
from face.errors import InputError

ALL_CLIPS: Final = "*"
"""`condition/*` acknowledges a difference in every clip of a condition."""


def unacknowledged(differences: Iterable[Difference], acknowledged: Acknowledged) -> list[Difference]:
    """Return the differences that the study file does not acknowledge."""
    return [each for each in differences if not is_acknowledged(each, acknowledged)]


def is_acknowledged(difference: Difference, acknowledged: Acknowledged) -> bool:
    """Return whether the study file acknowledges a difference, by its place or for all of its condition."""
    places = acknowledged.get(difference.kind, ())
    return difference.where in places or (
        "/" in difference.where and f"{difference.where.partition('/')[0]}/{ALL_CLIPS}" in places
    )


def unknown_acknowledgements(differences: Collection[Difference], acknowledged: Acknowledged) -> list[str]:
    """Return a sentence for each acknowledged difference that does not exist: a typo, or the videos have changed."""
    return [
        f"acknowledged.{kind}: {where} shows no such difference; remove it"
        for kind, places in acknowledged.items()
        for where in places
        if not any(is_acknowledged(each, {kind: (where,)}) for each in differences)
    ]


def acknowledgement(differences: Iterable[Difference], cells: Collection[Cell]) -> Acknowledged:
    """Return what acknowledges all of these differences, where `cells` are all videos of the study."""
    places: dict[DifferenceKind, list[str]] = {}
    for each in differences:
        places.setdefault(each.kind, []).append(each.where)
    return {kind: tuple(_abbreviated(named, cells)) for kind, named in places.items()}


def acknowledgement_lines(acknowledged: Acknowledged) -> list[str]:
    """Return the table `[acknowledged]` of a study file, line by line."""
    rows = [f"{kind} = [{', '.join(map(quote_toml, places))}]" for kind, places in acknowledged.items()]
    return ["[acknowledged]", *rows]


def _abbreviated(places: Iterable[str], cells: Collection[Cell]) -> list[str]:
    """Return the places, with `condition/*` where all videos of a condition are among them."""
    named = list(dict.fromkeys(places))
    whole = {
        cell.condition
        for cell in cells
        if all(video_label(each) in named for each in cells if each.condition == cell.condition)
    }
    abbreviated = (
        f"{condition}/{ALL_CLIPS}" if clip and condition in whole else place
        for place in named
        for condition, _, clip in (place.partition("/"),)
    )
    return list(dict.fromkeys(abbreviated))


def require_acknowledgement(study: str, differences: Iterable[Difference], acknowledged: Acknowledged) -> None:
    """Raise InputError if any difference is not acknowledged; it names the first and how to acknowledge it."""
    if refused := unacknowledged(differences, acknowledged):
        first, more = refused[0], f" ({len(refused) - 1} more: manage.py study check FILE)" if len(refused) > 1 else ""
        raise InputError(
            f"study {study} can't open: {first.sentence}; correct the videos, or acknowledge it in the study file: "
            f'[acknowledged] {first.kind} = ["{first.where}"]{more}'
        )
