"""The kinds of difference between videos that can't be removed, and how a study file acknowledges them."""

from typing import Final, Literal, NamedTuple

from analysis.cells import Cell

DifferenceKind = Literal[
    "length",
    "aspect_ratio",
    "upscaled",
    "black_bars",
    "frame_rate",
    "silent",
    "sound",
    "sound_offset",
    "loudness",
    "no_speech",
    "truncated",
]

DIFFERENCES: Final[dict[DifferenceKind, str]] = {
    "length": "picture and sound of the clip's videos differ by more than 0.25 s, so that one freezes or falls silent",
    "aspect_ratio": "another aspect ratio than that of the study: black bars, or cropped (`[render] crop = true`)",
    "upscaled": "smaller than the size of the study: it is enlarged and becomes blurred",
    "black_bars": "black bars at both sides, more than 2 % of the picture",
    "frame_rate": "another frame rate, of which frames are dropped or repeated unevenly: it judders",
    "silent": "no sound, or none that can be heard",
    "sound": "another sound than the same clip's in the first condition",
    "sound_offset": "the same sound, but more than 0.03 s earlier or later",
    "loudness": "beside rendered conditions: it would clip at the loudness of the clip's recording",
    "no_speech": "the clip's sound file is silent",
    "truncated": "the clip's sound file is cut off or damaged",
}
"""What each kind means. Participants could notice it, and it may tell the conditions apart."""

Acknowledged = dict[DifferenceKind, tuple[str, ...]]
"""Differences that the researcher accepts: kind → clips, `condition/clip`, or `condition/*` for all of a condition."""


class Difference(NamedTuple):
    """A difference that participants could notice, where it is (a clip, or `condition/clip`), in one sentence."""

    kind: DifferenceKind
    where: str
    sentence: str


def video_label(cell: Cell) -> str:
    """Return how a study file names a video: `condition/clip`."""
    return f"{cell.condition}/{cell.clip}"
