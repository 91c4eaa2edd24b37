"""The files of a custom avatar: their list and their digest.

Nothing here builds the avatar: a request for a video needs no more than this.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from renderer.custom_avatar import description
from renderer.gltf import container


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
    with container.gltf_errors(mesh):
        digest_of_all = hashlib.sha256()
        for file in (path, mesh, *_referenced_files(mesh)):
            with file.open("rb") as handle:
                digest_of_all.update(hashlib.file_digest(handle, "sha256").digest())
        return digest_of_all.hexdigest()


def _referenced_files(mesh: Path) -> Iterator[Path]:
    document, _ = container.read_document(mesh)
    for entry in (*document.get("buffers", ()), *document.get("images", ())):
        if "uri" in entry and (file := container.referenced_file(mesh, entry["uri"])):
            yield file
