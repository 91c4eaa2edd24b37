"""Tensors in a file of torch.save (.pt), as ARTalk writes its motion: read without torch, and without running anything.

The file is a ZIP archive: a pickle that describes the tensors, and their numbers as raw members beside it.
"""

import math
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.head_model.pickle_reader import Call, Reference, Stored, parse_pickle
from face.reading.array_files import MAX_NUMBERS, WHOLE_FILE, LoadedArrays

_TYPES: Final = {"Float": "<f4", "Double": "<f8", "Half": "<f2", "Long": "<i8", "Int": "<i4"}
_MAX_PICKLE: Final = 10_000_000
_TENSOR: Final = Reference("torch._utils", "_rebuild_tensor_v2")


def read_tensors(path: Path) -> LoadedArrays:
    """Return the tensor of a file, or those of a dictionary by name.

    Raises
    ------
    InputError
        If it is no file of torch since version 1.6, or holds anything but tensors of numbers.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return LoadedArrays(path, _read_archive(archive, path))
    except FileNotFoundError:
        raise InputError(f"{path} does not exist; check the path") from None
    except InputError:
        raise
    except (OSError, EOFError, ValueError, TypeError, RuntimeError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise InputError(f"{path} is not a file of torch.save (.pt): {error}; save the numbers as .npy") from None


def _read_archive(archive: zipfile.ZipFile, path: Path) -> dict[str, NDArray[Any]]:
    name = next((name for name in archive.namelist() if name.endswith("data.pkl")), None)
    if name is None or archive.getinfo(name).file_size > _MAX_PICKLE:
        raise InputError(f"{path} is not a file of torch.save (.pt); save the numbers as .npy")
    content = parse_pickle(archive.read(name), str(path))
    folder = name.removesuffix("data.pkl")
    if isinstance(content, Call) and content.items:
        content = content.items
    values = content if isinstance(content, dict) else {WHOLE_FILE: content}
    tensors = {
        str(key): _tensor(archive, folder, value)
        for key, value in values.items()
        if isinstance(value, Call) and value.made_by == _TENSOR and len(value.arguments) >= 4
    }
    if not tensors:
        raise InputError(f"{path} holds no tensor; save the motion alone")
    return tensors


def _tensor(archive: zipfile.ZipFile, folder: str, tensor: Call) -> NDArray[Any]:
    stored, offset, size, stride, *_ = tensor.arguments
    if not isinstance(stored, Stored) or not isinstance(stored.key, tuple) or len(stored.key) < 5:
        raise ValueError("a tensor has no numbers")
    _, storage, key, _, _ = stored.key[:5]
    kind = np.dtype(_TYPES[storage.name.removesuffix("Storage")])
    lengths = [offset, *size, *stride]
    if not all(type(length) is int and length >= 0 for length in lengths) or len(size) != len(stride) or len(size) > 8:
        raise ValueError("a tensor has an impossible shape")
    if math.prod(size) > MAX_NUMBERS or archive.getinfo(f"{folder}data/{key}").file_size > MAX_NUMBERS * kind.itemsize:
        raise ValueError("a tensor is too large")
    numbers = np.frombuffer(archive.read(f"{folder}data/{key}"), kind)
    if not math.prod(size):
        return np.empty(size, kind)
    last = offset + sum((length - 1) * step for length, step in zip(size, stride, strict=True))
    if last >= len(numbers):
        raise ValueError("a tensor is cut short")
    steps = [step * kind.itemsize for step in stride]
    return np.lib.stride_tricks.as_strided(numbers[offset:], size, steps, writeable=False).copy()
