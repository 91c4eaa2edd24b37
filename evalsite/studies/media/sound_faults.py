"""Clips whose sound is silent or incomplete: alike in all conditions, yet no study means it by accident."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from evalsite.stimuli.models import Recording
from evalsite.studies.document.differences import Difference, DifferenceKind
from face.sound_findings import FindingKind

DIFFERENCE_KINDS: Final[dict[FindingKind, DifferenceKind]] = {
    "silence": "no_speech",
    "truncated": "truncated",
    "damaged": "truncated",
}
"""Findings that must be acknowledged. The others are notes."""

MAX_NAMED_CLIPS: Final = 3


def find_sound_faults(recordings: Mapping[str, Recording]) -> tuple[Difference, ...]:
    """Return what is wrong with the clips' recordings as far as they were examined; nothing is decoded."""
    return tuple(
        Difference(DIFFERENCE_KINDS[kind], clip, f"the sound of {clip} ({recording.name}): {sentence}")
        for clip, recording in recordings.items()
        for kind, sentence in recording.findings or ()
        if kind in DIFFERENCE_KINDS
    )


def sound_notes(recordings: Mapping[str, Recording]) -> list[str]:
    """Return what was repaired in the clips' recordings, or is unusual about them; each note once."""
    clips: dict[str, list[str]] = defaultdict(list)
    for clip, recording in recordings.items():
        for kind, sentence in recording.findings or ():
            if kind not in DIFFERENCE_KINDS:
                clips[sentence].append(clip)
    return [f"the sound of {_clip_names(found)}: {sentence}" for sentence, found in clips.items()]


def _clip_names(clips: Sequence[str]) -> str:
    if len(clips) <= MAX_NAMED_CLIPS:
        return ", ".join(clips)
    return f"{', '.join(clips[:MAX_NAMED_CLIPS])} and {len(clips) - MAX_NAMED_CLIPS} more clips"
