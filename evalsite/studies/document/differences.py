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
    "still",
    "incomplete",
    "size_changes",
    "dynamic_range",
    "interlaced",
    "transparent",
    "ignored_data",
    "stereo",
    "sound_rate",
    "motion_length",
    "motionless",
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
    "still": "a single picture, shown all the time",
    "incomplete": "cut off: it lacks more than 0.15 s of what its header promises",
    "size_changes": "its picture changes its size in between",
    "dynamic_range": "high dynamic range (HLG, PQ), tone-mapped to standard dynamic range",
    "interlaced": "interlaced: every frame holds two moments; deinterlaced",
    "transparent": "transparent in places, where the background of the study is seen",
    "ignored_data": "carries what is ignored: stereoscopic or spherical pictures, Dolby Vision, HDR10+",
    "stereo": "the clip is heard from both sides in some conditions, from the middle in others",
    "sound_rate": "the clip's sound has less than 32 kHz in some conditions, and sounds duller there than in others",
    "motion_length": "the motion file is more than 0.1 s longer or shorter than the sound: a wrong file or rate",
    "motionless": "nothing moves in the motion file: all its curves, markers or vertices stay as they are",
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
