"""Motion and features in `.npz` files: exact, typed, and written by rename so that nobody reads half a file."""

from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.motion import FapMotion, MarkerMotion
from face.reading.array_files import open_arrays
from face.vertex_motion import VertexMotion

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
    arrays = _read_arrays(path)
    stored = str(arrays.pop("type", "something else"))
    if stored != kind.__name__:
        raise InputError(f"{path} holds {stored}, not {kind.__name__}")
    try:
        return kind(**{name: value.item() if value.ndim == 0 else value for name, value in arrays.items()})
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except (TypeError, ValueError) as error:
        raise InputError(f"{path} is no {kind.__name__} that this program wrote: {error}") from None


def stored_type(path: Path) -> str | None:
    """Return the name of the dataclass that `save` wrote, or None if the file is another program's."""
    return str(_read_arrays(path, ("type",)).get("type", "")) or None


def load_motion(path: Path) -> MarkerMotion | FapMotion | VertexMotion:
    """Read markers, vertices or FAPs, whichever the file contains; raise InputError for anything else."""
    match stored_type(path):
        case MarkerMotion.__name__:
            return load(MarkerMotion, path)
        case VertexMotion.__name__:
            return load(VertexMotion, path)
        case _:
            return load(FapMotion, path)


def _read_arrays(path: Path, names: tuple[str, ...] | None = None) -> dict[str, NDArray[Any]]:
    """Return the arrays of a file, all of them or those of `names` that are there."""
    file = open_arrays(path)
    return {name: file.read(name) for name in file.headers if names is None or name in names}
