"""Import recordings and videos made elsewhere: copy the files into the store and register them, the same bytes once."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from evalsite import store
from evalsite.stimuli.identifiers import validate_label
from evalsite.stimuli.models import ImportedVideo, Recording
from face.errors import InputError
from face.sound_findings import SoundFinding, has_kind
from renderer.normalize.measurement import is_current, measure_sound, measure_video
from renderer.normalize.properties import SoundProperties, VideoProperties

VIDEO_EXTENSIONS: Final = (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi")


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


def files_by_clip(folder: Path, extensions: tuple[str, ...] = VIDEO_EXTENSIONS) -> dict[str, Path]:
    """Return the files of a folder by the names of their clips, in order; hidden files are ignored.

    Raises
    ------
    InputError
        If there are no files, or one has another extension, an invalid name, the name of another clip, or is a link
        that leads out of the folder.
    """
    clips: dict[str, Path] = {}
    for path in sorted(path for path in _list_folder(folder) if not path.name.startswith(".")):
        _check_file(path, folder, extensions)
        if path.stem in clips:
            raise InputError(
                f"{folder}: there are two files for clip {path.stem}, {clips[path.stem].name} and {path.name}; keep one"
            )
        clips[path.stem] = path
    if not clips:
        raise InputError(f"{folder} has no files of these types: {', '.join(extensions)}; put one for each clip there")
    return clips


def _list_folder(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        raise InputError(f"{folder} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{folder} can't be read as a folder ({error.strerror}); check the path") from None


def _check_file(path: Path, folder: Path, extensions: tuple[str, ...]) -> None:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{path} is a link that leads out of {folder}; copy the file there")
    if path.suffix.lower() not in extensions or not path.is_file():
        raise InputError(f"{path} is not one of {', '.join(extensions)}; move it out of the folder")
    if Path(path.stem).suffix.lower() in extensions:
        raise InputError(f"{path} has two extensions; keep only the right one")
    validate_label(path.stem, where=f"{path}: ")


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
