"""The size and frame rate at which all videos of a study are shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from evalsite.studies.document.render_table import RENDER_DEFAULTS, RenderTable, parse_size
from evalsite.studies.document.tables import StudyTables
from renderer.normalize.properties import VideoProperties
from renderer.settings import MAX_FPS, MAX_SIDE, MIN_FPS, MIN_SIDE

Size = tuple[int, int]
"""Width and height in pixels."""

COMFORTABLE_SIDE: Final = 480
"""A video whose shorter side has fewer pixels looks like a stamp on a computer's screen."""
MAX_DEFAULT_SIZE: Final = (1080, 1920)
"""Shorter and longer side of the largest size that is chosen without being asked for: few screens show more."""
COMFORTABLE_RATE: Final = 20
"""Frames per second below which motion is seen to judder."""
RATE_TOLERANCE: Final = 0.005
"""Relative difference of frame rates that nobody notices: 23.976 and 24 differ by 0.001, 29.97 and 30 too."""


@dataclass(frozen=True)
class PictureFormat:
    """How every video of a study is shown: its size, frames per second, and whether excess is cut off or padded."""

    size: Size = RENDER_DEFAULTS.size
    fps: int = RENDER_DEFAULTS.fps
    crop: bool = False

    def enlargement(self, video: VideoProperties) -> float:
        """Return by how much a video's picture is enlarged: 2 if each pixel becomes 2 x 2."""
        scales = [shown / own for shown, own in zip(self.size, video.size, strict=True)]
        return max(scales) if self.crop else min(scales)

    def excess(self, video: VideoProperties) -> tuple[float, float]:
        """Return the share of the picture's width and height that is cut off, or of the frame's that is black."""
        scale = self.enlargement(video)
        sides = [(shown, own * scale) for shown, own in zip(self.size, video.size, strict=True)]
        horizontal, vertical = (1 - min(shown, scaled) / max(shown, scaled) for shown, scaled in sides)
        return horizontal, vertical


def picture_format_of(document: StudyTables) -> PictureFormat:
    """Return the format of a document in which size and frame rate have been chosen."""
    render = document.render
    return PictureFormat(render.effective_size, render.effective_fps, render.crop)


def choose_picture_format(render: RenderTable, videos: Sequence[VideoProperties]) -> PictureFormat:
    """Return what the study file says, and where it says nothing what suits the videos made elsewhere.

    - size: the smallest video's size that has at least 480 pixels on its shorter side, or else the largest size, but no
      more than 1080 x 1920 (`fit = "smallest"` and `"largest"` choose otherwise);
    - rate: that of the videos' rates at which the fewest frames are dropped or repeated unevenly; of several the lowest
      from 20 on.
    """
    return PictureFormat(
        size=render.size or _choose_size(render.fit, {video.size for video in videos}),
        fps=render.fps or _choose_rate([video.fps for video in videos]),
        crop=render.crop,
    )


def is_even_conversion(own: float, shown: float) -> bool:
    """Return whether every frame is shown equally often, or every nth frame is shown; a stray frame is tolerated."""
    ratio = max(own, shown) / min(own, shown)
    return abs(ratio / round(ratio) - 1) <= RATE_TOLERANCE


def _choose_size(fit: str | None, sizes: Iterable[Size]) -> Size:
    by_area = sorted(sizes, key=lambda size: (size[0] * size[1], size))
    if fit is not None and (exact := parse_size(fit)):
        return exact
    if not by_area:
        return RENDER_DEFAULTS.size
    if fit in ("smallest", "largest"):
        return _encodable(by_area[0 if fit == "smallest" else -1], (MAX_SIDE, MAX_SIDE))
    comfortable = [size for size in by_area if min(size) >= COMFORTABLE_SIDE]
    return _encodable(comfortable[0] if comfortable else by_area[-1], MAX_DEFAULT_SIZE)


def _encodable(size: Size, limits: Size) -> Size:
    """Return a size of this aspect ratio with even sides whose shorter and longer side are within the limits."""
    short, long = sorted(size)
    scale = min(1.0, limits[0] / short, limits[1] / long)
    scale = max(scale, MIN_SIDE / short)
    width, height = (min(max(int(side * scale + 1e-6) // 2 * 2, MIN_SIDE), MAX_SIDE) for side in size)
    return width, height


def _choose_rate(rates: Sequence[float]) -> int:
    """Return the common rate of videos with these rates."""
    candidates = sorted({min(max(round(rate), MIN_FPS), MAX_FPS) for rate in rates})
    candidates = [rate for rate in candidates if rate >= COMFORTABLE_RATE] or candidates[-1:]
    uneven = {shown: sum(not is_even_conversion(own, shown) for own in rates) for shown in candidates}
    return min(candidates, key=lambda shown: uneven[shown], default=RENDER_DEFAULTS.fps)
