"""The container of glTF 2.0: the document, the binary data beside it, and errors that name the file."""

import json
import struct
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from face.errors import InputError

Json = dict[str, Any]

SUFFIXES: Final = (".glb", ".gltf", ".vrm", ".vrma")
"""What the names of glTF files end in; a VRM file is a GLB with extensions, and `.vrma` an animation for any VRM."""
MAGIC: Final = b"glTF"
CHUNK_JSON: Final = 0x4E4F534A
MAX_BYTES: Final = 2**30
"""A larger file is refused: heads have a hundredth of it."""


def read_document(path: Path) -> tuple[Json, bytes]:
    """Return a file's document, and the binary data in the same file."""
    content = read_file(path)
    if content[:4] != MAGIC:
        return json.loads(content.decode("utf-8")), b""
    length, kind = struct.unpack_from("<II", content, 12)
    if kind != CHUNK_JSON:
        raise InputError(f"{path} is not a glTF 2.0 file: its first chunk is not JSON; export it again")
    return json.loads(content[20 : 20 + length]), content[20 + length + 8 :]


def read_file(path: Path) -> bytes:
    """Return the bytes of a file, unless it is too large."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise InputError(
            f"{path} has {size / 2**30:.1f} GiB, at most {MAX_BYTES // 2**30} is read; export the head alone"
        )
    return path.read_bytes()


def referenced_file(path: Path, uri: str) -> Path | None:
    """Return the file that a glTF file's URI names; None if the URI itself holds the bytes."""
    return None if uri.startswith("data:") else path.parent / unquote(uri)


@contextmanager
def gltf_errors(path: Path) -> Generator[None]:
    """Turn any error that a broken glTF file causes into an InputError that names the file."""
    try:
        yield
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{error.filename or path} can't be read: {error.strerror or error}") from None
    except (
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        struct.error,
    ) as error:
        raise InputError(
            f"{path} is not a valid glTF 2.0 file ({type(error).__name__}: {error}); export it again"
        ) from None
