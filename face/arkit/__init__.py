"""Apple's 52 ARKit face units, which many tools record and draw: their files, and what they are as FAPs."""

from face.arkit.csv_file import read_csv, write_csv
from face.arkit.curves import BlendShapeMotion, faps_from_blend_shapes
from face.arkit.units import BLEND_SHAPE_FAPS, BLEND_SHAPES

__all__ = [
    "BLEND_SHAPES",
    "BLEND_SHAPE_FAPS",
    "BlendShapeMotion",
    "faps_from_blend_shapes",
    "read_csv",
    "write_csv",
]
