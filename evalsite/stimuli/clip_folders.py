"""Folders with one file for each clip, as people send them: what other programs leave behind is passed over."""

from pathlib import Path
from typing import Final, NamedTuple

from evalsite.stimuli.identifiers import validate_label
from face.errors import InputError

VIDEO_EXTENSIONS: Final = (
    *(".mp4", ".m4v", ".mov", ".webm", ".mkv", ".avi"),
    *(".mpg", ".mpeg", ".ts", ".mts", ".m2ts", ".wmv", ".flv", ".ogv", ".3gp"),
)
LEFT_BY_SYSTEMS: Final = frozenset({"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini"})
"""What operating systems leave in folders and archives, besides files that begin with a dot; in lower case."""


class ClipFolder(NamedTuple):
    """The files of a folder by the names of their clips, in order, and a sentence for each file that is none."""

    files: dict[str, Path]
    mistakes: list[str]


def files_by_clip(folder: Path, extensions: tuple[str, ...] = VIDEO_EXTENSIONS) -> dict[str, Path]:
    """Return the files of a folder by the names of their clips, in order.

    Raises
    ------
    InputError
        If there are no files, or one has another extension, an invalid name, the name of another clip, or is a link
        that leads out of the folder.
    """
    clips = read_clip_folder(folder, extensions)
    if clips.mistakes:
        raise InputError(clips.mistakes[0])
    return clips.files


def read_clip_folder(folder: Path, extensions: tuple[str, ...]) -> ClipFolder:
    """Return the files of a folder by the names of their clips, with all mistakes; names differ in more than case."""
    clips = ClipFolder({}, [])
    spellings: dict[str, Path] = {}
    try:
        paths = list_folder(folder)
    except InputError as error:
        return ClipFolder({}, [str(error)])
    for path in paths:
        try:
            _check_file(path, folder, extensions)
        except InputError as error:
            clips.mistakes.append(str(error))
            continue
        other = spellings.setdefault(path.stem.casefold(), path)
        if other is path:
            clips.files[path.stem] = path
        else:
            clips.mistakes.append(
                f"{folder}: there are two files for clip {other.stem}, {other.name} and {path.name}; keep one"
            )
    if not paths:
        clips.mistakes.append(
            f"{folder} has no files of these types: {', '.join(extensions)}; put one for each clip there"
        )
    return clips


def list_folder(folder: Path) -> list[Path]:
    """Return what is in a folder, in order, without what operating systems leave there.

    Raises
    ------
    InputError
        If it can't be read as a folder.
    """
    try:
        return sorted(path for path in folder.iterdir() if not is_left_by_system(path))
    except FileNotFoundError:
        raise InputError(f"{folder} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{folder} can't be read as a folder ({error.strerror}); check the path") from None


def is_left_by_system(path: Path) -> bool:
    """Return whether a file is hidden, or is one that an operating system writes for itself."""
    return path.name.startswith(".") or path.name.casefold() in LEFT_BY_SYSTEMS


def _check_file(path: Path, folder: Path, extensions: tuple[str, ...]) -> None:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError(f"{path} is a link that leads out of {folder}; copy the file there")
    if path.suffix.lower() not in extensions or not path.is_file():
        raise InputError(f"{path} is not one of {', '.join(extensions)}; move it out of the folder")
    if Path(path.stem).suffix.lower() in extensions:
        raise InputError(f"{path} has two extensions; keep only the right one")
    validate_label(path.stem, where=f"{path}: ")
