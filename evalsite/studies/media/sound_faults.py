"""Clips whose sound is silent or incomplete: alike in all conditions, yet no study means it by accident."""

from collections.abc import Mapping
from typing import Final

from evalsite.stimuli.models import Recording
from evalsite.studies.document.differences import Difference, DifferenceKind
from face.sound.findings import FindingKind

DIFFERENCE_KINDS: Final[dict[FindingKind, DifferenceKind]] = {
    "silence": "no_speech",
    "truncated": "truncated",
    "damaged": "truncated",
}
"""Findings that must be acknowledged. The others are notes."""


def find_sound_faults(recordings: Mapping[str, Recording]) -> tuple[Difference, ...]:
    """Return what is wrong with the clips' recordings as far as they were examined; nothing is decoded."""
    return tuple(
        Difference(DIFFERENCE_KINDS[kind], clip, f"the sound of {clip} ({recording.name}): {sentence}")
        for clip, recording in recordings.items()
        for kind, sentence in recording.findings or ()
        if kind in DIFFERENCE_KINDS
    )
