"""Motion and features in `.npz` files: exact, typed, and written by rename so that nobody reads half a file."""

import zipfile
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from face.errors import InputError
from face.motion import FapMotion, MarkerMotion

Record = TypeVar("Record")


def save(record: Any, path: Path) -> None:
    """Write a dataclass of arrays and numbers (leaving out what is None) to `path`."""
    arrays = {"type": type(record).__name__} | {
        field.name: value for field in fields(record) if (value := getattr(record, field.name)) is not None
    }
    temporary = path.with_name(f".{path.name}.part")
    with temporary.open("wb") as file:
        np.savez_compressed(file, **arrays)
    temporary.replace(path)


def load(kind: type[Record], path: Path) -> Record:
    """Read a file that `save` wrote, as the dataclass `kind`.

    Raises
    ------
    InputError
        If the file is missing, is no such archive, or holds another type.
    """
    arrays = _arrays(path)
    stored = str(arrays.pop("type", "something else"))
    if stored != kind.__name__:
        raise InputError(f"{path} holds {stored}, not {kind.__name__}")
    return kind(**{name: value.item() if value.ndim == 0 else value for name, value in arrays.items()})


def load_motion(path: Path) -> MarkerMotion | FapMotion:
    """Read marker motion or FAPs, whichever the file contains; raise InputError for anything else."""
    stored = str(_arrays(path).get("type"))
    return load(MarkerMotion, path) if stored == MarkerMotion.__name__ else load(FapMotion, path)


def _arrays(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return dict(archive)
    except FileNotFoundError:
        raise InputError(f"{path} does not exist") from None
    except (OSError, ValueError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} is not a motion archive (.npz): {error}") from None
