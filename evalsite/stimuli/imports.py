"""Import recordings: copy a sound file into the store and register it. The same bytes are imported once."""

from pathlib import Path

from evalsite import store
from evalsite.stimuli.models import Recording
from renderer.probe import decoded_length


def import_recording(wav: Path) -> Recording:
    """Import recorded speech that a network will animate, and return its recording.

    Raises
    ------
    InputError
        If the file can't be read as speech.
    """
    from synthesis.recording import duration  # noqa: PLC0415 - reads audio; the web process never calls this

    return _import(wav, duration(wav))


def import_sound(path: Path) -> Recording:
    """Import the sound of a motion made elsewhere, in any format that can be decoded, and return its recording.

    Raises
    ------
    InputError
        If the file can't be decoded to its end.
    """
    return _import(path, decoded_length(path, "audio").seconds)


def _import(path: Path, seconds: float) -> Recording:
    digest = store.add_copy(path)
    existing = Recording.objects.filter(sound=digest, corpus=None).first()
    return existing or Recording.objects.create(name=_unused_name(path.stem, digest), sound=digest, seconds=seconds)


def _unused_name(stem: str, digest: str) -> str:
    return f"{stem}-{digest[:8]}" if Recording.objects.filter(name=stem).exists() else stem
