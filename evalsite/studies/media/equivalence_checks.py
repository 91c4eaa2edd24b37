"""Differences between a study's videos that can't be removed are named, and must be acknowledged by name.

Size, frame rate, loudness, encoder and small differences of length are made equal for all (`renderer.normalize`). The
rest is listed in the study file's table `[acknowledged]`, clips or `condition/clip` for each kind of difference:

    [acknowledged]
    length = ["clip-3"]
    upscaled = ["mymodel/clip-1"]
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from analysis.cells import Cell
from evalsite.studies.document.differences import Acknowledged, DifferenceKind
from face.errors import InputError
from renderer.audio_fingerprint import match_fingerprints
from renderer.normalize.measurement import SoundProperties, VideoProperties

MAX_PADDING_SECONDS: Final = 0.25
"""A last picture held this long is not noticed."""
ASPECT_RATIO_TOLERANCE: Final = 0.01
"""Relative difference of two aspect ratios that rounding to whole pixels explains."""
MAX_BLACK_BARS: Final = 0.02
"""Share of a side."""
MIN_SOUND_CORRELATION: Final = 0.9
"""Of two sounds' fingerprints; the same sound with a little noise has 0.99, other words at most 0.83."""
MAX_SOUND_OFFSET_SECONDS: Final = 0.03
"""A fingerprint has steps of 0.02 s."""


class Difference(NamedTuple):
    """A difference that participants could notice, where it is (a clip, or `condition/clip`), in one sentence."""

    kind: DifferenceKind
    where: str
    sentence: str


def find_differences(
    videos: Mapping[Cell, VideoProperties],
    seconds: Mapping[Cell, float],
    size: tuple[int, int],
    recordings: Mapping[str, SoundProperties] | None = None,
    silent: Collection[Cell] = (),
) -> list[Difference]:
    """Return the differences between imported videos that can't be removed when they are shown at `size`.

    `seconds` holds the length of every video, imported or rendered; `recordings`, by clip, the sound of the conditions
    that are rendered; `silent`, the videos that are silent by design, whose own sound nobody hears.
    """
    heard = {cell: video for cell, video in videos.items() if cell not in silent}
    differences = [
        *_length_differences(seconds),
        *(difference for cell, video in videos.items() for difference in _picture_differences(cell, video, size)),
        *(difference for cell, video in heard.items() for difference in _silence(cell, video)),
        *_sound_differences(heard, recordings or {}),
    ]
    return sorted(differences, key=lambda difference: (difference.where, difference.kind))


def unacknowledged(differences: Iterable[Difference], acknowledged: Acknowledged) -> list[Difference]:
    """Return the differences that the study file does not acknowledge."""
    return [each for each in differences if each.where not in acknowledged.get(each.kind, ())]


def check_acknowledgements(differences: Iterable[Difference], acknowledged: Acknowledged) -> None:
    """Raise InputError for an acknowledged difference that does not exist: a typo, or the videos have changed."""
    existing = {(each.kind, each.where) for each in differences}
    for kind, places in acknowledged.items():
        for where in places:
            if (kind, where) not in existing:
                raise InputError(f"acknowledged.{kind}: {where} shows no such difference; remove it")


def require_acknowledgement(study: str, differences: Iterable[Difference], acknowledged: Acknowledged) -> None:
    """Raise InputError if any difference is not acknowledged; it names the first and how to acknowledge it."""
    if refused := unacknowledged(differences, acknowledged):
        first, more = refused[0], f" ({len(refused) - 1} more: manage.py study check)" if len(refused) > 1 else ""
        raise InputError(
            f"study {study} can't open: {first.sentence}; correct the videos, or acknowledge it in the study file: "
            f'[acknowledged] {first.kind} = ["{first.where}"]{more}'
        )


def _label(cell: Cell) -> str:
    return f"{cell.condition}/{cell.clip}"


def _picture_differences(cell: Cell, video: VideoProperties, size: tuple[int, int]) -> list[Difference]:
    label, (width, height), (shown_width, shown_height) = _label(cell), video.size, size
    scale = min(shown_width / width, shown_height / height)
    sentences: dict[DifferenceKind, str] = {}
    if abs(width * shown_height - height * shown_width) > ASPECT_RATIO_TOLERANCE * width * shown_height:
        sentences["aspect_ratio"] = (
            f"{label} is {width}x{height}, another aspect ratio than {shown_width}x{shown_height}"
        )
    if scale > 1 + ASPECT_RATIO_TOLERANCE:
        sentences["upscaled"] = f"{label} is {width}x{height} and would be enlarged by {scale:.2f}"
    if max(video.bars) > MAX_BLACK_BARS:
        sentences["black_bars"] = f"{label} has black bars over {max(video.bars):.0%} of its picture"
    return [Difference(kind, label, sentence) for kind, sentence in sentences.items()]


def _silence(cell: Cell, video: VideoProperties) -> list[Difference]:
    if video.sound is None or video.sound.audible_loudness is None:
        return [Difference("silent", _label(cell), f"{_label(cell)} has no sound")]
    return []


def _length_differences(seconds: Mapping[Cell, float]) -> list[Difference]:
    by_clip: dict[str, dict[str, float]] = defaultdict(dict)
    for cell, length in seconds.items():
        by_clip[cell.clip][cell.condition] = length
    differences = []
    for clip, lengths in by_clip.items():
        short, long = min(lengths, key=lambda name: lengths[name]), max(lengths, key=lambda name: lengths[name])
        if lengths[long] - lengths[short] > MAX_PADDING_SECONDS:
            sentence = f"{clip} lasts {lengths[short]:.2f} s in {short} and {lengths[long]:.2f} s in {long}"
            differences.append(Difference("length", clip, sentence))
    return differences


def _sound_differences(
    videos: Mapping[Cell, VideoProperties], recordings: Mapping[str, SoundProperties]
) -> list[Difference]:
    """Compare every video's sound with the clip's recording, or with the clip's first video that has sound."""
    references = {clip: (f"the recording of {clip}", sound.print) for clip, sound in recordings.items()}
    differences = []
    for cell, video in videos.items():
        if video.sound is None or video.sound.audible_loudness is None:
            continue
        if cell.clip in recordings and _would_clip(video.sound, recordings[cell.clip]):
            sentence = f"{_label(cell)} would be clipped if it were as loud as {references[cell.clip][0]}"
            differences.append(Difference("loudness", _label(cell), sentence))
        if cell.clip not in references:
            references[cell.clip] = (_label(cell), video.sound.print)
            continue
        differences += _fingerprint_differences(_label(cell), video.sound.print, *references[cell.clip])
    return differences


def _fingerprint_differences(label: str, fingerprint: str, reference: str, reference_print: str) -> list[Difference]:
    correlation, offset = match_fingerprints(reference_print, fingerprint)
    if correlation < MIN_SOUND_CORRELATION:
        sentence = f"{label} sounds different from {reference} (correlation {correlation:.2f})"
        return [Difference("sound", label, sentence)]
    if abs(offset) > MAX_SOUND_OFFSET_SECONDS:
        when = "later" if offset > 0 else "earlier"
        return [Difference("sound_offset", label, f"{label} is heard {abs(offset):.2f} s {when} than {reference}")]
    return []


def _would_clip(sound: SoundProperties, recording: SoundProperties) -> bool:
    """Return whether a sound would be clipped at the recording's loudness."""
    if sound.peak is None or sound.loudness is None or recording.loudness is None:
        return False
    return sound.peak + recording.loudness - sound.loudness > 0
