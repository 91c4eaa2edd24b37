"""How evenly cells are rated when people drop out: `python -m bench.allocation` writes `docs/measured/allocation.md`.

40 raters come one after the other to rate 20 of 5 × 10 cells each; some stop at a random point, and what they rated
until then counts. Three ways to choose their cells are compared: by chance, dealt from shuffled packs of all cells
beforehand, and as the site does it, by what was rated so far.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import mean
from typing import Final

from evalsite.studies.file.document import StudyDocument, restore
from evalsite.studies.places.choosing import cells_of, choose
from evalsite.studies.places.order import Cell, arranged

PAGE: Final = Path(__file__).parents[1] / "docs/measured/allocation.md"
RATERS, TRIALS, STUDIES = 40, 20, 300

Fill = Mapping[Cell, int]
Way = Callable[[StudyDocument, Fill, int, random.Random], list[Cell]]
"""Which cells the participant gets, in order, who arrives as the so-manieth, counted from 1."""


def study(*, conditions: int = 5, clips: int = 10, seed: int = 0) -> StudyDocument:
    """Return a study of which everybody rates a part."""
    return restore(
        {
            "study": {"name": "bench", "title": "Bench"},
            "conditions": [{"name": f"c{number}", "checkpoint": "any"} for number in range(conditions)],
            "clips": [{"name": f"k{number}", "recording": f"corpus/{number}"} for number in range(clips)],
            "design": {"raters": RATERS, "trials_per_rater": TRIALS, "seed": seed},
        }
    )


def by_chance(document: StudyDocument, _filled: Fill, _arrival: int, chance: random.Random) -> list[Cell]:
    """Draw from all cells."""
    return chance.sample(cells_of(document), document.trials)


def dealt(document: StudyDocument, _filled: Fill, arrival: int, _chance: random.Random) -> list[Cell]:
    """Deal from packs of all cells that were shuffled before the study began."""
    cards: list[Cell] = []
    for pack in range(1 + arrival * document.trials // document.cells):
        shuffled = random.Random(f"{document.design.seed} pack {pack}")  # noqa: S311
        cards += shuffled.sample(cells_of(document), document.cells)
    return cards[(arrival - 1) * document.trials : arrival * document.trials]


def balanced(document: StudyDocument, filled: Fill, arrival: int, _chance: random.Random) -> list[Cell]:
    """Choose and arrange as `evalsite.studies.places.allocation` does."""
    own = random.Random(f"{document.design.seed} {arrival}")  # noqa: S311
    return arranged(choose(document, filled, own), number=arrival - 1, chance=own)


def ratings(way: Way, document: StudyDocument, *, drop_out: float, chance: random.Random) -> Counter[Cell]:
    """Return how often every cell was rated in the end."""
    filled = Counter(dict.fromkeys(cells_of(document), 0))
    for arrival in range(1, document.design.raters + 1):
        cells = way(document, filled, arrival, chance)
        filled.update(cells[: chance.randrange(len(cells)) if chance.random() < drop_out else None])
    return filled


def extremes(way: Way, *, drop_out: float, studies: int) -> tuple[float, float]:
    """Return the least and the most rated cell's ratings, each as the mean over studies."""
    every = [
        ratings(way, study(seed=seed), drop_out=drop_out, chance=random.Random(f"people {seed}"))  # noqa: S311
        for seed in range(studies)
    ]
    return mean(min(each.values()) for each in every), mean(max(each.values()) for each in every)


def page() -> str:
    """Return the table."""
    ways = {"by chance": by_chance, "dealt beforehand": dealt, "by what was rated": balanced}
    rows = []
    for drop_out in (0.0, 0.25, 0.5):
        found = [extremes(way, drop_out=drop_out, studies=STUDIES) for way in ways.values()]
        rows.append(f"| {drop_out:.0%} | " + " | ".join(f"{low:.1f} – {high:.1f}" for low, high in found) + " |")
    return TEXT.format(
        raters=RATERS,
        trials=TRIALS,
        studies=STUDIES,
        names=" | ".join(ways),
        line="---|" * len(ways),
        rows="\n".join(rows),
    )


TEXT: Final = """\
# Allocation, measured

{raters} raters × {trials} of 50 cells; ratings of the least and of the most rated cell, means over {studies} simulated
studies. Written by `python -m bench.allocation`.

| drop out | {names} |
|---|{line}
{rows}
"""


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(page())
