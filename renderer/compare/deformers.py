"""The deformers side by side on one motion: by how much feature points and markers miss their places."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from face.faps import FAPS, fap_index
from face.markers.fap_weights import MEASURED_FAPS
from face.motion import FapMotion
from face.regions import Region, region_slice
from renderer.avatar.types import Avatar
from renderer.compare.roundtrip import rows
from renderer.compare.seen import Seen
from renderer.deform.bind import bound
from renderer.settings import DEFORMERS

Floats = NDArray[np.float32]

RIDING: Final = (14, 16, 17, 18)
"""FAPs measured from where the jaw carries their points."""
PLACED: Final = tuple(
    FAPS[fap_index(number)]
    for number in MEASURED_FAPS
    if number not in RIDING and FAPS[fap_index(number)].feature_point.startswith(("2.", "4.", "8."))
)
"""FAPs from markers that place a point of brows, lips or chin relative to the skull."""

HEADER: Final = (
    "| deformer | feature points | markers: upper | middle | lower | r where a FAP is | size | r where none is |\n"
    "|---|---|---|---|---|---|---|---|"
)

PAGE: Final = """# Deformers, measured

The same motion on the avatar {avatar} by each deformer; written by `python -m renderer compare M.npz … --out PAGE.md`.

- feature points: how far the points of brows, lips and chin are from where FAPs place them, along the FAPs' axes, mm of
  the avatar. `markers` follows the markers, which agree with the FAPs but for rounding and what the fields share.
- markers: how far each region's markers, read off the avatar, are from where they were measured, mm of the speaker.
- r: median correlations of the marker directions that move, where a FAP says how far, and where none does; size: how
  large the motion comes back where a FAP is, 1 as it was (`python -m renderer roundtrip M.npz` lists them all).

Errors are means over all frames."""


@dataclass(frozen=True)
class Row:
    """One deformer on one motion; all errors are means over frames, mm.

    Attributes
    ----------
    points
        Error of the feature points along the axes of the FAPs that place them, in the avatar's mm.
    markers
        Distance of each region's markers from their places, in the speaker's mm.
    carried, size, free
        Of the moving marker directions that have a FAP the median correlation, and how large their motion is on the
        avatar (median slope); the median correlation of those that have none.
    """

    deformer: str
    points: float
    markers: dict[Region, float]
    carried: float
    size: float
    free: float

    def line(self) -> str:
        """Return the row of the table."""
        errors = " | ".join(f"{self.markers[region]:.2f}" for region in Region)
        correlations = f"{self.carried:.3f} | {self.size:.2f} | {self.free:.3f}"
        return f"| {self.deformer} | {self.points:.2f} | {errors} | {correlations} |"


def compare(avatar: Avatar, motion: FapMotion) -> list[Row]:
    """Return a row for each deformer.

    Parameters
    ----------
    motion
        FAPs and the markers they were taken from.
    """
    seen = Seen(avatar, bound(avatar, np.asarray(motion.neutral)), motion)
    return [_row(seen, name) for name in DEFORMERS]


def table(avatar: Avatar, motions: list[tuple[str, FapMotion]]) -> str:
    """Return a page in Markdown: for each motion, with its name, how large it is and a row for each deformer."""
    parts = [_part(avatar, name, motion) for name, motion in motions]
    return "\n\n".join([PAGE.format(avatar=avatar.name), *parts])


def _part(avatar: Avatar, name: str, motion: FapMotion) -> str:
    away = np.linalg.norm(np.asarray(motion.moved), axis=2)
    size = ", ".join(f"{region} {away[:, region_slice(region)].mean():.2f}" for region in Region)
    title = f"**{name}**, {len(motion)} frames; markers are from rest in the mean: {size}."
    return "\n".join([title, "", HEADER, *(row.line() for row in compare(avatar, motion))])


def _row(seen: Seen, name: str) -> Row:
    returned = seen.markers(name)
    missed = np.linalg.norm(returned - np.asarray(seen.motion.moved), axis=2)
    each = rows(seen.motion, returned)
    return Row(
        deformer=name,
        points=_point_error(seen, name),
        markers={region: float(missed[:, region_slice(region)].mean()) for region in Region},
        carried=_median([row.correlation for row in each if row.direction.faps]),
        size=_median([row.slope for row in each if row.direction.faps]),
        free=_median([row.correlation for row in each if not (row.direction.faps or row.direction.hints)]),
    )


def _point_error(seen: Seen, name: str) -> float:
    vertices = np.array([seen.avatar.feature_points[fap.feature_point] for fap in PLACED])
    moved = seen.frames(name, vertices) - seen.avatar.neutral[vertices]
    found = np.einsum("tfc,fc->tf", moved, np.array([fap.axis for fap in PLACED]))
    columns = [fap_index(fap.number) for fap in PLACED]
    asked = (seen.motion.values * seen.avatar.fapu.mm_per_unit())[:, columns]
    return float(np.abs(found - asked).mean())


def _median(values: list[float | None]) -> float:
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else float("nan")
