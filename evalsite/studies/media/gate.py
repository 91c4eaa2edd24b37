"""The media gate: what of a study's videos can't be made equal is named, and must be acknowledged by name.

Size, rate, loudness, encoder and small differences of length are made equal for all (`renderer.normalize`). The rest
stands in the study file's table `[acknowledged]`, a list of places for each kind of difference:

    [acknowledged]
    length = ["clip-3"]
    upscaled = ["mymodel/clip-1"]
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from face.errors import InputError
from renderer.normalize.audio_fingerprint import match_fingerprints
from renderer.normalize.measurement import SoundProperties, VideoProperties

Kind = Literal["length", "shape", "upscaled", "silent", "sound", "late", "loudness", "bars"]
Acknowledged = dict[Kind, tuple[str, ...]]
Cell = tuple[str, str]
"""Condition and clip."""

PADDED: Final = 0.25
"""Seconds of a held last picture that nobody notices."""
SHAPE: Final = 0.01
"""Relative difference of two shapes that rounding to whole pixels explains."""
BARS: Final = 0.02
"""Share of a side."""
ALIKE: Final = 0.9
"""Correlation of two sounds' prints; the same sound with a little noise has 0.99, other words at most 0.83."""
LATE: Final = 0.03
"""Seconds; a print has steps of 0.02."""


class Finding(NamedTuple):
    """A difference that participants could notice, at a place (a clip, or condition/clip), in one sentence."""

    kind: Kind
    where: str
    sentence: str


def findings(
    films: Mapping[Cell, VideoProperties],
    lengths: Mapping[Cell, float],
    size: tuple[int, int],
    voices: Mapping[str, SoundProperties] | None = None,
) -> list[Finding]:
    """Return what can't be made equal between films that are to be shown at `size`.

    `lengths` holds the seconds of every video, films and others; `voices`, by clip, the recordings that other
    conditions are heard with.
    """
    each = [found for cell, film in films.items() for found in _alone(_name(cell), film, size)]
    return sorted(
        [*_lengths(lengths), *each, *_sounds(films, voices or {})], key=lambda found: (found.where, found.kind)
    )


def unacknowledged(found: Iterable[Finding], acknowledged: Acknowledged) -> list[Finding]:
    """Return the findings that the study file does not acknowledge."""
    return [each for each in found if each.where not in acknowledged.get(each.kind, ())]


def check_acknowledged(found: Iterable[Finding], acknowledged: Acknowledged) -> None:
    """Raise InputError for an acknowledgement of what is not there: a mistake, or the videos have changed."""
    there = {(each.kind, each.where) for each in found}
    for kind, places in acknowledged.items():
        for where in places:
            if (kind, where) not in there:
                raise InputError(f"acknowledged.{kind}: {where} shows no such difference; remove it")


def refuse(study: str, found: list[Finding]) -> None:
    """Raise InputError if there is any finding; it names the first and how to acknowledge it."""
    if found:
        first, more = found[0], f" ({len(found) - 1} more: manage.py study check)" if len(found) > 1 else ""
        raise InputError(
            f"study {study} can't open: {first.sentence}; mend the videos, or acknowledge it in the study file: "
            f'[acknowledged] {first.kind} = ["{first.where}"]{more}'
        )


def _name(cell: Cell) -> str:
    return "/".join(cell)


def _alone(name: str, film: VideoProperties, size: tuple[int, int]) -> list[Finding]:
    width, height = film.size
    wide, high = size
    scale = min(wide / width, high / height)
    found = []
    if abs(width * high - height * wide) > SHAPE * width * high:
        found.append(Finding("shape", name, f"{name} is {width}x{height}, not of the shape {wide}x{high}"))
    if scale > 1 + SHAPE:
        found.append(Finding("upscaled", name, f"{name} is {width}x{height} and would be enlarged by {scale:.2f}"))
    if max(film.bars) > BARS:
        found.append(Finding("bars", name, f"{name} has black bars over {max(film.bars):.0%} of its picture"))
    if film.sound is None or film.sound.audible_loudness is None:
        found.append(Finding("silent", name, f"{name} has no sound"))
    return found


def _lengths(lengths: Mapping[Cell, float]) -> list[Finding]:
    clips: dict[str, dict[str, float]] = defaultdict(dict)
    for (condition, clip), seconds in lengths.items():
        clips[clip][condition] = seconds
    found = []
    for clip, each in clips.items():
        short, long = min(each, key=lambda name: each[name]), max(each, key=lambda name: each[name])
        if each[long] - each[short] > PADDED:
            told = f"{clip} lasts {each[short]:.2f} s in {short} and {each[long]:.2f} s in {long}"
            found.append(Finding("length", clip, told))
    return found


def _sounds(films: Mapping[Cell, VideoProperties], voices: Mapping[str, SoundProperties]) -> list[Finding]:
    """Compare every film's sound with the clip's recording, or with the first film that can be heard."""
    first = {clip: (f"the recording of {clip}", voice.print) for clip, voice in voices.items()}
    found = []
    for cell, film in films.items():
        clip = cell[1]
        if film.sound is None or film.sound.audible_loudness is None:
            continue
        if clip in voices and not _fits(film.sound, voices[clip]):
            told = f"{_name(cell)} would be clipped if it were as loud as {first[clip][0]}"
            found.append(Finding("loudness", _name(cell), told))
        if clip not in first:
            first[clip] = (_name(cell), film.sound.print)
            continue
        other, print_ = first[clip]
        alike, late = match_fingerprints(print_, film.sound.print)
        if alike < ALIKE:
            told = f"{_name(cell)} sounds different from {other} (correlation {alike:.2f})"
            found.append(Finding("sound", _name(cell), told))
        elif abs(late) > LATE:
            when = "later" if late > 0 else "earlier"
            told = f"{_name(cell)} is heard {abs(late):.2f} s {when} than {other}"
            found.append(Finding("late", _name(cell), told))
    return found


def _fits(sound: SoundProperties, voice: SoundProperties) -> bool:
    """Return whether a sound's peaks bear the voice's loudness."""
    if sound.peak is None or sound.loudness is None or voice.loudness is None:
        return True
    return sound.peak + voice.loudness - sound.loudness <= 0
