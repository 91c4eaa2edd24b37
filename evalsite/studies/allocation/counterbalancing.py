"""The order in which one participant sees their slot keys: conditions counterbalanced, no clip twice in a row.

Conditions come in rounds. In each round every remaining condition comes once, in the order of a row of a Williams
square; the next round takes the next row. Clips are drawn at random, those with the most keys remaining first, so that
no clip has to follow itself at the end.
"""

import itertools
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from evalsite.studies.allocation.cell_selection import SlotKey

MAX_ATTEMPTS: Final = 20


def presentation_order(keys: Iterable[SlotKey], *, number: int, rng: random.Random) -> list[SlotKey]:
    """Return the slot keys in the order of the participation that was allocated as the `number`-th, counted from 0.

    Questions come in blocks, one after the other; over the participants every order of them comes equally often.
    The same keys, number and state of `rng` give the same order in every process.
    """
    blocks = defaultdict(list)
    for key in sorted(keys):
        blocks[key.question].append(key)
    question_orders = list(itertools.permutations(sorted(blocks)))
    order: list[SlotKey] = []
    for question in question_orders[number % len(question_orders)]:
        order += _block_order(blocks[question], number // len(question_orders), rng, preceding=order[-1:])
    return order


def count_repetitions(order: Sequence[SlotKey]) -> int:
    """Return how often a clip follows itself."""
    return sum(key.clip == following.clip for key, following in itertools.pairwise(order))


@cache
def williams_square(size: int) -> tuple[tuple[int, ...], ...]:
    """Return the rows of a Williams square of `size` treatments, counted from 0: `size` rows, or twice as many if odd.

    In every column each treatment stands equally often, and each ordered pair of different treatments is equally
    often neighbours in a row.

    References
    ----------
    E. J. Williams, "Experimental designs balanced for the estimation of residual effects of treatments", Australian
    Journal of Scientific Research A 2 (1949) 149-168.
    """
    first = [(position + 1) // 2 if position % 2 else (size - position // 2) % size for position in range(size)]
    rows = tuple(tuple((treatment + shift) % size for treatment in first) for shift in range(size))
    return rows if size % 2 == 0 else rows + tuple(row[::-1] for row in rows)


def _block_order(
    keys: Sequence[SlotKey], number: int, rng: random.Random, *, preceding: list[SlotKey]
) -> list[SlotKey]:
    """Return the first attempt in which no clip follows itself; if there is none, an order with few repetitions."""
    for _ in range(MAX_ATTEMPTS):
        order = _williams_order(keys, number, rng, preceding=preceding)
        if not count_repetitions([*preceding, *order]):
            return order
    return _least_repetitive_order(keys, rng, preceding=preceding)


def _williams_order(
    keys: Sequence[SlotKey], number: int, rng: random.Random, *, preceding: list[SlotKey]
) -> list[SlotKey]:
    """Order the keys round by round; round r follows row `number` + r of the Williams square of the conditions."""
    remaining = defaultdict(list)
    for key in rng.sample(keys, len(keys)):
        remaining[key.condition].append(key)
    conditions, rows = sorted(remaining), williams_square(len(remaining))
    clip_counts = Counter(key.clip for key in keys)
    order = list(preceding)
    for row_number in itertools.count(number):
        round_conditions = [conditions[index] for index in rows[row_number % len(rows)] if remaining[conditions[index]]]
        if not round_conditions:
            return order[len(preceding) :]
        while round_conditions:
            key = _next_key(round_conditions, remaining, clip_counts, order[-1].clip if order else None)
            round_conditions.remove(key.condition)
            remaining[key.condition].remove(key)
            clip_counts[key.clip] -= 1
            order.append(key)
    raise AssertionError  # The count never ends.


def _next_key(
    round_conditions: Sequence[str],
    remaining: dict[str, list[SlotKey]],
    clip_counts: Counter[str],
    last_clip: str | None,
) -> SlotKey:
    """Return a key of the first condition of the round that has a clip other than the last one."""
    for condition in round_conditions:
        candidates = [key for key in remaining[condition] if key.clip != last_clip]
        if candidates:
            return max(candidates, key=lambda key: clip_counts[key.clip])
    return remaining[round_conditions[0]][0]


def _least_repetitive_order(keys: Sequence[SlotKey], rng: random.Random, *, preceding: list[SlotKey]) -> list[SlotKey]:
    """Return a random order in which a clip follows itself only when more than half of the remaining keys are its."""
    remaining, order = list(keys), list(preceding)
    while remaining:
        last_clip = order[-1].clip if order else None
        commonest, count = Counter(key.clip for key in remaining).most_common(1)[0]
        forced = commonest if commonest != last_clip and 2 * count > len(remaining) else None
        allowed = [
            key for key in remaining if key.clip == forced or (forced is None and key.clip != last_clip)
        ] or remaining
        order.append(rng.choice(allowed))
        remaining.remove(order[-1])
    return order[len(preceding) :]
