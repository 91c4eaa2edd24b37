"""The order in which a participant sees the stimuli: random, reproducible, and no clip twice running if avoidable."""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def shuffled(items: Sequence[Item], seed: int, *, clip: Callable[[Item], Hashable]) -> list[Item]:
    """Return `items` in the order that belongs to `seed`.

    Two neighbours share a clip only where no order avoids it: when one clip has more than half of the items left.
    The same items in the same sequence and the same seed give the same order in every process.
    """
    chance = random.Random(seed)  # noqa: S311 - an order, not a secret
    left = list(items)
    order: list[Item] = []
    while left:
        last = clip(order[-1]) if order else None
        choices = _allowed([clip(item) for item in left], last)
        order.append(left.pop(chance.choice(choices)))
    return order


def _allowed(clips: Sequence[Hashable], last: Hashable | None) -> list[int]:
    """Return which of the items left may come next, so that the rest can still be placed."""
    most, count = Counter(clips).most_common(1)[0]
    if most != last and 2 * count > len(clips):
        return [index for index, each in enumerate(clips) if each == most]
    return [index for index, each in enumerate(clips) if each != last] or list(range(len(clips)))
