"""What a person may have to say about a motion file because the file leaves it open."""

import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final, Literal, get_args

from face.errors import InputError

TimeUnit = Literal["seconds", "milliseconds", "frames", "timecode"]
TIME_UNITS: Final[tuple[TimeUnit, ...]] = get_args(TimeUnit)
GIVE_RATE: Final = "give the frame rate (`--rate`, in a study file `rate`)"
GIVE_UNIT: Final = "give the unit of the times (`--time-unit`, in a study file `time_unit`)"
"""What to do, at the end of sentences about files that leave their times open."""
MAX_RATE: Final = 1000.0
"""The highest frame rate that a motion file may have, Hz."""


@dataclass(frozen=True)
class ReadOptions:
    """How to read a motion file; what is None is recognised from the file.

    Attributes
    ----------
    rate
        Frames per second, Hz, up to `MAX_RATE`.
    time_unit
        The unit of the file's times.
    take
        Which take to read if the file holds several, counted from 1.
    template
        The template mesh (.obj, .ply) of vertex motion.
    model
        The user's own FLAME or SMPL-X model file.
    markers
        A file that names 46 vertices of the template as markers.

    Raises
    ------
    InputError
        If the rate, the unit or the take can't be.
    """

    rate: float | None = None
    time_unit: TimeUnit | None = None
    take: int | None = None
    template: Path | None = None
    model: Path | None = None
    markers: Path | None = None

    def __post_init__(self) -> None:
        if self.rate is not None and not (math.isfinite(self.rate) and 0 < self.rate <= MAX_RATE):
            raise InputError(f"the rate must be above 0 and at most {MAX_RATE:g} frames per second, not {self.rate}")
        if self.time_unit not in (None, *TIME_UNITS):
            raise InputError(f"the time unit {self.time_unit!r} is unknown; give one of {', '.join(TIME_UNITS)}")
        if self.take is not None and self.take < 1:
            raise InputError(f"takes are counted from 1; there is no take {self.take}")

    def unused_notes(self, used: tuple[str, ...]) -> tuple[str, ...]:
        """Return a note that names the given options which a reader that only has those of `used` does not use."""
        unused = [field.name for field in fields(self) if field.name not in used]
        given = [name for name in unused if getattr(self, name) is not None]
        return (f"not used for this kind of file: {', '.join(given)}",) if given else ()


DEFAULT_OPTIONS: Final = ReadOptions()
