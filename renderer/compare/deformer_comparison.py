"""Compares the deformers on one motion: by how much feature points and markers miss their targets."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from face.faps import FAPS, fap_index
from face.markers.fap_weights import MEASURED_FAPS
from face.motion import FapMotion
from face.regions import Region, region_slice
from renderer.avatar.model import Avatar
from renderer.compare.avatar_markers import AvatarMarkers
from renderer.compare.round_trip import direction_results
from renderer.settings import DEFORMERS

JAW_RELATIVE: Final = (14, 16, 17, 18)
"""FAPs measured from where the jaw carries their points."""
PLACING_FAPS: Final = tuple(
    FAPS[fap_index(number)]
    for number in MEASURED_FAPS
    if number not in JAW_RELATIVE and FAPS[fap_index(number)].feature_point.startswith(("2.", "4.", "8."))
)
"""FAPs from markers that place a point of brows, lips or chin relative to the skull."""

TABLE_HEADER: Final = (
    "| deformer | feature points | markers: upper | middle | lower | r with a FAP | size | r without a FAP |\n"
    "|---|---|---|---|---|---|---|---|"
)

PAGE: Final = """# Comparison of the deformers

The same motion on the avatar {avatar} with each deformer.
Written by `python -m renderer compare M.npz … --out PAGE.md`.

- feature points: how far the points of brows, lips and chin are from where FAPs place them, along the FAPs' axes, mm of
  the avatar. `markers` follows the markers, which agree with the FAPs except for rounding and overlapping fields.
- markers: how far each region's markers, measured on the avatar, are from where they were recorded, mm of the speaker.
- r: median correlation of the moving marker directions, those with a FAP and those without one; size: how large the
  motion is on the avatar where there is a FAP, 1 as recorded (`python -m renderer roundtrip M.npz` lists them all).

Errors are means over all frames."""


@dataclass(frozen=True)
class DeformerResult:
    """One deformer on one motion; all errors are means over frames, mm.

    Attributes
    ----------
    point_error
        Error of the feature points along the axes of the FAPs that place them, in the avatar's mm.
    marker_errors
        Distance of each region's markers from their recorded positions, in the speaker's mm.
    fap_correlation, fap_slope
        Median correlation and slope of the moving marker directions that have a FAP.
    free_correlation
        Median correlation of those that have none.
    """

    deformer: str
    point_error: float
    marker_errors: dict[Region, float]
    fap_correlation: float
    fap_slope: float
    free_correlation: float

    def line(self) -> str:
        """Return the row of the table."""
        errors = " | ".join(f"{self.marker_errors[region]:.2f}" for region in Region)
        correlations = f"{self.fap_correlation:.3f} | {self.fap_slope:.2f} | {self.free_correlation:.3f}"
        return f"| {self.deformer} | {self.point_error:.2f} | {errors} | {correlations} |"


def compare_deformers(avatar: Avatar, motion: FapMotion) -> list[DeformerResult]:
    """Return a result for each deformer.

    Parameters
    ----------
    motion
        FAPs and the markers they were measured from.
    """
    markers = AvatarMarkers.for_motion(avatar, motion)
    return [_deformer_result(markers, name) for name in DEFORMERS]


def comparison_page(avatar: Avatar, motions: list[tuple[str, FapMotion]]) -> str:
    """Return a page in Markdown: for each motion, with its name, how large it is and a row for each deformer."""
    sections = [_section(avatar, name, motion) for name, motion in motions]
    return "\n\n".join([PAGE.format(avatar=avatar.name), *sections])


def _section(avatar: Avatar, name: str, motion: FapMotion) -> str:
    distance = np.linalg.norm(np.asarray(motion.moved), axis=2)
    size = ", ".join(f"{region} {distance[:, region_slice(region)].mean():.2f}" for region in Region)
    title = f"**{name}**, {len(motion)} frames; mean distance of the markers from rest, mm: {size}."
    return "\n".join([title, "", TABLE_HEADER, *(result.line() for result in compare_deformers(avatar, motion))])


def _deformer_result(markers: AvatarMarkers, name: str) -> DeformerResult:
    returned = markers.displacements(name)
    errors = np.linalg.norm(returned - np.asarray(markers.motion.moved), axis=2)
    results = direction_results(markers.motion, returned)
    with_fap = [row for row in results if row.direction.faps]
    without_fap = [row for row in results if not (row.direction.faps or row.direction.hints)]
    return DeformerResult(
        deformer=name,
        point_error=_point_error(markers, name),
        marker_errors={region: float(errors[:, region_slice(region)].mean()) for region in Region},
        fap_correlation=_median([row.correlation for row in with_fap]),
        fap_slope=_median([row.slope for row in with_fap]),
        free_correlation=_median([row.correlation for row in without_fap]),
    )


def _point_error(markers: AvatarMarkers, name: str) -> float:
    avatar = markers.avatar
    vertices = np.array([avatar.feature_points[fap.feature_point] for fap in PLACING_FAPS])
    moved = markers.vertex_positions(name, vertices) - avatar.neutral[vertices]
    achieved = np.einsum("tfc,fc->tf", moved, np.array([fap.axis for fap in PLACING_FAPS]))
    columns = [fap_index(fap.number) for fap in PLACING_FAPS]
    demand = (markers.motion.values * avatar.fapu.mm_per_unit())[:, columns]
    return float(np.abs(achieved - demand).mean())


def _median(values: list[float | None]) -> float:
    defined = [value for value in values if value is not None]
    return float(np.median(defined)) if defined else float("nan")
