"""Loads avatars by name: those that come with Facestudy, and users' own by the path of their `avatar.json`."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from face.errors import InputError
from renderer.avatar.assembly import build_avatar
from renderer.avatar.base_mesh import data_folder
from renderer.avatar.identity import IDENTITIES
from renderer.avatar.model import Avatar
from renderer.custom_avatar import description, files
from renderer.custom_avatar.assembly import CustomAvatar, build_custom_avatar
from renderer.gltf.meshes import read_meshes

DEFAULT_AVATAR: Final = "woman"


def avatar_names() -> tuple[str, ...]:
    """Return the names of the built-in avatars."""
    return tuple(IDENTITIES)


def load_avatar(name: str = DEFAULT_AVATAR) -> Avatar:
    """Return the built-in avatar called `name`, or the custom one whose `avatar.json` is at the path `name`.

    An avatar is built when the process first asks for it.

    Raises
    ------
    InputError
        If there is no such avatar, its files are missing or broken, or they hold no head that can be animated.
    """
    if files.is_custom_avatar(name):
        return _custom_avatar(Path(name)).avatar
    if name not in IDENTITIES:
        raise InputError(f"there is no avatar called {name!r}; there are: {', '.join(IDENTITIES)}")
    return _built_in_avatar(name)


def avatar_notes(name: str) -> tuple[str, ...]:
    """Return notes for the maker of a custom avatar, such as missing morph targets; built-in avatars have none."""
    return _custom_avatar(Path(name)).notes if files.is_custom_avatar(name) else ()


@cache
def _built_in_avatar(name: str) -> Avatar:
    return build_avatar(name, data_folder())


def _custom_avatar(path: Path) -> CustomAvatar:
    return _custom_avatar_version(path.resolve(), files.digest(path))


@lru_cache(maxsize=4)
def _custom_avatar_version(path: Path, _digest: str) -> CustomAvatar:
    """Return the avatar of exactly these files; a long-lived worker builds it again when they change."""
    avatar_description = description.read_description(path)
    return build_custom_avatar(avatar_description, read_meshes(path.parent / avatar_description.mesh))
