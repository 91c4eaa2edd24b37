"""What the reader of a sound file found out and a person should know: one kind and one sentence each.

`face` holds it because `synthesis` and `renderer` read sounds with different libraries and must agree.
"""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

FindingKind = Literal[
    "silence",
    "dead_channel",
    "opposite_phase",
    "channels",
    "scaled",
    "no_size",
    "truncated",
    "damaged",
    "container",
    "extension",
    "streams",
    "clipped",
    "quiet",
    "offset",
    "low_rate",
    "no_speech",
]

REPAIRED_KINDS: Final[tuple[FindingKind, ...]] = (
    "dead_channel",
    "opposite_phase",
    "scaled",
    "no_size",
    "truncated",
    "damaged",
    "container",
    "streams",
)
"""Findings of files that other programs would read differently; they are stored and played as they were read."""

UNUSUAL_KINDS: Final[tuple[FindingKind, ...]] = ("silence", "truncated", "damaged", "no_speech")
"""Findings that make a sound unfit for a study, unless the researcher meant it."""


class SoundFinding(NamedTuple):
    """A guess, a repair or a fault of a sound file; the sentence has no file name and no full stop."""

    kind: FindingKind
    sentence: str


def has_kind(findings: Iterable[SoundFinding], *kinds: FindingKind) -> bool:
    """Return whether one of the findings is of one of these kinds."""
    return any(finding.kind in kinds for finding in findings)
