"""What glTF 2.0 comes in: text, or text and numbers in one file; and what is said where it is none."""

import json
import struct
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from face.errors import InputError

Json = dict[str, Any]

MAGIC: Final = b"glTF"
CHUNK_JSON: Final = 0x4E4F534A


def read_document(path: Path) -> tuple[Json, bytes]:
    """Return a file's document, and the numbers that come in the same file."""
    content = path.read_bytes()
    if content[:4] != MAGIC:
        return json.loads(content.decode("utf-8")), b""
    length, kind = struct.unpack_from("<II", content, 12)
    if kind != CHUNK_JSON:
        raise InputError(f"{path} is no glTF 2.0 file: its first chunk is no JSON; export it anew")
    return json.loads(content[20 : 20 + length]), content[20 + length + 8 :]


def referenced_file(path: Path, uri: str) -> Path | None:
    """Return the file that a glTF file's URI names; None if the URI itself holds the bytes."""
    return None if uri.startswith("data:") else path.parent / unquote(uri)


@contextmanager
def gltf_errors(path: Path) -> Generator[None]:
    """Turn whatever a broken glTF file leads to into one sentence about it."""
    try:
        yield
    except InputError:
        raise
    except OSError as error:
        raise InputError(f"{error.filename or path} can't be read: {error.strerror or error}") from None
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, struct.error) as error:
        raise InputError(
            f"{path} is no sound glTF 2.0 file ({type(error).__name__}: {error}); export it anew"
        ) from None
