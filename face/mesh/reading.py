"""Reads a mesh from a file, by what its name ends in."""

import struct
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from face.errors import InputError
from face.mesh import obj_file, ply_file
from face.mesh.mesh import Mesh
from face.reading.file_version import FileVersion, file_version

MAX_BYTES: Final = 50_000_000
_READERS: Final = {".obj": obj_file.parse, ".ply": ply_file.parse}
MESH_SUFFIXES: Final = tuple(_READERS)
"""What the names of mesh files end in."""


def read_mesh(path: Path) -> Mesh:
    """Read a mesh: Wavefront OBJ, or PLY as text or binary.

    Raises
    ------
    InputError
        If it is missing, broken, too large or of another kind; the message names the file.
    """
    return _read_version(path, file_version(path))


@lru_cache(maxsize=4)
def _read_version(path: Path, _version: FileVersion) -> Mesh:
    parse = _READERS.get(path.suffix.lower())
    if parse is None:
        raise InputError(f"{path} is not a mesh that can be read; give .obj or .ply")
    try:
        with np.errstate(all="ignore"):
            return parse(_read_bytes(path))
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}") from None
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    except (ValueError, OverflowError, struct.error) as error:
        raise InputError(f"{path} is broken: {error}; export the mesh anew") from None


def _read_bytes(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise InputError(f"it is larger than {MAX_BYTES // 10**6} MB; give a mesh of a head alone")
    return path.read_bytes()
