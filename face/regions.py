"""Three facial regions and the 46 markers in them (Sadoughi & Busso 2017; IEMOCAP's names, Busso et al. 2008)."""

from enum import StrEnum
from typing import Final


class Region(StrEnum):
    """A part of the face that networks predict and raters judge on its own."""

    UPPER = "upper"
    MIDDLE = "middle"
    LOWER = "lower"


REGION_NAMES: Final = {
    Region.UPPER: "eyebrow region",
    Region.MIDDLE: "cheek region",
    Region.LOWER: "mouth region",
}
"""What participants read."""


def _both_sides(*names: str) -> tuple[str, ...]:
    return tuple(side + name for side in "LR" for name in names)


# Which two cheek markers per side the talk counted as lower is open; C1 and C2 are the lowest by
# number and by their lateral column.
REGION_MARKERS: Final = {
    Region.UPPER: (
        "FH1",
        "FH2",
        "FH3",
        *_both_sides("BM0", "BM1", "BM2", "BM3"),
        *_both_sides("BRO1", "BRO2", "BRO3", "BRO4"),
    ),
    Region.MIDDLE: _both_sides("C3", "C4", "C5", "C6", "C7", "C8"),
    Region.LOWER: (
        "CH1",
        "CH2",
        "CH3",
        "Mou1",
        "Mou2",
        "Mou3",
        "Mou4",
        "Mou5",
        "Mou6",
        "Mou7",
        "Mou8",
        *_both_sides("C1", "C2"),
    ),
}
"""The names of each region's markers, 19, 12 and 15."""

MARKERS: Final = tuple(name for region in Region for name in REGION_MARKERS[region])
"""All 46 marker names; this is the order of the marker axis everywhere."""


def region_slice(region: Region) -> slice:
    """Return the slice of the region's markers on the marker axis.

    Examples
    --------
    >>> region_slice(Region.MIDDLE)
    slice(19, 31, None)
    """
    start = MARKERS.index(REGION_MARKERS[region][0])
    return slice(start, start + len(REGION_MARKERS[region]))
