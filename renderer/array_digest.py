"""The digest of arrays: part of a video's provenance."""

import hashlib

import numpy as np

from face.arrays import Float32Array, Int32Array


def array_digest(*arrays: Float32Array | Int32Array) -> str:
    """Return the SHA-256 of arrays: of their shapes, and of their numbers as float32 or int32."""
    digest = hashlib.sha256()
    for array in arrays:
        kind = "<i4" if np.issubdtype(array.dtype, np.integer) else "<f4"
        digest.update(f"{kind}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array, kind).tobytes())
    return digest.hexdigest()
