"""The 68 facial animation parameters of MPEG-4 (ISO/IEC 14496-2, table of FAPs), read from `fap_table.csv`."""

import csv
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Final

import numpy as np


class FapUnit(StrEnum):
    """The unit of a FAP: 1/1024 of a distance in the neutral face, or an angle."""

    IRISD = "IRISD"
    ES = "ES"
    ENS = "ENS"
    MNS = "MNS"
    MW = "MW"
    AU = "AU"


ANGLE_UNIT: Final = 1e-5
"""Radians in one angle unit (AU)."""


@dataclass(frozen=True)
class Fap:
    """One low-level FAP.

    Attributes
    ----------
    number
        3 to 68, as in the standard.
    axis
        Unit vector of positive motion, x to the subject's left, y up, z forward; None for a rotation or a scaling.
    feature_point
        The point it moves, for example "8.3".
    working_range
        The values between which our avatars follow exactly, in FAP units; a real face hardly leaves them.
    """

    number: int
    name: str
    unit: FapUnit
    bidirectional: bool
    axis: tuple[float, float, float] | None
    group: int
    feature_point: str
    mirror: int | None
    low: int
    high: int
    working_range: tuple[int, int]


def _parse_axis(text: str) -> tuple[float, float, float] | None:
    if len(text) != 2 or text[1] not in "xyz":
        return None
    x, y, z = (float(text[1] == letter) * (1 if text[0] == "+" else -1) + 0.0 for letter in "xyz")
    return (x, y, z)


def _parse_row(row: dict[str, str]) -> Fap:
    return Fap(
        number=int(row["fap"]),
        name=row["name"],
        unit=FapUnit(row["fapu"]),
        bidirectional=row["directionality"] == "bidirectional",
        axis=_parse_axis(row["axis_right_handed_x_subject_left_y_up_z_forward"]),
        group=int(row["group"]),
        feature_point=row["feature_point"],
        mirror=int(row["mirror_fap"]) if row["mirror_fap"] else None,
        low=int(float(row["editor_range_min"])) if row["editor_range_min"] else -32768,
        high=int(float(row["editor_range_max"])) if row["editor_range_max"] else 32767,
        working_range=(int(row["working_min"]), int(row["working_max"])),
    )


def _read_table() -> tuple[Fap, ...]:
    with (files("face") / "fap_table.csv").open(encoding="utf-8") as file:
        return tuple(_parse_row(row) for row in csv.DictReader(file) if int(row["fap"]) >= FIRST_FAP)


FIRST_FAP: Final = 3
"""The number of the first low-level FAP; 1 is the viseme, 2 the expression."""

FAPS: Final = _read_table()
"""The 66 low-level FAPs, 3 to 68; this is the order of the FAP axis everywhere."""


def fap_index(number: int) -> int:
    """Return the index of FAP `number` (3 to 68) on the FAP axis."""
    return number - FIRST_FAP


@dataclass(frozen=True)
class Fapu:
    """The FAP units (FAPU): distances of one neutral face that FAPs are measured in, in mm.

    Attributes
    ----------
    irisd
        Iris diameter (upper to lower eyelid).
    es
        Eye separation.
    ens
        Eye to nose separation.
    mns
        Mouth to nose separation.
    mw
        Mouth width.
    """

    irisd: float
    es: float
    ens: float
    mns: float
    mw: float

    def mm_per_unit(self) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        """Return, for each of the 66 FAPs, mm (or radians, for angle units) per FAP unit: shape `(66,)`."""
        sizes: dict[FapUnit, float] = {
            unit: getattr(self, unit.lower()) / 1024 for unit in FapUnit if unit is not FapUnit.AU
        }
        return np.array([sizes.get(fap.unit, ANGLE_UNIT) for fap in FAPS], dtype=np.float32)
