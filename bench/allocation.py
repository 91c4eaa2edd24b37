"""How evenly cells are rated when people drop out: `python -m bench.allocation` writes `docs/measured/allocation.md`.

40 raters come one after the other to rate 20 of 5 × 10 cells each; some stop at a random point, and what they rated
until then counts. Three strategies are compared: random selection, assignment in advance from shuffled lists of all
cells, and the least rated cells first, as the site does.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import mean
from typing import Final

from evalsite.studies.allocation.cell_selection import SlotKey, select_slot_keys, slot_keys
from evalsite.studies.allocation.counterbalancing import presentation_order
from evalsite.studies.document.document import StudyDocument, load_document

PAGE: Final = Path(__file__).parents[1] / "docs/measured/allocation.md"
RATERS, TRIALS, STUDIES = 40, 20, 300

Occupied = Mapping[SlotKey, int]
Strategy = Callable[[StudyDocument, Occupied, int, random.Random], list[SlotKey]]
"""Document, ratings so far, arrival number (from 1), random generator → the slot keys of that participant in order."""


def create_document(*, conditions: int = 5, clips: int = 10, seed: int = 0) -> StudyDocument:
    """Return a study in which each participant rates a part of the cells."""
    return load_document(
        {
            "study": {"name": "bench", "title": "Bench"},
            "conditions": [{"name": f"c{number}", "checkpoint": "any"} for number in range(conditions)],
            "clips": [{"name": f"k{number}", "recording": f"corpus/{number}"} for number in range(clips)],
            "design": {"raters": RATERS, "trials_per_rater": TRIALS, "seed": seed},
        }
    )


def random_selection(document: StudyDocument, _occupied: Occupied, _arrival: int, rng: random.Random) -> list[SlotKey]:
    """Draw a random sample of all cells."""
    return rng.sample(slot_keys(document), document.trial_count)


def shuffled_blocks(document: StudyDocument, _occupied: Occupied, arrival: int, _rng: random.Random) -> list[SlotKey]:
    """Assign in advance: consecutive parts of shuffled lists of all cells."""
    keys: list[SlotKey] = []
    for block in range(1 + arrival * document.trial_count // document.slot_key_count):
        rng = random.Random(f"{document.design.seed} pack {block}")  # noqa: S311
        keys += rng.sample(slot_keys(document), document.slot_key_count)
    return keys[(arrival - 1) * document.trial_count : arrival * document.trial_count]


def least_rated_first(document: StudyDocument, occupied: Occupied, arrival: int, _rng: random.Random) -> list[SlotKey]:
    """Select and order as `evalsite.studies.allocation.slot_allocation` does."""
    rng = random.Random(f"{document.design.seed} {arrival}")  # noqa: S311
    return presentation_order(select_slot_keys(document, occupied, rng), number=arrival - 1, rng=rng)


def simulate_ratings(
    strategy: Strategy, document: StudyDocument, *, drop_out: float, rng: random.Random
) -> Counter[SlotKey]:
    """Return how often each cell was rated in the end."""
    occupied = Counter(dict.fromkeys(slot_keys(document), 0))
    for arrival in range(1, document.design.raters + 1):
        keys = strategy(document, occupied, arrival, rng)
        occupied.update(keys[: rng.randrange(len(keys)) if rng.random() < drop_out else None])
    return occupied


def mean_extremes(strategy: Strategy, *, drop_out: float, studies: int) -> tuple[float, float]:
    """Return the ratings of the least and of the most rated cell, as means over studies."""
    counts = [
        simulate_ratings(strategy, create_document(seed=seed), drop_out=drop_out, rng=random.Random(f"people {seed}"))  # noqa: S311
        for seed in range(studies)
    ]
    return mean(min(each.values()) for each in counts), mean(max(each.values()) for each in counts)


def format_page() -> str:
    """Return the table."""
    strategies = {
        "at random": random_selection,
        "assigned in advance": shuffled_blocks,
        "by number of ratings": least_rated_first,
    }
    rows = []
    for drop_out in (0.0, 0.25, 0.5):
        ranges = [mean_extremes(strategy, drop_out=drop_out, studies=STUDIES) for strategy in strategies.values()]
        rows.append(f"| {drop_out:.0%} | " + " | ".join(f"{low:.1f} – {high:.1f}" for low, high in ranges) + " |")
    return TEMPLATE.format(
        raters=RATERS,
        trials=TRIALS,
        studies=STUDIES,
        names=" | ".join(strategies),
        line="---|" * len(strategies),
        rows="\n".join(rows),
    )


TEMPLATE: Final = """\
# Balance of the allocation

{raters} raters × {trials} of 50 cells; ratings of the least and the most rated cell, means over {studies} simulated
studies. Written by `python -m bench.allocation`.

| dropout | {names} |
|---|{line}
{rows}
"""


if __name__ == "__main__":
    PAGE.write_text(format_page(), encoding="utf-8")
    sys.stdout.write(format_page())
