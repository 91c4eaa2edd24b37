"""Draws without a screen; the only file that imports pyrender, and so the only one that needs an OpenGL library.

pyrender rebuilds and reads back more than a video needs. Here the vertex buffer is refilled for each frame, only
colours are read, and our own shaders light the surface.
"""

import os
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import numpy as np

from face.arrays import Float32Array
from face.errors import InputError
from renderer.encoding import Frame
from renderer.render_mesh import RenderMesh, VertexNormals
from renderer.scene import BACKGROUND, GROUND_LIGHT, LIGHTS, SKY_LIGHT, Camera

NO_GL_MESSAGE: Final = (
    "no OpenGL library could be used to draw; install one "
    "(Debian, Ubuntu: `apt-get install libegl1 libgl1 libgl1-mesa-dri`)"
)

os.environ["PYOPENGL_PLATFORM"] = "egl"
os.environ["PYGLET_HEADLESS"] = "1"
try:
    import pyrender
    from OpenGL import EGL, GL
    from pyrender.renderer import Renderer
    from pyrender.shader_program import ShaderProgramCache
except (ImportError, AttributeError, OSError):  # PyOpenGL fails in each of these ways without the library
    raise InputError(NO_GL_MESSAGE) from None


class _Renderer(Renderer):  # type: ignore[misc] # pyrender has no types
    """pyrender's renderer with our shaders and lights, which reads colours only."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height)
        self._program_cache = ShaderProgramCache(shader_dir=str(Path(__file__).parent / "shaders"))
        self._pixels = np.empty((height, width, 3), np.uint8)

    def _bind_lighting(self, scene: Any, program: Any, node: Any, flags: int) -> None:  # noqa: ARG002 - pyrender's
        for index, light in enumerate(LIGHTS):
            program.set_uniform(f"light_direction[{index}]", light.direction_to_light())
            program.set_uniform(f"light_colour[{index}]", np.array(light.colour))
            program.set_uniform(f"light_half_vector[{index}]", light.half_vector())
            program.set_uniform(f"light_specular[{index}]", light.specular_reflectance())
        program.set_uniform("sky", np.array(SKY_LIGHT))
        program.set_uniform("ground", np.array(GROUND_LIGHT))

    def _read_main_framebuffer(self, scene: Any, flags: int) -> tuple[Frame, None]:  # noqa: ARG002 - pyrender's
        height, width, _ = self._pixels.shape
        area = (0, 0, width, height)
        GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self._main_fb_ms)
        GL.glBindFramebuffer(GL.GL_DRAW_FRAMEBUFFER, self._main_fb)
        GL.glBlitFramebuffer(*area, *area, GL.GL_COLOR_BUFFER_BIT, GL.GL_NEAREST)
        GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self._main_fb)
        GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 1)
        GL.glReadPixels(*area, GL.GL_RGB, GL.GL_UNSIGNED_BYTE, self._pixels)
        return self._pixels, None


class OffscreenRenderer:
    """Draws one mesh again and again as its vertices move; use it in a `with` block.

    Create it in the process that draws: an OpenGL context does not survive a fork.

    Raises
    ------
    InputError
        If no OpenGL library can be used.
    """

    def __init__(self, mesh: RenderMesh, camera: Camera, size: tuple[int, int]) -> None:
        count = len(mesh.colour)
        self._normals = VertexNormals(mesh.faces, count, mesh.shared_normals)
        tissue = np.stack([mesh.gloss, mesh.scatter], axis=1)
        opaque = np.ones((count, 1))
        positions_and_normals = np.zeros((count, 6))
        self._buffer = np.concatenate([positions_and_normals, tissue, mesh.colour, opaque], axis=1).astype(np.float32)
        self._primitive = _primitive(mesh, self._buffer)
        self._scene = _scene(self._primitive, camera, size)
        self._offscreen = _context(size)
        self._offscreen.render(self._scene)

    def draw(self, vertices: Float32Array) -> Frame:
        """Return the picture of the mesh with these `vertices` `(V, 3)` mm: `(height, width, 3)` uint8 RGB."""
        self._buffer[:, :3] = vertices
        self._buffer[:, 3:6] = self._normals(self._buffer[:, :3])
        self._offscreen._platform.make_current()  # noqa: SLF001 - pyrender has no public way
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._primitive._buffers[0])  # noqa: SLF001 - as above
        GL.glBufferSubData(GL.GL_ARRAY_BUFFER, 0, self._buffer.nbytes, self._buffer)
        pixels, _ = self._offscreen.render(self._scene)
        return np.array(pixels[::-1])

    def renderer_string(self) -> str:
        """Return the name that the OpenGL library gives its renderer: part of a picture's provenance."""
        self._offscreen._platform.make_current()  # noqa: SLF001 - pyrender has no public way
        return str(GL.glGetString(GL.GL_RENDERER).decode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _close(self._offscreen)


def _primitive(mesh: RenderMesh, buffer: Float32Array) -> Any:
    return pyrender.Primitive(
        positions=buffer[:, :3],
        normals=buffer[:, 3:6],
        texcoord_0=buffer[:, 6:8],
        color_0=buffer[:, 8:],
        indices=mesh.all_faces(),
        material=pyrender.MetallicRoughnessMaterial(),
    )


def _scene(primitive: Any, camera: Camera, size: tuple[int, int]) -> Any:
    scene = pyrender.Scene(bg_color=np.array(BACKGROUND))
    scene.add(pyrender.Mesh([primitive]))
    lens = pyrender.PerspectiveCamera(
        yfov=camera.field_of_view(), aspectRatio=size[0] / size[1], znear=camera.distance / 3, zfar=camera.distance * 2
    )
    scene.add(lens, pose=camera.pose())
    return scene


def _context(size: tuple[int, int]) -> Any:
    try:
        offscreen = pyrender.OffscreenRenderer(*size)
        offscreen._renderer = _Renderer(*size)  # noqa: SLF001 - pyrender has no public way
    except Exception as error:  # noqa: BLE001 - pyrender, PyOpenGL and EGL each fail in their own ways
        raise InputError(f"{NO_GL_MESSAGE}; the error was: {error or type(error).__name__}") from None
    return offscreen


def _close(offscreen: Any) -> None:
    """Free the context. pyrender would also close the display, which others in this process may be using."""
    platform = offscreen._platform  # noqa: SLF001 - pyrender has no public way
    platform.make_current()
    offscreen._renderer.delete()  # noqa: SLF001 - as above
    display, context = platform._egl_display, platform._egl_context  # noqa: SLF001 - as above
    EGL.eglMakeCurrent(display, EGL.EGL_NO_SURFACE, EGL.EGL_NO_SURFACE, EGL.EGL_NO_CONTEXT)
    EGL.eglDestroyContext(display, context)
    platform._egl_display = None  # noqa: SLF001 - as above
