"""The table `[render]` of a study file: how its videos look, and how videos made elsewhere are fitted in."""

import re
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from face.documents import Document
from renderer.settings import RenderSettings

RENDER_DEFAULTS: Final = RenderSettings()

Fit = Annotated[str, Field(pattern=r"^(smallest|largest|[1-9]\d{0,4}x[1-9]\d{0,4})$")]
"""How the size is chosen: that of the smallest or largest video made elsewhere, or an exact one, such as `640x480`."""


class RenderTable(Document):
    """Settings that all videos share."""

    avatar: str = Field(default=RENDER_DEFAULTS.avatar, description="a built-in avatar, or the path of an avatar.json")
    deformer: str = Field(
        default=RENDER_DEFAULTS.deformer, description="`fat`, `markers` (needs motion with markers) or `xface`"
    )
    size: tuple[int, int] | None = Field(
        default=None,
        description="width and height in pixels, both even; default: chosen by `fit`, or 640x480 if nothing was made "
        "elsewhere",
    )
    fit: Fit | None = Field(
        default=None,
        description="instead of `size`, for videos made elsewhere: `smallest` or `largest` of their sizes, or an exact "
        "size such as `640x480`; default: the smallest that has 480 pixels on its shorter side, else the largest",
    )
    crop: bool = Field(
        default=False,
        description="cut off what another aspect ratio than that of `size` has too much; default: add black bars",
    )
    fps: int | None = Field(
        default=None,
        description="frames per second; default: the rate at which the fewest videos lose or repeat frames unevenly, "
        "or 25 if nothing was made elsewhere",
    )
    crf: int = Field(default=RENDER_DEFAULTS.crf, description="quality of the encoding, 0 (lossless) to 51")

    @model_validator(mode="after")
    def _check_settings(self) -> Self:
        self._render_settings()
        if self.fit is not None and (exact := parse_size(self.fit)):
            RenderSettings(size=exact)
        return self

    @property
    def effective_size(self) -> tuple[int, int]:
        """The size, or the default where nothing was made elsewhere."""
        return self.size or RENDER_DEFAULTS.size

    @property
    def effective_fps(self) -> int:
        """The frames per second, or the default where nothing was made elsewhere."""
        return self.fps or RENDER_DEFAULTS.fps

    def settings(self) -> dict[str, Any]:
        """Return the settings as a stimulus records them."""
        return self._render_settings().to_json()

    def _render_settings(self) -> RenderSettings:
        given = {key: value for key, value in dict(self).items() if value is not None}
        return RenderSettings(**{key: value for key, value in given.items() if key not in ("fit", "crop")})


def parse_size(text: str) -> tuple[int, int] | None:
    """Return the width and height that `text` names, such as `640x480`, or None if it names none."""
    match = re.fullmatch(r"(\d+)x(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None
