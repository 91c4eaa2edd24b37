"""The avatar: who is seen in the videos.

It is built from the data of an installed package in a few seconds, so nothing is kept on disk that could grow stale.
"""

from functools import cache

from face.errors import InputError
from renderer.avatar.build import build
from renderer.avatar.identity import IDENTITIES
from renderer.avatar.package import folder
from renderer.avatar.types import Avatar

__all__ = ["DEFAULT", "load", "names"]

DEFAULT = "woman"


def names() -> tuple[str, ...]:
    """Return the names of all avatars."""
    return tuple(IDENTITIES)


def load(name: str = DEFAULT) -> Avatar:
    """Return the avatar of that name, built when a process first asks for it.

    Raises
    ------
    InputError
        If there is no such avatar, or the package with its data is missing or altered.
    """
    if name not in IDENTITIES:
        raise InputError(f"there is no avatar called {name!r}; there are: {', '.join(IDENTITIES)}")
    return _built(name)


@cache
def _built(name: str) -> Avatar:
    return build(name, folder())
