"""Draws a triangle and prints what drew it, in a process of its own: a graphics library may end it."""

import numpy as np

from face.console import print_error
from face.errors import InputError

SIZE = (64, 64)


def main() -> str:
    """Return the name of the renderer that drew a triangle before the background."""
    from renderer.offscreen import Offscreen  # noqa: PLC0415 - fails without a GL library
    from renderer.scene import Camera  # noqa: PLC0415
    from renderer.surface import Surface  # noqa: PLC0415

    triangle = np.array([[-50, -50, 0], [50, -50, 0], [0, 50, 0]], np.float32)
    red = np.array([[0.8, 0.1, 0.1]] * 3, np.float32)
    matt = np.zeros(3, np.float32)
    surface = Surface(np.array([[0, 1, 2]], np.int32), red, matt, matt, np.empty((0, 3), np.int32))
    with Offscreen(surface, Camera((0.0, 0.0, 0.0), 120.0), SIZE) as screen:
        picture = screen.draw(triangle).astype(int)
        if (picture[32, 32] == picture[0, 0]).all():
            raise InputError("the picture is empty")
        return screen.renderer_string()


if __name__ == "__main__":
    try:
        print(main())  # noqa: T201 - a program's answer
    except InputError as error:
        raise SystemExit(print_error("draw", error)) from None
