"""The cell of a study's design: one condition shown on one clip."""

from typing import NamedTuple


class Cell(NamedTuple):
    """One condition × clip."""

    condition: str
    clip: str
