"""Users' own heads: glTF with ARKit's morph targets and an `avatar.json`, made into avatars like ours."""

from functools import cache
from pathlib import Path

from renderer.avatar.types import Avatar
from renderer.own_avatar import description, gltf
from renderer.own_avatar.build import Built, build

__all__ = ["Built", "build", "load", "notes"]


def load(path: Path) -> Avatar:
    """Return the avatar that an `avatar.json` describes.

    Raises
    ------
    InputError
        If the file or its mesh is missing, broken, or no head that can be moved; the sentence says what to change.
    """
    return _built(path.resolve()).avatar


def notes(path: Path) -> tuple[str, ...]:
    """Return what the avatar's maker should know: morph targets that are missing, parts that are not there."""
    return _built(path.resolve()).notes


@cache
def _built(path: Path) -> Built:
    described = description.read(path)
    return build(described, gltf.read(path.parent / described.mesh))
