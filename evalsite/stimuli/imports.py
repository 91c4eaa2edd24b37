"""Import recordings and videos made elsewhere: copy the files into the store and register them, the same bytes once."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from evalsite import store
from evalsite.stimuli.models import ImportedVideo, Recording
from face.errors import InputError
from face.sound.findings import SoundFinding, has_kind
from renderer.normalize.measurement import is_current, measure_sound, measure_video
from renderer.normalize.properties import SoundProperties, VideoProperties


def import_recording(wav: Path) -> Recording:
    """Import recorded speech that a network will animate, and return its recording.

    Raises
    ------
    InputError
        If the file can't be read as speech, or is silent.
    """
    from renderer import sound_file  # noqa: PLC0415 - decodes sound; the web process never calls this

    with sound_file.playable_sound(wav, sound_file.LIBSNDFILE_FORMATS) as (playable, sound):
        findings = sound.checked().findings
        if has_kind(findings, "silence"):
            raise InputError(f"{wav} is silent from beginning to end; record it again")
        return _register_recording(wav.stem, playable, sound.seconds, findings)


def import_sound(path: Path) -> Recording:
    """Import the sound of a motion made elsewhere, in any format that can be decoded, and return its recording.

    Raises
    ------
    InputError
        If the file holds no sound that can be read.
    """
    from renderer import sound_file  # noqa: PLC0415 - decodes sound; the web process never calls this

    with sound_file.playable_sound(path) as (playable, sound):
        return _register_recording(path.stem, playable, sound.seconds, sound.checked().findings)


def _register_recording(stem: str, playable: Path, seconds: float, findings: Sequence[SoundFinding]) -> Recording:
    """Store a sound that every program plays alike, and return its recording, the existing one if there is one."""
    digest = store.add_copy(playable)
    recording = Recording.objects.filter(sound=digest, corpus=None).first()
    if recording is None:
        name = _unused_name(stem, digest)
        return Recording.objects.create(name=name, sound=digest, seconds=seconds, findings=list(findings))
    if recording.findings is None:
        recording.findings = list(findings)
        recording.save(update_fields=["findings"])
    return recording


def sound_findings(recording: Recording) -> list[SoundFinding]:
    """Return what was repaired in a recording, and what is unusual about it; found at the first call."""
    from renderer import sound_file  # noqa: PLC0415 - decodes sound; the web process never calls this

    if recording.findings is None:
        recording.findings = list(sound_file.read_sound(store.path(recording.sound)).findings)
        recording.save(update_fields=["findings"])
    return [SoundFinding(*finding) for finding in recording.findings]


def _unused_name(stem: str, digest: str) -> str:
    return f"{stem}-{digest[:8]}" if Recording.objects.filter(name=stem).exists() else stem


def store_video(path: Path, video: ImportedVideo) -> None:
    """Copy a registered video into the store; raise InputError if the file has changed since it was registered."""
    if not store.path(video.digest).exists() and store.add_copy(path) != video.digest:
        raise InputError(f"{path} changed while it was read; try again when nothing writes to it")


def video_measurement(video: ImportedVideo) -> VideoProperties:
    """Return the measurement of a video; one of an earlier version is replaced, where the video can be read."""
    if not is_current(video.measurement):
        _measure_again(video)
    return VideoProperties.model_validate(video.measurement)


def _measure_again(video: ImportedVideo) -> None:
    path = store.path(video.digest)
    # A machine that only serves pages may have neither the video nor the programs that read it.
    with suppress(InputError):
        video.measurement = measure_video(path).model_dump(mode="json")
        video.save(update_fields=["measurement"])


def sound_measurement(recording: Recording) -> SoundProperties:
    """Return the loudness and fingerprint of a recording, measured at the first call."""
    if recording.sound_measurement is None:
        sound = measure_sound(store.path(recording.sound), recording.name)
        recording.sound_measurement = sound.model_dump(mode="json")
        recording.save(update_fields=["sound_measurement"])
    return SoundProperties.model_validate(recording.sound_measurement)
