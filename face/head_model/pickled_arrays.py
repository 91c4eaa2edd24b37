"""Arrays from what a pickle says about them: NumPy's own, sparse matrices of scipy, and chumpy's containers."""

import math
import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from face.arrays import IntArray
from face.errors import InputError
from face.head_model.pickle_reader import Call, Reference
from face.reading.array_files import MAX_NUMBERS

_KIND: Final = re.compile(r"[biuf][1248]")
_TEXT_OF_BYTES: Final = ("encode", "bytes", "bytearray")
_MAX_DEPTH: Final = 8
_MAX_DENSE: Final = 2**24


class _NoArrayError(Exception):
    """A record is not what an array looks like in a pickle."""


def to_array(value: object, name: str) -> NDArray[Any]:
    """Return the array that a value of a pickle stands for.

    Parameters
    ----------
    value
        From `face.head_model.pickle_reader`.
    name
        What it is called in the error message.

    Raises
    ------
    InputError
        If it stands for no array of numbers.
    """
    try:
        return _array(value, 0)
    except (_NoArrayError, ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        reason = f": {error}" if isinstance(error, _NoArrayError) else ""
        raise InputError(f"{name} is not an array of numbers{reason}; save it as one with numpy.savez") from None


def _array(value: object, depth: int) -> NDArray[Any]:
    if depth > _MAX_DEPTH:
        raise _NoArrayError("it is nested too deeply")
    if isinstance(value, int | float):
        return np.array(float(value))
    if not isinstance(value, Call):
        raise _NoArrayError(f"it is {type(value).__name__}")
    made_by, arguments = _maker(value)
    if made_by.name == "_reconstruct":
        return _array_from_state(value.state)
    if made_by.name == "_frombuffer":
        content, kind, shape, order = arguments
        return _decode(content, kind, shape, order == "F")
    return _container(made_by, _attributes(value), depth)


def _container(made_by: Reference, attributes: dict[str, Any], depth: int) -> NDArray[Any]:
    """Return the array of an object of scipy or chumpy."""
    match made_by.name:
        case "csc_matrix" | "csr_matrix" | "csc_array" | "csr_array":
            return _sparse(attributes, made_by.name.startswith("csc"), depth)
        case "Ch":
            return _array(attributes["x"], depth + 1)
        case "Select":
            return _select(attributes, depth)
        case _:
            raise _NoArrayError(f"it is made by {made_by.module}.{made_by.name}")


def _maker(call: Call) -> tuple[Reference, tuple[Any, ...]]:
    """Return what makes an object, also where the pickle goes by `copyreg`, and its arguments."""
    made_by, arguments = call.made_by, call.arguments
    if isinstance(made_by, Reference) and made_by.name in ("_reconstructor", "__newobj__"):
        made_by, arguments = arguments[0], arguments[1:]
    if not isinstance(made_by, Reference):
        raise _NoArrayError("it names no class")
    return made_by, arguments


def _attributes(call: Call) -> dict[str, Any]:
    state = call.state[0] if isinstance(call.state, tuple) and call.state else call.state
    if not isinstance(state, dict):
        raise _NoArrayError("it has no attributes")
    return state


def _array_from_state(state: object) -> NDArray[Any]:
    if not isinstance(state, tuple) or len(state) not in (4, 5):
        raise _NoArrayError("its state is unknown")
    shape, kind, is_fortran, content = state[-4:]
    return _decode(content, kind, shape, bool(is_fortran))


def _decode(content: object, kind: object, shape: object, is_fortran: bool) -> NDArray[Any]:  # noqa: FBT001
    lengths = _lengths(shape)
    data = np.frombuffer(_bytes(content), _dtype(kind))
    if data.size != math.prod(lengths):
        raise _NoArrayError(f"{data.size} numbers do not fill the shape {lengths}")
    return data.reshape(lengths, order="F" if is_fortran else "C")


def _lengths(shape: object) -> tuple[int, ...]:
    if not isinstance(shape, tuple) or len(shape) > 8 or not all(type(length) is int for length in shape):
        raise _NoArrayError("its shape is unknown")
    if any(not 0 <= length <= MAX_NUMBERS for length in shape) or math.prod(shape) > MAX_NUMBERS:
        raise _NoArrayError("it is too large")
    return shape


def _dtype(kind: object) -> np.dtype[Any]:
    if not isinstance(kind, Call) or kind.made_by != Reference("numpy", "dtype") or not kind.arguments:
        raise _NoArrayError("its type is unknown")
    name = kind.arguments[0]
    order = kind.state[1] if isinstance(kind.state, tuple) and len(kind.state) > 1 else "|"
    if not isinstance(name, str) or not _KIND.fullmatch(name) or order not in ("<", ">", "|", "="):
        raise _NoArrayError(f"its numbers are of the type {str(name)[:20]}")
    return np.dtype(("<" if order in "|=" else order) + name)


def _bytes(content: object) -> bytes:
    """Return the bytes of an array: bytes, or text in Latin-1 as Python 2 and protocol 2 write them."""
    if isinstance(content, Call) and isinstance(content.made_by, Reference) and content.made_by.name in _TEXT_OF_BYTES:
        content = content.arguments[0] if content.arguments else b""
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    if isinstance(content, str):
        return content.encode("latin1")
    raise _NoArrayError("its numbers are missing")


def _sparse(attributes: dict[str, Any], is_by_column: bool, depth: int) -> NDArray[Any]:  # noqa: FBT001
    """Return a compressed sparse matrix as a dense one."""
    rows, columns = _lengths(attributes.get("_shape", attributes.get("shape")))
    if rows * columns > _MAX_DENSE:
        raise _NoArrayError("its sparse matrix is too large")
    data = _array(attributes["data"], depth + 1).reshape(-1)
    indices, starts = (_whole_numbers(attributes[key], depth) for key in ("indices", "indptr"))
    major, minor = (columns, rows) if is_by_column else (rows, columns)
    counts = np.diff(starts)
    if len(starts) != major + 1 or (counts < 0).any() or not counts.sum() == len(data) == len(indices):
        raise _NoArrayError("the entries of its sparse matrix do not fit together")
    if ((indices < 0) | (indices >= minor)).any():
        raise _NoArrayError("an entry of its sparse matrix lies outside")
    dense = np.zeros((major, minor))
    np.add.at(dense, (np.repeat(np.arange(major), counts), indices), data)
    return dense.T if is_by_column else dense


def _select(attributes: dict[str, Any], depth: int) -> NDArray[Any]:
    """Return what chumpy's Select stands for: chosen entries of another array, in a shape of their own."""
    source = _array(attributes["a"], depth + 1).reshape(-1)
    chosen = _whole_numbers(attributes["idxs"], depth)
    if ((chosen < 0) | (chosen >= len(source))).any():
        raise _NoArrayError("it selects entries that are not there")
    return source[chosen].reshape(_lengths(attributes["preferred_shape"]))


def _whole_numbers(value: object, depth: int) -> IntArray:
    array = _array(value, depth + 1).reshape(-1)
    if array.dtype.kind not in "iu":
        raise _NoArrayError("its indices are no whole numbers")
    return array.astype(np.int64)
