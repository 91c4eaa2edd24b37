"""The files of a custom avatar: their list, their digest, and the container format of glTF 2.0.

Nothing here builds the avatar: a request for a video needs no more than this.
"""

import hashlib
import json
import struct
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from face.errors import InputError
from renderer.custom_avatar import description

Json = dict[str, Any]

MAGIC: Final = b"glTF"
CHUNK_JSON: Final = 0x4E4F534A


def is_custom_avatar(avatar: str) -> bool:
    """Return whether an avatar's name is the path of a user's `avatar.json`."""
    return avatar.endswith(".json")


def digest(path: Path) -> str:
    """Return the SHA-256 of an `avatar.json`, of its glTF file, and of the files that this one names.

    Raises
    ------
    InputError
        If one of them can't be read; the message names it.
    """
    mesh = path.parent / description.read_description(path).mesh
    with gltf_errors(mesh):
        digest_of_all = hashlib.sha256()
        for file in (path, mesh, *_referenced_files(mesh)):
            with file.open("rb") as handle:
                digest_of_all.update(hashlib.file_digest(handle, "sha256").digest())
        return digest_of_all.hexdigest()


def _referenced_files(mesh: Path) -> Iterator[Path]:
    document, _ = read_document(mesh)
    for entry in (*document.get("buffers", ()), *document.get("images", ())):
        if "uri" in entry and (file := referenced_file(mesh, entry["uri"])):
            yield file


def read_document(path: Path) -> tuple[Json, bytes]:
    """Return a file's document, and the binary data in the same file."""
    content = path.read_bytes()
    if content[:4] != MAGIC:
        return json.loads(content.decode("utf-8")), b""
    length, kind = struct.unpack_from("<II", content, 12)
    if kind != CHUNK_JSON:
        raise InputError(f"{path} is not a glTF 2.0 file: its first chunk is not JSON; export it again")
    return json.loads(content[20 : 20 + length]), content[20 + length + 8 :]


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
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, struct.error) as error:
        raise InputError(
            f"{path} is not a valid glTF 2.0 file ({type(error).__name__}: {error}); export it again"
        ) from None
