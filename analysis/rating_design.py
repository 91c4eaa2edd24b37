"""Recognises the design of a question's ratings: who rated what, and which effects can't be told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.ratings import Ratings, count_levels
from face.arrays import IntArray

RaterDesign = Literal["within", "between", "mixed"]
ClipDesign = Literal["crossed", "nested", "partial"]
FACTORS: Final = ("clip", "rater")
Extent = Literal["every", "one", "some"]
"""In how many conditions the levels of a factor were met."""
RATER_DESIGNS: Final[dict[Extent, RaterDesign]] = {"every": "within", "one": "between", "some": "mixed"}
CLIP_DESIGNS: Final[dict[Extent, ClipDesign]] = {"every": "crossed", "one": "nested", "some": "partial"}


@dataclass(frozen=True)
class RatingDesign:
    """The design of one question's ratings.

    Attributes
    ----------
    raters
        `within`: every rater met every condition; `between`: every rater met one; otherwise `mixed`.
    clips
        `crossed`: every clip was rated in every condition; `nested`: every clip in one; otherwise `partial`.
    complete_blocks
        Of the pairs of a rater and a clip that met, the share that met in every condition.
    ratings_per_rater
        The fewest and the most ratings of a rater.
    parts
        The conditions in groups; those of different groups share neither rater nor clip.
    single_clip
        The conditions that were rated on one clip although there are more, with that clip.
    missing
        The conditions that were rated for other questions only.
    confounded
        Why condition and clip, or condition and rater, can't be told apart; None if they can.
    """

    raters: RaterDesign
    clips: ClipDesign
    complete_blocks: float
    ratings_per_rater: tuple[int, int]
    parts: list[list[str]]
    single_clip: dict[str, str]
    missing: list[str]
    confounded: str | None


def recognise_design(ratings: Ratings, conditions: Sequence[str]) -> RatingDesign:
    """Return the design of the ratings of one question; `conditions` are those of all questions."""
    rated = [ratings.conditions[code] for code in np.unique(ratings.condition)]
    counts = np.bincount(ratings.rater)
    return RatingDesign(
        raters=RATER_DESIGNS[_extent(ratings, ratings.rater)],
        clips=CLIP_DESIGNS[_extent(ratings, ratings.clip)],
        complete_blocks=_complete_blocks(ratings),
        ratings_per_rater=(int(counts[counts > 0].min()), int(counts.max())),
        parts=_connected_parts(ratings),
        single_clip=_single_clips(ratings) if count_levels(ratings.clip) > 1 else {},
        missing=[name for name in conditions if name not in rated],
        confounded=find_confounding(ratings),
    )


def find_confounding(ratings: Ratings) -> str | None:
    """Return why a condition can't be told apart from its clip or its rater; None if all can.

    That is so where a condition has a single clip (rater) and no other condition has it: a difference may come from the
    one as well as from the other.
    """
    for name in FACTORS:
        codes, labels = _factor(ratings, name)
        cells = _cells(ratings, codes)
        for column, code in enumerate(np.unique(ratings.condition)):
            levels = np.flatnonzero(cells[:, column])
            if cells.shape[1] > 1 and len(levels) == 1 and cells[levels[0]].sum() == 1:
                return _confounding(ratings.conditions[code], name, labels[levels[0]])
    return None


def _confounding(condition: str, factor: str, level: str) -> str:
    apart = f"so {condition} and {level} can't be told apart"
    if factor == "rater":
        return f"the condition {condition} was rated by {level} alone, who rated no other condition, {apart}"
    return f"the condition {condition} was rated on {level} alone, which was rated in no other condition, {apart}"


def _factor(ratings: Ratings, name: str) -> tuple[IntArray, tuple[str, ...]]:
    return (ratings.clip, ratings.clips) if name == "clip" else (ratings.rater, ratings.raters)


def _cells(ratings: Ratings, codes: IntArray) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Return which levels met which of the rated conditions `(levels, rated conditions)`."""
    cells = np.zeros((int(codes.max()) + 1, len(ratings.conditions)), dtype=bool)
    cells[codes, ratings.condition] = True
    return cells[:, np.unique(ratings.condition)]


def _extent(ratings: Ratings, codes: IntArray) -> Extent:
    met = _cells(ratings, codes)
    counts = met.sum(axis=1)[met.any(axis=1)]
    if (counts == met.shape[1]).all():
        return "every"
    return "one" if (counts == 1).all() else "some"


def _complete_blocks(ratings: Ratings) -> float:
    block = ratings.rater * len(ratings.clips) + ratings.clip
    sizes = np.unique(block, return_counts=True)[1]
    return float(np.mean(sizes == count_levels(ratings.condition)))


def _connected_parts(ratings: Ratings) -> list[list[str]]:
    """Return the conditions in groups that share raters or clips, directly or over other conditions."""
    conditions, raters = len(ratings.conditions), len(ratings.raters)
    levels = np.concatenate([ratings.rater, raters + ratings.clip]) + conditions
    size = conditions + raters + len(ratings.clips)
    links = np.tile(ratings.condition, 2)
    graph = coo_array((np.ones(len(links)), (links, levels)), shape=(size, size))
    label = connected_components(graph, directed=False)[1]
    parts: dict[int, list[str]] = {}
    for code in np.unique(ratings.condition).tolist():
        parts.setdefault(int(label[code]), []).append(ratings.conditions[code])
    return list(parts.values())


def _single_clips(ratings: Ratings) -> dict[str, str]:
    single = {}
    for code in np.unique(ratings.condition).tolist():
        clips = np.unique(ratings.clip[ratings.condition == code])
        if len(clips) == 1:
            single[ratings.conditions[code]] = ratings.clips[clips[0]]
    return single
