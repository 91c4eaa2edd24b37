"""Which files somebody's own avatar consists of, told without building it: who asks for a video needs no more."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from renderer.custom_avatar import container, description


def is_custom_avatar(avatar: str) -> bool:
    """Return whether an avatar's name is the path of somebody's `avatar.json`."""
    return avatar.endswith(".json")


def digest(path: Path) -> str:
    """Return the SHA-256 of an `avatar.json`, of its glTF file, and of the files that this one names.

    Raises
    ------
    InputError
        If one of them can't be read; the sentence names it.
    """
    mesh = path.parent / description.read_description(path).mesh
    with container.gltf_errors(mesh):
        together = hashlib.sha256()
        for file in (path, mesh, *_referenced_files(mesh)):
            with file.open("rb") as handle:
                together.update(hashlib.file_digest(handle, "sha256").digest())
        return together.hexdigest()


def _referenced_files(mesh: Path) -> Iterator[Path]:
    document, _ = container.read_document(mesh)
    for entry in (*document.get("buffers", ()), *document.get("images", ())):
        if "uri" in entry and (file := container.referenced_file(mesh, entry["uri"])):
            yield file
