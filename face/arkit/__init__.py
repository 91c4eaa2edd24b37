"""Apple's 52 ARKit blend shapes: what each is as FAPs, and files with their weights.

`read_csv` reads the tables that recorders and networks write (Live Link Face, Audio2Face-3D, NeuroSync, MediaPipe
dumps and others), `read_json` the JSON files of Audio2Face, of the corpus BEAT and of face trackers; `write_csv` writes
as Live Link Face does.
"""

from face.arkit.blend_shapes import BLEND_SHAPE_FAPS, BLEND_SHAPES, BlendShapeMotion, faps_from_blend_shapes
from face.arkit.csv_file import read_csv, write_csv
from face.arkit.json_file import read_json

__all__ = [
    "BLEND_SHAPES",
    "BLEND_SHAPE_FAPS",
    "BlendShapeMotion",
    "faps_from_blend_shapes",
    "read_csv",
    "read_json",
    "write_csv",
]
