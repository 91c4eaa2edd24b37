"""Trials whose video stalled, was hidden or lost frames, from `playback.csv`."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from analysis.csv_format import Columns, parse_number, parse_rows
from analysis.playback_csv import TrialPlayback


class Disturbance(NamedTuple):
    """How often the video of a rater's trial was disturbed; `position` joins it with the ratings."""

    rater: str
    position: float
    stalls: float = 0
    hidden: float = 0
    dropped_frames: float = 0


COUNTS: Final = ("stalls", "hidden", "dropped_frames")
COLUMNS: Final = Columns(("rater", "position"), (*COUNTS, "frames"))
DROPPED_SHARE: Final = 0.01
"""Browsers drop single frames in most playbacks: up to this share of the frames they are no disturbance."""


def disturbances(rows: Iterable[TrialPlayback]) -> list[Disturbance]:
    """Return the disturbances of the trials; what is not known counts as none."""
    return [
        _disturbance(row.rater, row.position, *(getattr(row, name) or 0 for name in (*COUNTS, "frames")))
        for row in rows
    ]


def parse_disturbances(text: str, source: str) -> list[Disturbance]:
    """Read the content of `playback.csv`.

    Raises
    ------
    InputError
        If a column is missing or a value is no number; the message names file and line.
    """
    return [row for _, row in parse_rows(text, COLUMNS, _parse, source)]


def _parse(values: list[str | None], decimal_comma: bool) -> Disturbance:  # noqa: FBT001 - see `RowParser`
    rater, position, *counts = values
    numbers = [
        parse_number(value, name, decimal_comma=decimal_comma) if value else 0.0
        for name, value in zip(COLUMNS.optional, counts, strict=True)
    ]
    return _disturbance(str(rater), parse_number(str(position), "position", decimal_comma=decimal_comma), *numbers)


def _disturbance(
    rater: str, position: float, stalls: float, hidden: float, dropped: float, frames: float
) -> Disturbance:
    """Return the disturbance of a trial; where the number of `frames` is not known (0), each dropped one counts."""
    return Disturbance(rater, position, stalls, hidden, dropped if dropped > DROPPED_SHARE * frames else 0)
