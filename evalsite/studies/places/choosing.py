"""Which cells a newcomer gets: those that were rated least, and of these a fair mixture."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from evalsite.studies.file.document import StudyDocument
from evalsite.studies.places.order import Cell


def cells_of(document: StudyDocument) -> list[Cell]:
    """Return every cell of a study."""
    return [
        Cell(condition.name, clip.name, region)
        for region in document.cell_regions
        for condition in document.conditions
        for clip in document.rated_clips
    ]


def choose(document: StudyDocument, taken: Mapping[Cell, int], chance: random.Random) -> list[Cell]:
    """Return the cells of one more participant; `taken` says how many places of a cell others hold or have filled."""
    cells = cells_of(document)
    if document.design.layout == "split-regions":
        region = _least_region(cells, taken, chance)
        cells = [cell for cell in cells if cell.region == region]
    return cells if document.trials == len(cells) else _least(cells, document.trials, taken, chance)


def _least_region(cells: Sequence[Cell], taken: Mapping[Cell, int], chance: random.Random) -> str:
    load: Counter[str] = Counter()
    for cell in cells:
        load[cell.region] += taken.get(cell, 0)
    return min(chance.sample(sorted(load), len(load)), key=load.__getitem__)


def _least(cells: Sequence[Cell], count: int, taken: Mapping[Cell, int], chance: random.Random) -> list[Cell]:
    """Take the least filled cell, again and again; of equal ones, what this participant has had least of."""
    left = chance.sample(cells, len(cells))
    had: Counter[tuple[str, str]] = Counter()
    chosen = []
    for _ in range(count):
        best = min(left, key=lambda cell: (taken.get(cell, 0), *(had[label] for label in _labels(cell))))
        left.remove(best)
        chosen.append(best)
        had.update(_labels(best))
    return chosen


def _labels(cell: Cell) -> tuple[tuple[str, str], ...]:
    """Name what a participant should have about as often as anything else of its kind."""
    return (("region", cell.region), ("condition", cell.condition), ("clip", cell.clip))
