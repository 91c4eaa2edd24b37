"""Differences between the pictures of a study's videos."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from analysis.cells import Cell
from evalsite.studies.document.differences import Difference, DifferenceKind, video_label
from evalsite.studies.media.cell_sources import CellSources
from evalsite.studies.media.picture_format import PictureFormat, is_even_conversion
from renderer.normalize.properties import VideoProperties

ASPECT_RATIO_TOLERANCE: Final = 0.01
"""Relative difference of two aspect ratios that rounding to whole pixels explains."""
MAX_BLACK_BARS: Final = 0.02
"""Share of a side."""

MAX_MISSING_SECONDS: Final = 0.15
"""A header may be wrong by a frame or two."""

MAX_INTERVAL_FRAMES: Final = 1.75
"""A picture that is shown longer than this many average ones is seen to stick."""


class Peculiarity(NamedTuple):
    """What is peculiar about a picture: a value to compare it by, and the end of a sentence about the video."""

    value: object
    words: str


def picture_differences(sources: CellSources, picture_format: PictureFormat) -> list[Difference]:
    """Return what is peculiar about some pictures; where all videos share it, it is no difference."""
    differences = []
    for kind in RULES:
        found = find_peculiarities(kind, sources, picture_format)
        if not is_shared(found, sources):
            labelled = ((video_label(cell), words) for cell, (_, words) in found.items())
            differences += [Difference(kind, label, f"{label} {words}") for label, words in labelled]
    return differences


def find_peculiarities(
    kind: DifferenceKind, sources: CellSources, picture_format: PictureFormat
) -> dict[Cell, Peculiarity]:
    """Return the videos that are peculiar in this way when they are shown in this format."""
    found = ((cell, RULES[kind](video, picture_format)) for cell, video in sources.videos.items())
    return {cell: peculiarity for cell, peculiarity in found if peculiarity}


def is_shared(found: Mapping[Cell, Peculiarity], sources: CellSources) -> bool:
    """Return whether all videos of the study have the same peculiarity, so that none stands out."""
    return len(found) == len(sources.lengths) and len({each.value for each in found.values()}) <= 1


def _aspect_ratio(video: VideoProperties, shown: PictureFormat) -> Peculiarity | None:
    excess = [round(share, 3) for share in shown.excess(video)]
    if max(excess) <= ASPECT_RATIO_TOLERANCE:
        return None
    side = "width" if excess[0] > excess[1] else "height"
    own, target = "{}x{}".format(*video.size), "{}x{}".format(*shown.size)
    effect = "of its {} is cut off" if shown.crop else "of the {} is black"
    words = f"is {own}, another aspect ratio than {target}: {max(excess):.0%} {effect.format(side)}"
    return Peculiarity(tuple(excess), words)


def _upscaled(video: VideoProperties, shown: PictureFormat) -> Peculiarity | None:
    factor = shown.enlargement(video)
    if factor <= 1 + ASPECT_RATIO_TOLERANCE:
        return None
    return Peculiarity(round(factor, 2), "is {}x{} and is enlarged by {:.2f}".format(*video.size, factor))


def _black_bars(video: VideoProperties, _: PictureFormat) -> Peculiarity | None:
    if max(video.bars) <= MAX_BLACK_BARS:
        return None
    return Peculiarity(video.bars, f"has black bars over {max(video.bars):.0%} of its picture")


def _frame_rate(video: VideoProperties, shown: PictureFormat) -> Peculiarity | None:
    if video.longest_interval * video.fps > MAX_INTERVAL_FRAMES:
        words = f"has a varying frame rate: a picture is shown for up to {video.longest_interval:.2f} s"
        return Peculiarity(round(video.longest_interval, 2), words)
    if is_even_conversion(video.fps, shown.fps):
        return None
    change = "dropped" if video.fps > shown.fps else "repeated"
    words = f"has {video.fps:.4g} frames per second and is shown at {shown.fps}: some frames are {change}"
    return Peculiarity(round(video.fps, 1), words)


def _still(video: VideoProperties, _: PictureFormat) -> Peculiarity | None:
    return Peculiarity(1, "holds a single picture") if video.frames == 1 else None


def _incomplete(video: VideoProperties, _: PictureFormat) -> Peculiarity | None:
    if video.missing_seconds <= MAX_MISSING_SECONDS:
        return None
    return Peculiarity(video.missing_seconds, f"lacks {video.missing_seconds:.2f} s of what its header promises")


def _size_changes(video: VideoProperties, _: PictureFormat) -> Peculiarity | None:
    if len(video.sizes) <= 1:
        return None
    sizes = " and ".join("{}x{}".format(*size) for size in video.sizes)
    return Peculiarity(video.sizes, f"changes its size in between ({sizes})")


def _dynamic_range(video: VideoProperties, _: PictureFormat) -> Peculiarity | None:
    if not video.colour.is_hdr:
        return None
    return Peculiarity(video.transfer, f"has high dynamic range ({video.transfer.upper()}) and is tone-mapped")


def _interlaced(video: VideoProperties, _: PictureFormat) -> Peculiarity | None:
    return Peculiarity(True, "is interlaced and is deinterlaced") if video.is_interlaced else None


def _transparent(video: VideoProperties, _: PictureFormat) -> Peculiarity | None:
    return Peculiarity(True, "is transparent in places, with the study's background") if video.transparent else None


def _ignored_data(video: VideoProperties, _: PictureFormat) -> Peculiarity | None:
    if not video.side_data:
        return None
    return Peculiarity(video.side_data, f"carries {', '.join(video.side_data)} data, which is ignored")


RULES: Final[dict[DifferenceKind, Callable[[VideoProperties, PictureFormat], Peculiarity | None]]] = {
    "aspect_ratio": _aspect_ratio,
    "upscaled": _upscaled,
    "black_bars": _black_bars,
    "frame_rate": _frame_rate,
    "still": _still,
    "incomplete": _incomplete,
    "size_changes": _size_changes,
    "dynamic_range": _dynamic_range,
    "interlaced": _interlaced,
    "transparent": _transparent,
    "ignored_data": _ignored_data,
}
