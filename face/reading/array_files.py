"""Reads `.npy` and `.npz` files from anybody: nothing in them is executed, and their size is known before it is read.

Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
"""

import lzma
import math
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError

MAX_NUMBERS: Final = 2**28
"""The most numbers in one array, 268 million: ten minutes of FLAME's 5023 vertices at 30 frames per second."""

WHOLE_FILE: Final = ""
"""The name of the only array of an `.npy` file."""

MAX_ARRAYS: Final = 1000
_MAGIC: Final = b"\x93NUMPY"
_MAX_HEADER: Final = 65536
_DESCR: Final = re.compile(r"""['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|(\[))""")
_ORDER: Final = re.compile(r"""['"]fortran_order['"]\s*:\s*(True|False)""")
_SHAPE: Final = re.compile(r"""['"]shape['"]\s*:\s*\(([\d\sL,]{0,200})\)""")
_TYPE: Final = re.compile(r"[<>|=]?(?:b1|\?|[iu][1248]|f[248]|U\d{1,5}|S\d{1,5}|a\d{1,5})")
_BROKEN: Final = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    OverflowError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
)


@dataclass(frozen=True)
class ArrayHeader:
    """What an array is, without its numbers; `offset` is where they begin in the file or the archive's member."""

    shape: tuple[int, ...]
    type_name: str
    is_fortran: bool
    offset: int

    @property
    def size(self) -> int:
        """Return how many numbers there are."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class ArrayFile:
    """A `.npy` or `.npz` file; `headers` has one entry per array, under the name `WHOLE_FILE` for `.npy`."""

    path: Path
    headers: Mapping[str, ArrayHeader]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of each array."""
        return {name: header.shape for name, header in self.headers.items()}

    def read(self, name: str) -> NDArray[Any]:
        """Return an array of numbers or text; that of an `.npy` file stays on disk until it is used.

        Raises
        ------
        InputError
            If there is no such array, it holds Python objects, is too large, or the file is cut short.
        """
        header = self.headers.get(name)
        if header is None:
            raise InputError(f"{self.path} has no array {name}; it has {', '.join(self.headers) or 'none'}")
        kind = _checked_type(header, _place(self.path, name))
        try:
            array = self._map(header, kind) if name == WHOLE_FILE else self._unpack(name, header, kind)
        except _BROKEN as error:
            raise InputError(f"{_place(self.path, name)} can't be read: {error}") from None
        _require_characters(array, _place(self.path, name))
        return array

    def _map(self, header: ArrayHeader, kind: np.dtype[Any]) -> NDArray[Any]:
        there = self.path.stat().st_size - header.offset
        _require_bytes(there, header.size * kind.itemsize, str(self.path))
        if not header.size:
            return np.empty(header.shape, kind)
        order: Literal["F", "C"] = "F" if header.is_fortran else "C"
        return np.memmap(self.path, kind, "r", header.offset, header.shape, order)

    def _unpack(self, name: str, header: ArrayHeader, kind: np.dtype[Any]) -> NDArray[Any]:
        wanted = header.size * kind.itemsize
        with zipfile.ZipFile(self.path) as archive, archive.open(f"{name}.npy") as member:
            member.read(header.offset)
            content = member.read(wanted)
        _require_bytes(len(content), wanted, _place(self.path, name))
        return np.frombuffer(content, kind).reshape(header.shape, order="F" if header.is_fortran else "C")


@dataclass(frozen=True, eq=False)
class LoadedArrays:
    """Arrays that were read from a file of another kind, under the same names as there."""

    path: Path
    arrays: Mapping[str, NDArray[Any]]

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of each array."""
        return {name: array.shape for name, array in self.arrays.items()}

    def read(self, name: str) -> NDArray[Any]:
        """Return an array."""
        return self.arrays[name]


ArraySource = ArrayFile | LoadedArrays


def open_arrays(path: Path) -> ArrayFile:
    """Read the headers of the arrays in a file.

    Raises
    ------
    InputError
        If the file is missing, or is neither `.npy` nor `.npz`.
    """
    try:
        with path.open("rb") as file:
            is_array = file.read(len(_MAGIC)) == _MAGIC
            file.seek(0)
            if is_array:
                return ArrayFile(path, {WHOLE_FILE: _read_header(file, str(path))})
        return ArrayFile(path, _read_archive(path))
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except InputError:
        raise
    except _BROKEN as error:
        raise InputError(f"{path} is not a NumPy file (.npy, .npz): {error}; save it anew") from None


def _read_archive(path: Path) -> dict[str, ArrayHeader]:
    headers = {}
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".npy")]
        if len(names) > MAX_ARRAYS:
            raise InputError(f"{path} holds {len(names)} arrays; at most {MAX_ARRAYS} are read")
        for name in names:
            with archive.open(name) as member:
                headers[name.removesuffix(".npy")] = _read_header(member, f"{path}, {name}")
    return headers


def _read_header(file: IO[bytes], place: str) -> ArrayHeader:
    start = file.read(8)
    if len(start) < 8 or start[:6] != _MAGIC or start[6] not in (1, 2, 3):
        raise InputError(f"{place} does not begin like an array of NumPy (.npy); save it with numpy.save")
    width = 2 if start[6] == 1 else 4
    length = int.from_bytes(file.read(width), "little")
    if length > _MAX_HEADER:
        raise InputError(f"{place} has a header of {length} bytes, which no array of numbers needs")
    text = file.read(length).decode("latin1")
    descr, order, shape = _DESCR.search(text), _ORDER.search(text), _SHAPE.search(text)
    if not (descr and order and shape):
        raise InputError(f"{place} has a broken header; save it anew with numpy.save")
    lengths = tuple(int(part.strip(" \nL")) for part in shape[1].split(",") if part.strip(" \nL"))
    return ArrayHeader(lengths, descr[1] or "table", order[1] == "True", 8 + width + length)


def _checked_type(header: ArrayHeader, place: str) -> np.dtype[Any]:
    if not _TYPE.fullmatch(header.type_name):
        raise InputError(
            f"{place} holds no plain numbers but {_describe_type(header.type_name)}; "
            "save the numbers alone as float32 (Python objects in files can run programs and are never loaded)"
        )
    kind = np.dtype(header.type_name)
    if kind.kind in "US" and header.size * kind.itemsize > _MAX_HEADER * 16:
        raise InputError(f"{place} holds too much text")
    if header.size > MAX_NUMBERS or any(length > MAX_NUMBERS for length in header.shape) or len(header.shape) > 8:
        raise InputError(f"{place} has the shape {header.shape}; at most {MAX_NUMBERS} numbers are read, so cut it")
    return kind


def _describe_type(name: str) -> str:
    return "Python objects" if "O" in name else f"the type {name}"


def _require_bytes(there: int, wanted: int, place: str) -> None:
    if there < wanted:
        raise InputError(f"{place} is cut short: {there} of {wanted} bytes are there; copy or save it anew")


def _require_characters(array: NDArray[Any], place: str) -> None:
    """Raise InputError for codes beyond Unicode, of which NumPy makes strings that Python can't bear."""
    if array.dtype.kind == "U" and array.size:
        codes = np.frombuffer(array.tobytes(), np.dtype("u4").newbyteorder(array.dtype.byteorder))
        if codes.max(initial=0) > sys.maxunicode:
            raise InputError(f"{place} holds text that is damaged; save it anew")


def _place(path: Path, name: str) -> str:
    return str(path) if name == WHOLE_FILE else f"{path}, array {name}"
