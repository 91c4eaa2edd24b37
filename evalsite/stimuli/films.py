"""Somebody's own videos come in: which files of a folder are films, what each is, and their bytes into the store."""

from pathlib import Path
from typing import Final

from evalsite import store
from evalsite.stimuli import names
from evalsite.stimuli.models import Film, Recording
from face.errors import InputError
from renderer.conform import Measured, measure
from renderer.conform.measure import Sound, measure_sound

VIDEOS: Final = (".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi")


def in_folder(folder: Path, kinds: tuple[str, ...] = VIDEOS) -> dict[str, Path]:
    """Return the files of a folder by the names of their clips; hidden files are passed over.

    Raises
    ------
    InputError
        If there is none, or one is of another kind, badly named, twice there, or a link that leads out of the folder.
    """
    entries = sorted(path for path in _entries(folder) if not path.name.startswith("."))
    found: dict[str, Path] = {}
    for path in entries:
        _check_name(path, folder, kinds)
        if path.stem in found:
            raise InputError(
                f"{folder}: clip {path.stem} is there twice, {found[path.stem].name} and {path.name}; keep one"
            )
        found[path.stem] = path
    if not found:
        raise InputError(
            f"{folder} holds none of the files it should ({', '.join(kinds)}); put one for each clip there"
        )
    return found


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        raise InputError(f"{folder} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{folder} can't be read as a folder ({error.strerror}); check the path") from None


def _check_name(path: Path, folder: Path, kinds: tuple[str, ...]) -> None:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{path} is a link that leads out of {folder}; copy the file there")
    if path.suffix.lower() not in kinds or not path.is_file():
        raise InputError(f"{path} is none of {', '.join(kinds)}; move it out of the folder")
    if Path(path.stem).suffix.lower() in kinds:
        raise InputError(f"{path} has two extensions; leave only the one that is true")
    names.label(path.stem, where=f"{path}: ")


def look_at(path: Path) -> Film:
    """Return what is known of a film; it is measured once, and its bytes are not kept yet.

    Raises
    ------
    InputError
        If it is no video, or a broken one.
    """
    digest = store.file_digest(path)
    if known := Film.objects.filter(digest=digest).first():
        return known
    return Film.objects.get_or_create(digest=digest, defaults={"measured": measure(path).model_dump(mode="json")})[0]


def measured(film: Film) -> Measured:
    """Return what was measured of a film."""
    return Measured.model_validate(film.measured)


def voice(recording: Recording) -> Sound:
    """Return how loud a recording is and its print; it is listened to once."""
    if recording.heard is None:
        recording.heard = measure_sound(store.path(recording.sound), recording.name).model_dump(mode="json")
        recording.save(update_fields=["heard"])
    return Sound.model_validate(recording.heard)


def keep(path: Path, film: Film) -> None:
    """Copy a film's bytes into the store; InputError if the file changed since it was looked at."""
    if not store.path(film.digest).exists() and store.keep_copy(path) != film.digest:
        raise InputError(f"{path} changed while it was read; try again when nobody writes to it")
