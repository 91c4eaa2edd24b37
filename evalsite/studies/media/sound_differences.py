"""Differences between the sounds of a study's videos."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from evalsite.studies.document.differences import Difference, video_label
from evalsite.studies.media.cell_sources import CellSources
from renderer.audio_fingerprint import match_fingerprints
from renderer.normalize.properties import SoundProperties

MIN_SOUND_CORRELATION: Final = 0.9
"""Of two sounds' fingerprints; the same sound with a little noise has 0.99, other words at most 0.83."""
MAX_SOUND_OFFSET_SECONDS: Final = 0.03
"""A fingerprint has steps of 0.02 s."""
WIDE_SOUND: Final = 0.01
"""Share of a sound's energy that differs between its sides and is heard, -20 dB."""
NARROW_SOUND: Final = 0.001
"""Share that is not heard, -30 dB."""
CLEAR_SOUND_RATE: Final = 32_000
"""Samples per second, from which on nothing of speech is lost."""


def sound_differences(sources: CellSources) -> list[Difference]:
    """Compare every video's sound with the clip's recording, or with the clip's first video that has sound."""
    references = {clip: (f"the recording of {clip}", sound.print) for clip, sound in sources.recordings.items()}
    differences = []
    for cell, video in sources.heard_videos.items():
        label = video_label(cell)
        if video.sound is None or video.sound.audible_loudness is None:
            differences.append(Difference("silent", label, f"{label} has no sound"))
            continue
        if cell.clip in sources.recordings and _would_clip(video.sound, sources.recordings[cell.clip]):
            sentence = f"{label} would be clipped if it were as loud as {references[cell.clip][0]}"
            differences.append(Difference("loudness", label, sentence))
        if cell.clip not in references:
            references[cell.clip] = (label, video.sound.print)
            continue
        differences += _fingerprint_differences(label, video.sound.print, *references[cell.clip])
    return [*differences, *_quality_differences(sources)]


def _quality_differences(sources: CellSources) -> Iterator[Difference]:
    """Compare how clear and how wide the sounds of each clip are."""
    by_clip: dict[str, list[tuple[str, SoundProperties]]] = defaultdict(list)
    for cell, video in sources.heard_videos.items():
        if video.sound and video.sound.audible_loudness is not None:
            by_clip[cell.clip].append((cell.condition, video.sound))
    for clip, sounds in by_clip.items():
        (narrow, least), (wide, most) = (pick(sounds, key=lambda each: each[1].width) for pick in (min, max))
        if least.width < NARROW_SOUND and most.width > WIDE_SOUND:
            yield Difference("stereo", clip, f"{clip} is heard from both sides in {wide}, from the middle in {narrow}")
        (dull, low), (clear, high) = (pick(sounds, key=lambda each: each[1].rate) for pick in (min, max))
        if low.rate < CLEAR_SOUND_RATE <= high.rate:
            rates = f"{low.rate / 1000:g} kHz in {dull}, {high.rate / 1000:g} kHz in {clear}"
            yield Difference("sound_rate", clip, f"the sound of {clip} has {rates}, and is duller in {dull}")


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
