"""PLY (Stanford): positions and faces, from text or binary of either byte order.

Format: http://paulbourke.net/dataformats/ply/
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from face.mesh.mesh import MAX_TRIANGLES, MAX_VERTICES, Mesh, triangles

_KINDS: Final = ("i1", "u1", "i2", "u2", "i4", "u4", "f4", "f8")
_TYPES: Final = {
    **dict(zip(("char", "uchar", "short", "ushort", "int", "uint", "float", "double"), _KINDS, strict=True)),
    **dict(zip(("int8", "uint8", "int16", "uint16", "int32", "uint32", "float32", "float64"), _KINDS, strict=True)),
}
_BYTE_ORDERS: Final = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}
_CORNERS: Final = ("vertex_indices", "vertex_index")
_END: Final = re.compile(rb"end_header[^\n]*\n")
_WORD: Final = re.compile(rb"\S+")
_MAX_PROPERTIES: Final = 100


@dataclass(frozen=True)
class _Property:
    """A number, or if `count_type` is set, a list of numbers after its length."""

    name: str
    type: str
    count_type: str | None = None


@dataclass
class _Element:
    name: str
    count: int
    properties: list[_Property]

    @property
    def has_list(self) -> bool:
        return any(each.count_type for each in self.properties)


def parse(content: bytes) -> Mesh:
    """Return the mesh of a PLY file.

    Raises
    ------
    InputError
        If it has no vertices with x, y and z, no faces, or is cut short.
    """
    end = _END.search(content)
    if not content.startswith(b"ply") or end is None:
        raise InputError("it has no PLY header; export the mesh anew")
    byte_order, elements = _read_header(content[: end.start()].decode("ascii", errors="replace"))
    body = content[end.end() :]
    rows = _rows_of_text(body, elements) if not byte_order else _rows_of_bytes(body, elements, byte_order)
    vertices = faces = None
    for element, values in rows:
        if element.name == "vertex":
            vertices = np.stack([np.asarray(values[axis], np.float64) for axis in _position_names(element)], axis=1)
        elif element.name == "face":
            faces = _triangles(values[_corner_name(element)])
    if vertices is None or faces is None:
        raise InputError("it lacks vertices or faces; export the mesh with both")
    return Mesh(vertices, faces)


def _read_header(text: str) -> tuple[str, list[_Element]]:
    byte_order: str | None = None
    elements: list[_Element] = []
    for line in text.splitlines()[1:]:
        match line.split():
            case ["format", name, _] if name in _BYTE_ORDERS:
                byte_order = _BYTE_ORDERS[name]
            case ["element", name, count] if count.isdecimal() and len(count) < 10:
                elements.append(_Element(name, int(count), []))
            case ["property", "list", count_type, kind, name] if {count_type, kind} <= set(_TYPES) and elements:
                elements[-1].properties.append(_Property(name, _TYPES[kind], _TYPES[count_type]))
            case ["property", kind, name] if kind in _TYPES and elements:
                elements[-1].properties.append(_Property(name, _TYPES[kind]))
            case [] | ["comment" | "obj_info", *_]:
                pass
            case _:
                raise InputError(f"its header has a line that PLY does not know: {line[:60]!r}; export the mesh anew")
    if byte_order is None:
        raise InputError("its header names no format; export the mesh anew")
    for element in elements:
        _check_size(element)
    return byte_order, elements


def _check_size(element: _Element) -> None:
    limit = MAX_VERTICES if element.name == "vertex" else MAX_TRIANGLES
    if element.count > limit:
        raise InputError(f"it has {element.count} of {element.name}, more than {limit}; give a mesh of a head alone")
    names = [each.name for each in element.properties]
    if len(names) > _MAX_PROPERTIES or len(set(names)) < len(names) or not names:
        raise InputError(f"the properties of {element.name} are too many, none, or named twice; export the mesh anew")


def _position_names(element: _Element) -> tuple[str, str, str]:
    if not {"x", "y", "z"} <= {each.name for each in element.properties if not each.count_type}:
        raise InputError("its vertices lack x, y or z; export the mesh anew")
    return ("x", "y", "z")


def _corner_name(element: _Element) -> str:
    names = [each.name for each in element.properties if each.name in _CORNERS and each.count_type]
    if not names:
        raise InputError("its faces have no list vertex_indices; export the mesh anew")
    return names[0]


def _triangles(corners: NDArray[Any] | list[list[float]]) -> NDArray[np.int64]:
    """Return faces that are all alike, `(F, n)`, or mixed polygons, as triangles."""
    if isinstance(corners, np.ndarray) and corners.ndim == 2 and corners.shape[1] == 3:
        return corners.astype(np.int64)
    polygons = [[int(corner) for corner in polygon] for polygon in corners]
    return np.array(triangles(polygons), np.int64).reshape(-1, 3)


def _rows_of_bytes(body: bytes, elements: list[_Element], byte_order: str) -> Iterator[tuple[_Element, dict[str, Any]]]:
    """Yield each element with its values by property: an array, or a list of lists where lengths differ."""
    offset = 0
    for element in elements:
        lengths = _equal_list_lengths(body, element, byte_order, offset)
        table = np.dtype(list(_columns(element, byte_order, lengths)))
        values: dict[str, Any]
        if lengths is not None:
            _require(len(body) - offset, element.count * table.itemsize, element)
            records = np.frombuffer(body, table, element.count, offset)
            offset += element.count * table.itemsize
            values = {each.name: records[each.name] for each in element.properties}
        else:
            values, offset = _mixed_rows(body, element, byte_order, offset)
        yield element, values


def _columns(
    element: _Element, byte_order: str, lengths: dict[str, int] | None
) -> Iterator[tuple[str, str] | tuple[str, str, tuple[int]]]:
    for each in element.properties:
        if each.count_type is None:
            yield each.name, byte_order + each.type
        else:
            yield f"number of {each.name}", byte_order + each.count_type
            yield each.name, byte_order + each.type, ((lengths or {}).get(each.name, 0),)


def _equal_list_lengths(body: bytes, element: _Element, byte_order: str, offset: int) -> dict[str, int] | None:
    """Return the lengths of the lists if they are the same in every row (as in a mesh of triangles), else None."""
    if not element.has_list:
        return {}
    if not element.count:
        return {each.name: 0 for each in element.properties}
    first, _ = _mixed_rows(body, _Element(element.name, 1, element.properties), byte_order, offset)
    lengths = {each.name: len(first[each.name][0]) for each in element.properties if each.count_type}
    table = np.dtype(list(_columns(element, byte_order, lengths)))
    if len(body) - offset < element.count * table.itemsize:
        return None
    records = np.frombuffer(body, table, element.count, offset)
    same = all((records[f"number of {name}"] == length).all() for name, length in lengths.items())
    return lengths if same else None


def _mixed_rows(body: bytes, element: _Element, byte_order: str, offset: int) -> tuple[dict[str, Any], int]:
    """Return the values of rows whose lists differ in length, and where they end."""
    values: dict[str, Any] = {each.name: [] for each in element.properties}
    for _ in range(element.count):
        for each in element.properties:
            count = 1
            if each.count_type is not None:
                count = int(_numbers(body, byte_order + each.count_type, 1, offset, element)[0])
                offset += np.dtype(each.count_type).itemsize
            numbers = _numbers(body, byte_order + each.type, count, offset, element)
            offset += count * np.dtype(each.type).itemsize
            values[each.name].append(numbers if each.count_type else numbers[0])
    return values, offset


def _numbers(body: bytes, kind: str, count: int, offset: int, element: _Element) -> list[float]:
    if count < 0:
        raise InputError(f"a list of {element.name} has {count} entries; export the mesh anew")
    _require(len(body) - offset, count * np.dtype(kind).itemsize, element)
    numbers: list[float] = np.frombuffer(body, kind, count, offset).tolist()
    return numbers


def _require(there: int, wanted: int, element: _Element) -> None:
    if there < wanted:
        raise InputError(f"it ends in the middle of its {element.count} of {element.name}; copy or export it anew")


def _rows_of_text(body: bytes, elements: list[_Element]) -> Iterator[tuple[_Element, dict[str, Any]]]:
    words = (match[0] for match in _WORD.finditer(body))
    for element in elements:
        values: dict[str, Any] = {each.name: [] for each in element.properties}
        for _ in range(element.count):
            for each in element.properties:
                count = int(next(words, b"-1")) if each.count_type else 1
                numbers = [float(word) for word in itertools.islice(words, max(count, 0))]
                _require(len(numbers), count if count >= 0 else 1, element)
                values[each.name].append(numbers if each.count_type else numbers[0])
        yield element, values
