"""Numbers and bytes of a glTF file: accessors in all their forms, buffers, and data URIs."""

import base64
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from face.errors import InputError
from renderer.gltf import container
from renderer.gltf.container import Json

COMPONENT_TYPES: Final = {5120: "i1", 5121: "u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
COMPONENT_COUNTS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
MAX_NUMBERS: Final = 150_000_000
"""The most numbers that are read from one file: a head of 60,000 vertices with 800 morph targets has as many."""


class GltfFile:
    """An open glTF file: its `path`, its `document`, and the numbers that this names."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.document, self._binary = container.read_document(path)
        self._buffers: dict[int, bytes] = {}
        self._left = MAX_NUMBERS

    def entries(self, name: str) -> list[Json]:
        """Return a list at the top of the document, such as "nodes"; empty if it is not there."""
        entries = self.document.get(name) or []
        if not isinstance(entries, list):
            raise TypeError(f"{name} is no list")
        return entries

    def accessor(self, index: int) -> NDArray[Any]:
        """Return an accessor's numbers, `(n,)` or `(n, width)`, integers scaled if they are normalized."""
        accessor = self.document["accessors"][index]
        component_count, count = COMPONENT_COUNTS[accessor["type"]], accessor["count"]
        dtype = np.dtype(COMPONENT_TYPES[accessor["componentType"]])
        self._spend(count * component_count)
        if "bufferView" in accessor:
            view = self._view(accessor["bufferView"], accessor.get("byteOffset", 0), dtype, count, component_count)
            values = view.copy()
        else:
            values = np.zeros((count, component_count), dtype)
        if "sparse" in accessor:
            self._apply_sparse(values, accessor["sparse"], dtype)
        if accessor.get("normalized"):
            values = np.maximum(values / np.iinfo(dtype).max, -1).astype(np.float32)
        return np.asarray(values[:, 0] if component_count == 1 else values)

    def view_bytes(self, index: int) -> bytes:
        """Return the bytes of a buffer view."""
        view = self.document["bufferViews"][index]
        start = view.get("byteOffset", 0)
        return self._buffer(view["buffer"])[start : start + view["byteLength"]]

    def uri_bytes(self, uri: str) -> bytes:
        """Return the bytes that a URI holds or names."""
        file = container.referenced_file(self.path, uri)
        return container.read_file(file) if file else base64.b64decode(uri.partition(",")[2])

    def _spend(self, numbers: int) -> None:
        self._left -= numbers
        if self._left < 0:
            raise InputError(f"{self.path} holds more than {MAX_NUMBERS} numbers; export the head alone")

    def _apply_sparse(self, values: NDArray[Any], sparse: Json, dtype: np.dtype[Any]) -> None:
        indices, sparse_values, count = sparse["indices"], sparse["values"], sparse["count"]
        self._spend(count * (1 + values.shape[1]))
        index_dtype = np.dtype(COMPONENT_TYPES[indices["componentType"]])
        rows = self._view(indices["bufferView"], indices.get("byteOffset", 0), index_dtype, count, 1)[:, 0]
        values[rows] = self._view(
            sparse_values["bufferView"], sparse_values.get("byteOffset", 0), dtype, count, values.shape[1]
        )

    def _view(self, index: int, offset: int, dtype: np.dtype[Any], count: int, component_count: int) -> NDArray[Any]:
        view = self.document["bufferViews"][index]
        start = view.get("byteOffset", 0) + offset
        stride = view.get("byteStride", dtype.itemsize * component_count)
        strides = (stride, dtype.itemsize)
        return np.ndarray((count, component_count), dtype, self._buffer(view["buffer"]), start, strides)

    def _buffer(self, index: int) -> bytes:
        if index not in self._buffers:
            uri = self.document["buffers"][index].get("uri")
            self._buffers[index] = self._binary if uri is None else self.uri_bytes(uri)
        return self._buffers[index]
