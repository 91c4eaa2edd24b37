"""`markers`: names the 46 markers on a mesh from a few known ones, with a picture to check them by."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw

from face.arrays import Float32Array, Float64Array
from face.mesh import read_mesh
from face.vertex_motion import VertexMotion
from face.vertices.marker_completion import complete_markers, read_landmarks
from face.vertices.markers import read_some_markers
from face.vertices.template_frame import recognise_frame
from renderer.commands import options
from renderer.scene import Camera
from renderer.settings import RenderSettings
from renderer.template.framing import face_camera
from renderer.video import render_still

if TYPE_CHECKING:
    from argparse import _SubParsersAction

PICTURE_SIZE: Final = (800, 800)
_DOT: Final = 4
_KNOWN, _FOUND = (200, 30, 30), (20, 60, 200)


def add_commands(commands: "_SubParsersAction[ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser(
        "markers",
        help="name the 46 markers on a mesh",
        description="Name the 46 markers on a mesh, so that `--markers OUT` turns its vertex motion into FAPs. Known "
        "must be the corners and middles of the lips and the ends of the brows (Mou1, Mou3, Mou5, Mou7, LBRO1, LBRO4, "
        "RBRO1, RBRO4), or FLAME's own landmarks. Look at the picture before you use the result.",
    )
    parser.add_argument("mesh", type=Path, metavar="T.obj", help="the mesh (.obj, .ply)")
    parser.add_argument(
        "known", type=Path, metavar="KNOWN", help="JSON or CSV of some markers, or FLAME's flame_static_embedding.pkl"
    )
    parser.add_argument("out", type=Path, metavar="OUT.json", help="the file to write")
    parser.add_argument("--picture", type=Path, metavar="P.png", help="draw them: known ones red, found ones blue")
    parser.set_defaults(run=_run)


def _run(arguments: Namespace) -> None:
    mesh = read_mesh(arguments.mesh)
    frame = recognise_frame(mesh)
    options.print_notes(arguments.mesh, frame.notes)
    template = mesh.vertices @ frame.to_mm.T
    if arguments.known.suffix.lower() == ".pkl":
        known = read_landmarks(arguments.known, mesh.faces.astype(np.int32))
    else:
        known = read_some_markers(arguments.known, len(template))
    markers = complete_markers(template, known)
    options.write_text(json.dumps(markers, indent=1), arguments.out)
    if arguments.picture:
        still = VertexMotion(
            template[None].astype(np.float32), 25.0, template.astype(np.float32), mesh.faces.astype(np.int32)
        )
        picture = Image.fromarray(render_still(still, 0, settings=RenderSettings(size=PICTURE_SIZE)))
        _draw(picture, template, markers, set(known))
        options.write_png(picture, arguments.picture)
    print(f"{arguments.out}: {len(markers)} markers, {len(known)} of them known")


def _draw(picture: Image.Image, template: Float64Array, markers: dict[str, int], known: set[str]) -> None:
    """Draw dots and names of markers onto a picture of the template."""
    drawing = ImageDraw.Draw(picture)
    places = project(template[list(markers.values())], face_camera(template.astype(np.float32)), picture.size)
    for name, (x, y) in zip(markers, places.tolist(), strict=True):
        colour = _KNOWN if name in known else _FOUND
        drawing.ellipse((x - _DOT, y - _DOT, x + _DOT, y + _DOT), fill=colour)
        drawing.text((x + _DOT + 2, y - 6), name, fill=colour)


def project(points: Float64Array | Float32Array, camera: Camera, size: tuple[int, int]) -> Float64Array:
    """Return where a camera sees points `(n, 3)` mm, in pixels from the upper left corner of its picture, `(n, 2)`."""
    width, height = size
    offset = points - np.array(camera.target)
    scale = height / camera.height * camera.distance / (camera.distance - offset[:, 2])
    return np.stack([width / 2 + offset[:, 0] * scale, height / 2 - offset[:, 1] * scale], axis=1)
