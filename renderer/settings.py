"""Render settings: everything that decides how a motion is drawn and encoded, with a digest for provenance."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Self

from face.errors import InputError
from renderer.custom_avatar import files

MIN_SIDE: Final = 64
MAX_SIDE: Final = 4096
MIN_FPS: Final = 5
MAX_FPS: Final = 120
MAX_CRF: Final = 51
BUILT_IN_AVATARS: Final = ("woman", "man", "older-woman")
MARKER_DEFORMER: Final = "markers"
"""The deformer that needs the markers themselves, not only FAPs."""
DEFORMERS: Final = ("fat", MARKER_DEFORMER, "xface")


@dataclass(frozen=True)
class RenderSettings:
    """What decides how a motion looks.

    Attributes
    ----------
    avatar
        One of `BUILT_IN_AVATARS`, or the path of a custom `avatar.json`.
    deformer
        How motion moves the avatar's vertices.
    size
        Width and height in pixels, both even.
    fps
        Frames per second of the video.
    crf
        x264's constant rate factor, 0 (lossless) to 51.

    Raises
    ------
    InputError
        If a value is out of range.
    """

    avatar: str = "woman"
    deformer: str = "fat"
    size: tuple[int, int] = (640, 480)
    fps: int = 25
    crf: int = 18

    def __post_init__(self) -> None:
        if self.avatar not in BUILT_IN_AVATARS and not files.is_custom_avatar(self.avatar):
            known = ", ".join(BUILT_IN_AVATARS)
            raise InputError(f"there is no avatar called {self.avatar!r}; there are: {known}, or your own avatar.json")
        if self.deformer not in DEFORMERS:
            raise InputError(f"there is no deformer {self.deformer!r}; choose from {', '.join(DEFORMERS)}")
        size = f"{self.size[0]}x{self.size[1]}"
        if not all(MIN_SIDE <= side <= MAX_SIDE for side in self.size):
            raise InputError(f"a video can't have {size} pixels; width and height must be {MIN_SIDE} to {MAX_SIDE}")
        if any(side % 2 for side in self.size):
            raise InputError(f"{size} can't be encoded: H.264 (yuv420p) needs an even width and height")
        if not MIN_FPS <= self.fps <= MAX_FPS:
            raise InputError(f"{self.fps} frames per second is out of range; choose {MIN_FPS} to {MAX_FPS}")
        if not 0 <= self.crf <= MAX_CRF:
            raise InputError(f"crf {self.crf} is out of range; choose 0 (lossless) to {MAX_CRF}")

    def to_json(self) -> dict[str, Any]:
        """Return the settings as JSON values, with the digest of the files of a custom avatar.

        Raises
        ------
        InputError
            If one of these files can't be read.
        """
        custom = {"avatar_files": files.digest(Path(self.avatar))} if files.is_custom_avatar(self.avatar) else {}
        return asdict(self) | {"size": list(self.size)} | custom

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Return the settings that `to_json` returned; other keys are ignored.

        Raises
        ------
        InputError
            If the files of a custom avatar have changed since.
        """
        known = {field.name: content[field.name] for field in fields(cls) if field.name in content}
        settings = cls(**known | {"size": tuple(content["size"])})
        if settings.to_json().get("avatar_files") != content.get("avatar_files"):
            raise InputError(f"the files of {settings.avatar} changed after this video was requested; request it again")
        return settings

    def template_json(self, template: str) -> dict[str, Any]:
        """Return what decides how vertex motion looks, as JSON values, with the digest of its template.

        The template stands in the place of avatar and deformer, which vertex motion has no use for.
        """
        return {"template": template, "size": list(self.size), "fps": self.fps, "crf": self.crf}

    def digest(self) -> str:
        """Return the SHA-256 of the settings, the same for the same values in every process."""
        return settings_digest(self.to_json())


def settings_digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of settings as JSON values."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
