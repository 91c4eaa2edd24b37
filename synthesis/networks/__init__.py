"""The networks from features to markers (Sadoughi & Busso, IVA 2017); their names are importable without torch."""

from typing import Final, Literal

NetworkName = Literal["joint-1", "separate-1", "joint-2", "separate-2"]
"""Joint or separate: one trunk for the three regions, or one each; 1 or 2: the number of recurrent layers."""

FEATURE_COUNT: Final = 44
"""Features in one frame."""
