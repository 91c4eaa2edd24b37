"""The order in which one participant meets their cells: balanced conditions, and no clip twice running.

Conditions come in rounds. In each round every condition that is left comes once, in the order of a row of a Williams
square; the next round takes the next row. Clips are drawn by chance, those of which most are left first, so that no
clip has to follow itself at the end.
"""

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from evalsite.studies.places import williams

TRIES: Final = 20


class Cell(NamedTuple):
    """What allocation balances; `region` is empty where all regions are asked under one showing."""

    condition: str
    clip: str
    region: str = ""


def arranged(cells: Iterable[Cell], *, number: int, chance: random.Random) -> list[Cell]:
    """Return the cells in the order of the participant who took places as the `number`-th, counted from 0.

    The regions come in blocks, one after the other; over the participants every order of the regions comes equally
    often. The same cells, number and state of `chance` give the same order in every process.
    """
    blocks = defaultdict(list)
    for cell in sorted(cells):
        blocks[cell.region].append(cell)
    orders = list(itertools.permutations(sorted(blocks)))
    result: list[Cell] = []
    for region in orders[number % len(orders)]:
        result += _block(blocks[region], number // len(orders), chance, after=result[-1:])
    return result


def repetitions(order: Sequence[Cell]) -> int:
    """Return how often a clip follows itself."""
    return sum(one.clip == other.clip for one, other in itertools.pairwise(order))


def _block(cells: Sequence[Cell], number: int, chance: random.Random, *, after: list[Cell]) -> list[Cell]:
    """Return the first try that repeats no clip; where none does, an order with as few repetitions as possible."""
    for _ in range(TRIES):
        found = _attempt(cells, number, chance, after=after)
        if not repetitions([*after, *found]):
            return found
    return _careful(cells, chance, after=after)


def _attempt(cells: Sequence[Cell], number: int, chance: random.Random, *, after: list[Cell]) -> list[Cell]:
    left = defaultdict(list)
    for cell in chance.sample(cells, len(cells)):
        left[cell.condition].append(cell)
    names, rows = sorted(left), williams.square(len(left))
    clips = Counter(cell.clip for cell in cells)
    order = list(after)
    for turn in itertools.count(number):
        owed = [names[index] for index in rows[turn % len(rows)] if left[names[index]]]
        if not owed:
            return order[len(after) :]
        while owed:
            cell = _next(owed, left, clips, order[-1].clip if order else None)
            owed.remove(cell.condition)
            left[cell.condition].remove(cell)
            clips[cell.clip] -= 1
            order.append(cell)
    raise AssertionError  # The count never ends.


def _next(owed: Sequence[str], left: dict[str, list[Cell]], clips: Counter[str], last: str | None) -> Cell:
    """Return a cell of the first condition that is owed and has another clip than the last one."""
    for condition in owed:
        others = [cell for cell in left[condition] if cell.clip != last]
        if others:
            return max(others, key=lambda cell: clips[cell.clip])
    return left[owed[0]][0]


def _careful(cells: Sequence[Cell], chance: random.Random, *, after: list[Cell]) -> list[Cell]:
    """Return a random order in which a clip follows itself only when more than half of the cells left are its own."""
    left, order = list(cells), list(after)
    while left:
        last = order[-1].clip if order else None
        most, count = Counter(cell.clip for cell in left).most_common(1)[0]
        only = most if most != last and 2 * count > len(left) else None
        allowed = [cell for cell in left if cell.clip == only or (only is None and cell.clip != last)] or left
        order.append(chance.choice(allowed))
        left.remove(order[-1])
    return order[len(after) :]
