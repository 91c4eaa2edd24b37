"""Deformers: how facial motion moves the avatar's vertices."""

from collections.abc import Callable, Mapping
from typing import Final

from renderer.avatar.types import Avatar
from renderer.deform.fat import fat
from renderer.deform.types import Deformer
from renderer.deform.xface import xface

__all__ = ["Deformer", "fat", "make"]

_MAKERS: Final[Mapping[str, Callable[[Avatar], Deformer]]] = {"fat": fat, "xface": xface}


def make(name: str, avatar: Avatar) -> Deformer:
    """Prepare the deformer called `name`, one of `renderer.settings.DEFORMERS`, for an avatar."""
    return _MAKERS[name](avatar)
