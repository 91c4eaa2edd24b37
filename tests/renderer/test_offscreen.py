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
def studio(head):
    with OffscreenRenderer(build_render_mesh(head), portrait_camera(head), SIZE) as screen:
        yield screen


def red(frame):
    return (frame[..., 0].astype(int) - frame[..., 1]) > 40


def test_a_red_ball_is_drawn_where_it_stands(studio, head):
    frame = studio.draw(head.neutral)
    rows, columns = np.nonzero(red(frame))
    assert frame.shape == (120, 160, 3)
    assert abs(columns.mean() - 79.5) < 1
    assert abs((columns.max() - columns.min()) - (rows.max() - rows.min())) <= 3
    assert rows.min() < 120 - rows.max()


def test_the_background_is_exactly_the_studios(studio, head):
    corner = studio.draw(head.neutral)[0, 0]
    np.testing.assert_array_equal(corner, np.round(np.array(BACKGROUND) * 255))


@pytest.mark.parametrize(("move", "axis", "sign"), [((20, 0, 0), 1, 1), ((0, 20, 0), 0, -1)])
def test_the_subjects_left_is_on_the_right_and_up_is_up(studio, head, move, axis, sign):
    before, after = (np.nonzero(red(studio.draw(head.neutral + np.float32(m))))[axis].mean() for m in ((0, 0, 0), move))
    assert sign * (after - before) > 4


def test_the_same_vertices_give_the_same_bits_and_others_do_not(studio, head):
    first = studio.draw(head.neutral)
    moved = studio.draw(head.neutral * np.float32(1.01))
    again = studio.draw(head.neutral)
    assert (first == again).all()
    assert (first != moved).any()


def test_light_follows_the_form(studio, head):
    ball, disc = (studio.draw(head.neutral * np.float32([1, 1, depth])) for depth in (1, 0.02))
    assert ball[red(ball)].std(axis=0)[0] > 2 * disc[red(disc)].std(axis=0)[0]


def test_the_edge_is_smooth(studio, head):
    green = studio.draw(head.neutral)[..., 1]
    assert ((green > 60) & (green < 130)).sum() > 50


def test_gloss_makes_a_highlight(head):
    wet = replace(head, parts=(replace(head.parts[0], gloss=np.full(len(head.neutral), 0.9, np.float32)),))
    with OffscreenRenderer(build_render_mesh(wet), portrait_camera(wet), SIZE) as screen:
        shiny = screen.draw(wet.neutral)
    with OffscreenRenderer(build_render_mesh(head), portrait_camera(head), SIZE) as screen:
        matt = screen.draw(head.neutral)
    assert shiny[..., 1].max() > matt[..., 1].max() + 30


def test_the_renderer_names_itself(studio):
    assert studio.renderer_string()


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
def test_a_missing_library_is_one_sentence_that_names_the_packages(broken, tmp_path):
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


def test_drawing_works_in_a_forked_child_of_a_process_that_imported_it():
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


def test_torch_is_not_needed():
    code = "import sys; sys.modules['torch'] = None; import renderer.video, renderer.offscreen, renderer.__main__"
    subprocess.run([sys.executable, "-c", code], check=True)
