"""A contact sheet: the avatar with every FAP, viseme and expression, to be judged by eye."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from face import high_level_faps
from face.faps import FAPS, fap_index
from renderer import deform
from renderer.avatar.types import Avatar
from renderer.offscreen import Offscreen
from renderer.scene import Camera
from renderer.surface import surface

Picture = NDArray[np.uint8]
Floats = NDArray[np.float32]

TILE: Final = (240, 300)
"""Width and height of one picture, pixels; drawn twice as large."""
FRAMED: Final = 190.0
"""How much of the head a picture shows from top to bottom, mm."""
COLUMNS: Final = 10
LABEL: Final = 16
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
"""What shows the tongue."""
TONGUE: Final = range(43, 48)


@dataclass(frozen=True)
class Entry:
    """One picture: what is written below it and the FAPs `(66,)`."""

    label: str
    values: Floats


def entries() -> list[Entry]:
    """Return what a sheet shows: rest, FAPs 3 to 68 at the end of their ranges, 14 visemes, 6 expressions."""
    faps = [_fap(fap.number, fap.name, fap.working_range[1]) for fap in FAPS]
    visemes = zip(high_level_faps.VISEME_NAMES, high_level_faps.VISEMES, strict=True)
    expressions = zip(high_level_faps.EXPRESSION_NAMES, high_level_faps.EXPRESSIONS, strict=True)
    shown = [Entry(f"viseme {name}", high_level_faps.fap_values(preset)) for name, preset in visemes][1:]
    felt = [Entry(name, high_level_faps.fap_values(preset)) for name, preset in expressions]
    return [felt[0], *faps, *shown, *felt[1:]]


def _fap(number: int, name: str, value: int) -> Entry:
    values = high_level_faps.fap_values(MOUTH_OPEN) if number in TONGUE else np.zeros(len(FAPS), np.float32)
    values[fap_index(number)] = value
    return Entry(f"{number} {name} {value:+d}", values)


def sheet(avatar: Avatar, deformer: str = "fat") -> Picture:
    """Return the contact sheet `(height, width, 3)` uint8 RGB."""
    shown = entries()
    moves = deform.make(deformer, avatar)
    width, height = TILE
    rows = -(-len(shown) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * width, rows * (height + LABEL)), "white")
    pen = ImageDraw.Draw(page)
    with Offscreen(surface(avatar), Camera((0.0, -30.0, 0.0), FRAMED), (2 * width, 2 * height)) as screen:
        for place, entry in enumerate(shown):
            x, y = place % COLUMNS * width, place // COLUMNS * (height + LABEL)
            drawn = Image.fromarray(screen.draw(moves.vertices(entry.values[None])[0]))
            page.paste(drawn.resize(TILE, Image.Resampling.LANCZOS), (x, y))
            pen.text((x + 4, y + height + 2), entry.label, fill="black")
    return np.asarray(page)
