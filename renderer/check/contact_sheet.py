"""A contact sheet: the avatar with every FAP, viseme and expression, for inspection by eye."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from face import high_level_faps
from face.arrays import Float32Array
from face.faps import FAPS, fap_index
from renderer.avatar.model import Avatar
from renderer.deformers.registry import create_deformer
from renderer.encoding import Frame
from renderer.offscreen import OffscreenRenderer
from renderer.render_mesh import build_render_mesh
from renderer.scene import Camera

TILE: Final = (240, 300)
"""Width and height of one picture, pixels; drawn twice as large."""
PICTURE_HEIGHT: Final = 190.0
"""The height of the head that a picture shows, mm."""
COLUMNS: Final = 10
LABEL_HEIGHT: Final = 16
MOUTH_OPEN: Final = {
    3: 420,
    4: -80,
    5: -300,
    8: -60,
    9: -60,
    10: -250,
    11: -250,
    51: -80,
    52: -300,
    55: -60,
    56: -60,
} | {
    57: -250,
    58: -250,
}
"""FAPs of a mouth open enough to show the tongue."""
TONGUE_FAPS: Final = range(43, 48)


@dataclass(frozen=True)
class SheetEntry:
    """One picture: the label below it and its FAPs `(66,)`."""

    label: str
    values: Float32Array


def sheet_entries() -> list[SheetEntry]:
    """Return the pictures of a sheet: rest, FAPs 3 to 68 at the end of their ranges, 14 visemes, 6 expressions."""
    faps = [_fap_entry(fap.number, fap.name, fap.working_range[1]) for fap in FAPS]
    visemes = zip(high_level_faps.VISEME_NAMES, high_level_faps.VISEMES, strict=True)
    expressions = zip(high_level_faps.EXPRESSION_NAMES, high_level_faps.EXPRESSIONS, strict=True)
    viseme_entries = [SheetEntry(f"viseme {name}", high_level_faps.fap_values(preset)) for name, preset in visemes][1:]
    expression_entries = [SheetEntry(name, high_level_faps.fap_values(preset)) for name, preset in expressions]
    return [expression_entries[0], *faps, *viseme_entries, *expression_entries[1:]]


def _fap_entry(number: int, name: str, value: int) -> SheetEntry:
    values = high_level_faps.fap_values(MOUTH_OPEN) if number in TONGUE_FAPS else np.zeros(len(FAPS), np.float32)
    values[fap_index(number)] = value
    return SheetEntry(f"{number} {name} {value:+d}", values)


def draw_contact_sheet(avatar: Avatar, deformer: str = "fat") -> Frame:
    """Draw the contact sheet, `(height, width, 3)` uint8 RGB."""
    pictures = sheet_entries()
    deform = create_deformer(deformer, avatar)
    width, height = TILE
    rows = -(-len(pictures) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * width, rows * (height + LABEL_HEIGHT)), "white")
    pen = ImageDraw.Draw(page)
    with OffscreenRenderer(
        build_render_mesh(avatar), Camera((0.0, -30.0, 0.0), PICTURE_HEIGHT), (2 * width, 2 * height)
    ) as screen:
        for index, entry in enumerate(pictures):
            x, y = index % COLUMNS * width, index // COLUMNS * (height + LABEL_HEIGHT)
            picture = Image.fromarray(screen.draw(deform.vertices(entry.values[None])[0]))
            page.paste(picture.resize(TILE, Image.Resampling.LANCZOS), (x, y))
            pen.text((x + 4, y + height + 2), entry.label, fill="black")
    return np.asarray(page)
