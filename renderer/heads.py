"""Avatars by name, ours and the user's own."""

from pathlib import Path

from renderer import avatar, own_avatar
from renderer.avatar.types import Avatar


def load(name: str) -> Avatar:
    """Return the avatar called `name`, or the one that a user's `avatar.json` at the path `name` describes.

    Raises
    ------
    InputError
        If there is no such avatar, or its files don't make one.
    """
    return own_avatar.load(Path(name)) if _own(name) else avatar.load(name)


def notes(name: str) -> tuple[str, ...]:
    """Return what the maker of an avatar of their own should know; ours have no notes."""
    return own_avatar.notes(Path(name)) if _own(name) else ()


def _own(name: str) -> bool:
    return name.endswith(".json")
