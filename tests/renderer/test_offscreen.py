import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from renderer.offscreen import OffscreenRenderer
from renderer.render_mesh import build_render_mesh
from renderer.scene import BACKGROUND, portrait_camera
from tests.renderer import small_head

SIZE = (160, 120)


@pytest.fixture(scope="module")
def screen(head):
    with OffscreenRenderer(build_render_mesh(head), portrait_camera(head), SIZE) as screen:
        yield screen


def red_pixels(frame):
    return (frame[..., 0].astype(int) - frame[..., 1]) > 40


def test_a_red_ball_is_drawn_at_its_position(screen, head):
    frame = screen.draw(head.neutral)
    rows, columns = np.nonzero(red_pixels(frame))
    assert frame.shape == (120, 160, 3)
    assert abs(columns.mean() - 79.5) < 1
    assert abs((columns.max() - columns.min()) - (rows.max() - rows.min())) <= 3
    assert rows.min() < 120 - rows.max()


def test_the_background_has_exactly_its_colour(screen, head):
    corner = screen.draw(head.neutral)[0, 0]
    np.testing.assert_array_equal(corner, np.round(np.array(BACKGROUND) * 255))


@pytest.mark.parametrize(("move", "axis", "sign"), [((20, 0, 0), 1, 1), ((0, 20, 0), 0, -1)])
def test_positive_x_is_to_the_right_and_positive_y_up(screen, head, move, axis, sign):
    before, after = (
        np.nonzero(red_pixels(screen.draw(head.neutral + np.float32(m))))[axis].mean() for m in ((0, 0, 0), move)
    )
    assert sign * (after - before) > 4


def test_equal_vertices_give_equal_pixels_and_others_do_not(screen, head):
    first = screen.draw(head.neutral)
    moved = screen.draw(head.neutral * np.float32(1.01))
    again = screen.draw(head.neutral)
    assert (first == again).all()
    assert (first != moved).any()


def test_shading_depends_on_the_surfaces_normals(screen, head):
    ball, disc = (screen.draw(head.neutral * np.float32([1, 1, depth])) for depth in (1, 0.02))
    assert ball[red_pixels(ball)].std(axis=0)[0] > 2 * disc[red_pixels(disc)].std(axis=0)[0]


def test_edges_are_antialiased(screen, head):
    green = screen.draw(head.neutral)[..., 1]
    assert ((green > 60) & (green < 130)).sum() > 50


def test_gloss_adds_a_highlight(head):
    glossy_head = replace(head, parts=(replace(head.parts[0], gloss=np.full(len(head.neutral), 0.9, np.float32)),))
    with OffscreenRenderer(build_render_mesh(glossy_head), portrait_camera(glossy_head), SIZE) as screen:
        glossy = screen.draw(glossy_head.neutral)
    with OffscreenRenderer(build_render_mesh(head), portrait_camera(head), SIZE) as screen:
        matte = screen.draw(head.neutral)
    assert glossy[..., 1].max() > matte[..., 1].max() + 30


def test_the_renderer_string_is_not_empty(screen):
    assert screen.renderer_string()


NO_LIBRARY = """
import ctypes
load = ctypes.CDLL.__init__
def without_gl(self, name, *rest, **more):
    if name and "GL" in str(name):
        raise OSError(f"{name}: cannot open shared object file")
    load(self, name, *rest, **more)
ctypes.CDLL.__init__ = without_gl
"""


@pytest.mark.parametrize("broken", ["library", "device"])
def test_a_missing_library_is_reported_with_the_packages_to_install(broken, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(NO_LIBRARY if broken == "library" else "")
    (tmp_path / "m.fap").write_text("2.1 m 25 1\n" + "0 0 1 " + "0 " * 65 + "\n0 100\n")
    motion, out, avatar = (str(path) for path in (tmp_path / "m.fap", tmp_path / "o.png", small_head.write(tmp_path)))
    command = [sys.executable, "-m", "renderer", "still", motion, out, "--avatar", avatar]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)} | ({"EGL_DEVICE_ID": "99"} if broken == "device" else {})
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "libegl1 libgl1 libgl1-mesa-dri" in done.stderr.strip().splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "o.png").exists()


def test_a_forked_child_of_an_importing_process_can_draw():
    code = """
import os, sys
from renderer.offscreen import OffscreenRenderer
from renderer.scene import portrait_camera
from renderer.render_mesh import build_render_mesh
from tests.renderer.ball_avatar import red_ball
head = red_ball()
child = os.fork()
if not child:
    with OffscreenRenderer(build_render_mesh(head), portrait_camera(head), (64, 64)) as screen:
        os._exit(0 if screen.draw(head.neutral).any() else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0


def test_rendering_does_not_import_torch():
    code = "import sys; sys.modules['torch'] = None; import renderer.video, renderer.offscreen, renderer.__main__"
    subprocess.run([sys.executable, "-c", code], check=True)
