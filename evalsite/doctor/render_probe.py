"""Renders a triangle and prints the renderer's name; a separate process, since a graphics driver may crash it."""

import numpy as np

from face.console import print_error
from face.errors import InputError

IMAGE_SIZE = (64, 64)


def main() -> str:
    """Render a triangle before a background and return the name of the renderer."""
    from renderer.offscreen import OffscreenRenderer  # noqa: PLC0415 - fails without a GL library
    from renderer.render_mesh import RenderMesh  # noqa: PLC0415
    from renderer.scene import Camera  # noqa: PLC0415

    triangle = np.array([[-50, -50, 0], [50, -50, 0], [0, 50, 0]], np.float32)
    red = np.array([[0.8, 0.1, 0.1]] * 3, np.float32)
    matt = np.zeros(3, np.float32)
    surface = RenderMesh(np.array([[0, 1, 2]], np.int32), red, matt, matt, np.empty((0, 3), np.int32))
    with OffscreenRenderer(surface, Camera((0.0, 0.0, 0.0), 120.0), IMAGE_SIZE) as screen:
        picture = screen.draw(triangle).astype(int)
        if (picture[32, 32] == picture[0, 0]).all():
            raise InputError("the image is empty")
        return screen.renderer_string()


if __name__ == "__main__":
    try:
        print(main())  # noqa: T201 - the program's output
    except InputError as error:
        raise SystemExit(print_error("render_probe", error)) from None
