"""Pictures of a study's videos as participants will see them: one of each condition, and pairs that differ."""

import functools
import io
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from analysis.cells import Cell
from evalsite import store
from evalsite.studies.document.differences import video_label
from evalsite.studies.media.picture_format import PictureFormat
from renderer.normalize.normalization import NormalizationTarget
from renderer.normalize.preview import preview_frame
from renderer.normalize.properties import VideoProperties
from renderer.settings import RenderSettings

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont, ImageFont

MOMENT: Final = 0.1
"""The share of a video's length at which its picture is taken: early, so that little is decoded."""
MAX_TILE_SIDE: Final = 480
COLUMNS: Final = 4
LABEL_HEIGHT: Final = 44
MARGIN: Final = 12


class PreviewedVideo(NamedTuple):
    """A video made elsewhere: its file and its properties."""

    path: Path
    properties: VideoProperties


class Tile(NamedTuple):
    """A picture of a contact sheet, a PNG, and the two lines below it."""

    png: bytes
    title: str
    description: str


FrameOf = Callable[[PreviewedVideo], bytes]


def frame_reader(picture_format: PictureFormat) -> FrameOf:
    """Return a function that returns a video's picture in this format as the bytes of a PNG, and remembers it."""
    settings = RenderSettings(size=picture_format.size, fps=picture_format.fps)
    target = NormalizationTarget(settings=settings, crop=picture_format.crop)
    known: dict[Path, bytes] = {}

    def read(video: PreviewedVideo) -> bytes:
        if video.path not in known:
            known[video.path] = preview_frame(video.path, video.properties, target, MOMENT)
        return known[video.path]

    return read


def first_of_each_condition(cells: Collection[Cell]) -> list[Cell]:
    """Return the first cell of each condition, of the same clip where there is one."""
    firsts: dict[str, Cell] = {}
    for cell in cells:
        firsts.setdefault(cell.condition, cell)
    return list(firsts.values())


def condition_tile(cell: Cell, video: PreviewedVideo, picture_format: PictureFormat, frame_of: FrameOf) -> Tile:
    """Return the picture of a condition and how it is changed."""
    factor, excess = picture_format.enlargement(video.properties), max(picture_format.excess(video.properties))
    changes = [f"{'enlarged' if factor > 1 else 'reduced'} by {max(factor, 1 / factor):.2f}"] if factor != 1 else []
    if excess > 0.01:
        changes.append(f"{excess:.0%} {'cut off' if picture_format.crop else 'black'}")
    own = "{}x{}".format(*video.properties.size)
    return Tile(frame_of(video), video_label(cell), ", ".join([own, *changes]))


def contact_sheet(tiles: Sequence[Tile]) -> bytes:
    """Return the pictures side by side with their labels, as the bytes of a PNG."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - part `video`; pages are served without it

    pictures = [_scaled(Image.open(io.BytesIO(tile.png))) for tile in tiles]
    width, height = pictures[0].size
    columns = min(COLUMNS, len(tiles))
    rows = -(-len(tiles) // columns)
    step = (width + MARGIN, height + LABEL_HEIGHT + MARGIN)
    sheet = Image.new("RGB", (columns * step[0] + MARGIN, rows * step[1] + MARGIN), "white")
    pen = ImageDraw.Draw(sheet)
    for index, (tile, picture) in enumerate(zip(tiles, pictures, strict=True)):
        x, y = MARGIN + index % columns * step[0], MARGIN + index // columns * step[1]
        sheet.paste(picture, (x, y))
        pen.text((x, y + height + 4), tile.title, fill="black", font=_font(15))
        pen.text((x, y + height + 23), tile.description, fill="#555", font=_font(13))
    return _png(sheet)


def store_picture(png: bytes) -> str:
    """Put a PNG into the store and return its digest."""
    with store.workspace() as workspace:
        path = workspace / "picture.png"
        path.write_bytes(png)
        return store.add(path)


def _scaled(picture: "Image") -> "Image":
    """Return a picture that is no larger than a tile."""
    picture = picture.convert("RGB")
    picture.thumbnail((MAX_TILE_SIDE, MAX_TILE_SIDE))
    return picture


@functools.cache
def _font(size: int) -> "FreeTypeFont | ImageFont":
    from PIL import ImageFont as fonts  # noqa: N813, PLC0415 - part `video`

    return fonts.load_default(size)


def _png(picture: "Image") -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
