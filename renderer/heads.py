"""Avatars by name, ours and the user's own."""

from functools import lru_cache
from pathlib import Path

from renderer import avatar
from renderer.avatar.types import Avatar
from renderer.own_avatar import description, files, gltf
from renderer.own_avatar.build import Built, build


def load(name: str) -> Avatar:
    """Return the avatar called `name`, or the one that a user's `avatar.json` at the path `name` describes.

    Raises
    ------
    InputError
        If there is no such avatar, or its files don't make one: missing, broken, no head that can be moved.
    """
    return _own(Path(name)).avatar if files.is_own(name) else avatar.load(name)


def notes(name: str) -> tuple[str, ...]:
    """Return what the maker of an avatar of their own should know, as missing morph targets; ours have no notes."""
    return _own(Path(name)).notes if files.is_own(name) else ()


def _own(path: Path) -> Built:
    return _built(path.resolve(), files.digest(path))


@lru_cache(maxsize=4)
def _built(path: Path, _digest: str) -> Built:
    """Return the avatar of these very files; a worker that lives on builds it anew when they change."""
    described = description.read(path)
    return build(described, gltf.read(path.parent / described.mesh))
