"""How a video is drawn and encoded: everything that all stimuli of a study share, with a digest for provenance."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Final, Self

from face.errors import InputError
from renderer.own_avatar import files

SMALLEST: Final = 64
LARGEST: Final = 4096
SLOWEST: Final = 5
FASTEST: Final = 120
WORST_CRF: Final = 51
AVATARS: Final = ("woman", "man", "older-woman")
BY_MARKERS: Final = "markers"
"""The deformer that needs the markers themselves, not only FAPs."""
DEFORMERS: Final = ("fat", BY_MARKERS, "xface")


@dataclass(frozen=True)
class RenderSettings:
    """What decides how a motion looks.

    Attributes
    ----------
    avatar
        One of `AVATARS`, or the path of somebody's own `avatar.json`.
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
        if self.avatar not in AVATARS and not files.is_own(self.avatar):
            known = ", ".join(AVATARS)
            raise InputError(f"there is no avatar called {self.avatar!r}; there are: {known}, or your own avatar.json")
        if self.deformer not in DEFORMERS:
            raise InputError(f"there is no deformer {self.deformer!r}; choose from {', '.join(DEFORMERS)}")
        if not all(SMALLEST <= side <= LARGEST for side in self.size):
            raise InputError(f"a video of {_by(self.size)} pixels can't be made; sides are {SMALLEST} to {LARGEST}")
        if any(side % 2 for side in self.size):
            raise InputError(f"{_by(self.size)} can't be encoded: H.264 (yuv420p) needs an even width and height")
        if not SLOWEST <= self.fps <= FASTEST:
            raise InputError(f"{self.fps} frames per second is out of range; choose {SLOWEST} to {FASTEST}")
        if not 0 <= self.crf <= WORST_CRF:
            raise InputError(f"crf {self.crf} is out of range; choose 0 (lossless) to {WORST_CRF}")

    def recorded(self) -> dict[str, Any]:
        """Return the settings as plain values, with the digest of the files of somebody's own avatar.

        Raises
        ------
        InputError
            If one of these files can't be read.
        """
        own = {"avatar_files": files.digest(Path(self.avatar))} if files.is_own(self.avatar) else {}
        return asdict(self) | {"size": list(self.size)} | own

    @classmethod
    def restored(cls, recorded: Mapping[str, Any]) -> Self:
        """Return settings that were recorded; what is none of them is passed over.

        Raises
        ------
        InputError
            If the files of somebody's own avatar are others than they were then.
        """
        known = {field.name: recorded[field.name] for field in fields(cls) if field.name in recorded}
        made = cls(**known | {"size": tuple(recorded["size"])})
        if made.recorded().get("avatar_files") != recorded.get("avatar_files"):
            raise InputError(f"the files of {made.avatar} changed after this video was asked for; ask for it again")
        return made

    def digest(self) -> str:
        """Return the SHA-256 of the settings, the same for the same values in every process."""
        return hashlib.sha256(json.dumps(self.recorded(), sort_keys=True).encode()).hexdigest()


def _by(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"
