"""Anchors between the standard's points: what keeps shut lips shut all along, and the groove above them smooth.

The standard has a point in the middle of each lip, one half way to each side, and the corners. Between the last two
lies a third of the mouth that no FAP names. There both lips follow the same mean of the FAPs beside them: where those
agree the lips stay shut, and where they do not the mouth is round.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from renderer.avatar.head import LOWER_LIP_DROP, Head
from renderer.avatar.mouth import lip_line

ANCHOR_PLACES: Final[Mapping[tuple[str, str, int, int], tuple[float, ...]]] = {
    ("9.15", "8.1", 63, 51): (0.55,),
    ("2.6", "2.4", 8, 12): (0.36, 0.68, 0.88),
    ("2.7", "2.5", 9, 13): (0.36, 0.68, 0.88),
    ("2.8", "2.4", 10, 12): (0.36, 0.68, 0.88),
    ("2.9", "2.5", 11, 13): (0.36, 0.68, 0.88),
}
"""Where anchors lie on the way from one feature point to the next, and the FAPs that raise or lower these."""
UPPER_STARTS: Final = ("2.6", "2.7")
LOWER_STARTS: Final = ("2.8", "2.9")
CORNER_ROUNDNESS: Final = 1.6
"""How round an open mouth's corners are: the anchors follow the corner by their place to this power."""

X_ONLY: Final = [0]
ALL_AXES: Final = [0, 1, 2]
"""Along the lips' line only x tells places apart; elsewhere all axes do."""


@dataclass(frozen=True)
class Anchor:
    """An anchor: its `name`, where it lies between `start` and `end`, and its share of what their FAPs ask."""

    name: str
    start: str
    end: str
    place: float
    follows: tuple[tuple[int, float], tuple[int, float]]


def _define_anchors() -> tuple[Anchor, ...]:
    return tuple(
        Anchor(
            f"{start}-{end}:{place}",
            start,
            end,
            place,
            ((near, 1 - place**CORNER_ROUNDNESS), (far, place**CORNER_ROUNDNESS)),
        )
        for (start, end, near, far), places in ANCHOR_PLACES.items()
        for place in places
    )


ANCHORS: Final = _define_anchors()


def find_anchors(head: Head, points: dict[str, int]) -> dict[str, int]:
    """Return the vertex of each anchor, on the line where the lips meet."""
    line = np.array(lip_line.lip_line_vertices(head, points))
    lower = head.opening[line] > LOWER_LIP_DROP
    among = dict.fromkeys(LOWER_STARTS, line[lower]) | dict.fromkeys(UPPER_STARTS, line[~lower])
    everywhere = np.arange(len(head.vertices))
    found: dict[str, int] = {}
    for anchor in ANCHORS:
        start, end = (head.vertices[points[name]] for name in (anchor.start, anchor.end))
        mine, seen = (among[anchor.start], X_ONLY) if anchor.start in among else (everywhere, ALL_AXES)
        away = (head.vertices[mine] - (start + anchor.place * (end - start)))[:, seen]
        found[anchor.name] = int(mine[np.argmin(np.linalg.norm(away, axis=1))])
    return found
