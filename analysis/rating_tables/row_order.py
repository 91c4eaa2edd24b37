"""The last step of reading: repeated ratings, the order of each rater's trials, pseudonyms."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from analysis.rating_tables.table_map import LABELS, TableMap
from analysis.ratings import RatingRow
from face.errors import InputError


@dataclass(frozen=True)
class FoundRating:
    """A rating as a table has it.

    `where` is its file and line, for messages; `labels` has a value for each of `LABELS`; `position` is text that sorts
    by its numbers, such as `3` or `3_1`, empty if it is not known; `repeat` is None if the table does not say.
    """

    where: str
    labels: dict[str, str]
    rating: float
    position: str = ""
    repeat: int | None = None
    seconds: float | None = None

    @property
    def key(self) -> tuple[Hashable, ...]:
        """What must be different in each two ratings."""
        return (*(self.labels[label] for label in LABELS), self.repeat)

    @property
    def order(self) -> tuple[int, ...]:
        """The numbers in the position."""
        return tuple(int(digits) for digits in re.findall(r"\d+", self.position))


def finish_rows(ratings: Sequence[FoundRating], table_map: TableMap) -> tuple[list[RatingRow], dict[str, int]]:
    """Return the ratings as rows, and why others were left out, with their number.

    Raises
    ------
    InputError
        If a rater rated a video twice for one question, and the map does not say what that means.
    """
    positions = _positions(ratings)
    kept, left_out = _without_duplicates(list(zip(ratings, positions, strict=True)), table_map)
    pseudonyms = _pseudonyms(rating for rating, *_ in kept) if table_map.pseudonyms else {}
    rows = []
    for rating, position, repeat in kept:
        rater, clip, condition, question = (rating.labels[label] for label in LABELS)
        rater = pseudonyms.get(rater, rater)
        rows.append(RatingRow(rater, clip, condition, question, rating.rating, repeat, position, rating.seconds))
    return rows, {f"rated twice, the {table_map.duplicates} rating is kept": left_out} if left_out else {}


def _positions(ratings: Sequence[FoundRating]) -> list[int | None]:
    """Return the number of each rating's trial among its rater's trials, from 1; ratings of one trial share it."""
    orders: dict[str, set[tuple[int, ...]]] = defaultdict(set)
    for rating in ratings:
        if rating.order:
            orders[rating.labels["rater"]].add(rating.order)
    numbers = {
        rater: {order: number for number, order in enumerate(sorted(found), start=1)} for rater, found in orders.items()
    }
    return [numbers[rating.labels["rater"]][rating.order] if rating.order else None for rating in ratings]


Placed = tuple[FoundRating, int | None]


def _without_duplicates(
    ratings: Sequence[Placed], table_map: TableMap
) -> tuple[list[tuple[FoundRating, int | None, int]], int]:
    """Return the kept ratings with position and repeat number, and how many are left out."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, (rating, _) in enumerate(ratings):
        groups[rating.key].append(index)
    choose: Callable[[list[int]], list[int]] = {
        "error": lambda group: _only(group, ratings),
        "first": lambda group: group[:1],
        "last": lambda group: group[-1:],
        "repeat": lambda group: group,
    }[table_map.duplicates]
    chosen: dict[int, int] = {}
    for group in groups.values():
        for number, index in enumerate(choose(sorted(group, key=lambda each: _in_order(ratings[each], each)))):
            chosen[index] = ratings[index][0].repeat or number
    return [(*ratings[index], chosen[index]) for index in sorted(chosen)], len(ratings) - len(chosen)


def _in_order(placed: Placed, index: int) -> tuple[int, int]:
    return (placed[1] or 0, index)


def _only(group: list[int], ratings: Sequence[Placed]) -> list[int]:
    if len(group) > 1:
        first, second = (ratings[index][0] for index in group[:2])
        labels = ", ".join(f"{label} {value}" for label, value in first.labels.items())
        raise InputError(
            f"{second.where}: {labels} was rated in {first.where.rpartition(', ')[2]} too; write duplicates = "
            '"first", "last" or "repeat" into the map'
        )
    return group


def _pseudonyms(ratings: Iterable[FoundRating]) -> dict[str, str]:
    """Return numbered names, in the order of the names, so that the order of the files does not matter."""
    raters = sorted({rating.labels["rater"] for rating in ratings})
    digits = max(len(str(len(raters))), 3)
    return {rater: f"r{number:0{digits}}" for number, rater in enumerate(raters, start=1)}
