"""Differences between a study's videos that can't be removed are named, and must be acknowledged by name.

Size, frame rate, loudness, encoder and small differences of length are made equal for all (`renderer.normalize`). The
rest is listed in the study file's table `[acknowledged]`, clips or `condition/clip` for each kind of difference:

    [acknowledged]
    length = ["clip-3"]
    upscaled = ["mymodel/clip-1"]
"""

from collections import defaultdict
from typing import Final, NamedTuple

from evalsite.studies.document.differences import Difference
from evalsite.studies.media.cell_sources import CellSources
from evalsite.studies.media.motion_differences import motion_differences
from evalsite.studies.media.picture_differences import picture_differences
from evalsite.studies.media.picture_format import PictureFormat
from evalsite.studies.media.sound_differences import sound_differences

MAX_PADDING_SECONDS: Final = 0.25
"""A last picture held this long is not noticed."""
ROUNDING: Final = 1e-6


class _Length(NamedTuple):
    """The length of a picture or sound, s, and what has it."""

    seconds: float
    owner: str


def find_differences(sources: CellSources, picture_format: PictureFormat) -> list[Difference]:
    """Return the differences between videos that can't be removed when they are shown in this format.

    What is the same in all videos of the study is no difference, except that a clip has no sound or half of it.
    """
    differences = [
        *_length_differences(sources),
        *picture_differences(sources, picture_format),
        *sound_differences(sources),
        *sources.sound_faults,
        *motion_differences(sources),
    ]
    return sorted(differences, key=lambda difference: (difference.where, difference.kind))


def _length_differences(sources: CellSources) -> list[Difference]:
    by_clip: dict[str, list[_Length]] = defaultdict(list)
    for cell, length in sources.lengths.items():
        by_clip[cell.clip].append(_Length(length.picture, f"the picture of {cell.condition}"))
        if length.sound is not None and cell not in sources.silent:
            by_clip[cell.clip].append(_Length(length.sound, f"the sound of {cell.condition}"))
    differences = []
    for clip, lengths in by_clip.items():
        short, long = min(lengths), max(lengths)
        if long.seconds - short.seconds > MAX_PADDING_SECONDS + ROUNDING:
            sentence = f"{clip} lasts {short.seconds:.2f} s in {short.owner} and {long.seconds:.2f} s in {long.owner}"
            differences.append(Difference("length", clip, sentence))
    return differences
