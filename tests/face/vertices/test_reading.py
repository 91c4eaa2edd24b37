"""Vertex motion of all layouts comes out in mm along our axes, each guess with a note; what is broken is refused."""

import contextlib
import io

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from scipy.spatial.transform import Rotation

from face.errors import InputError
from face.motion_reading import ReadOptions, read_motion_file
from face.vertex_motion import VertexMotion
from tests.damaged_files import damaged
from tests.face.vertices.heads import head, jaw_motion, write_obj

VERTICES, FACES = head(20, 24)
COUNT = len(VERTICES)
MOTION = jaw_motion(VERTICES)


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """The template in metres, as FLAME's."""
    return write_obj(tmp_path_factory.mktemp("template") / "t.obj", VERTICES / 1000, FACES)


def read(path, template, **options):
    file = read_motion_file(path, ReadOptions(template=template, **options))
    assert isinstance(file.motion, VertexMotion)
    return file.motion, " / ".join(file.notes)


def saved(tmp_path, array, name="m.npy", **more):
    if name.endswith(".npy"):
        np.save(tmp_path / name, array)
    else:
        np.savez(tmp_path / name, vertices=array, **more)
    return tmp_path / name


LAYOUTS = {
    "T, 3V": lambda m: m.reshape(len(m), -1),
    "T, V, 3": lambda m: m,
    "1, T, 3V": lambda m: m.reshape(1, len(m), -1),
    "1, T, V, 3": lambda m: m[None],
    "T, 1, 3V": lambda m: m.reshape(len(m), 1, -1),
    "Fortran": np.asfortranarray,
    "big endian": lambda m: m.astype(">f8"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_are_read_alike(tmp_path, template, layout):
    motion, notes = read(saved(tmp_path, LAYOUTS[layout](MOTION.astype(np.float32) / 1000)), template)
    assert np.abs(motion.positions - MOTION).max() < 1e-3
    assert np.abs(motion.template - VERTICES).max() < 1e-3
    assert np.array_equal(motion.faces, FACES)
    assert motion.rate == 30
    assert "the file names no usable frame rate; 30 frames per second are assumed" in notes
    assert "the unit is taken as metres" in notes


@pytest.mark.parametrize("array", [MOTION[0] / 1000, MOTION[0].reshape(-1) / 1000, MOTION[:1] / 1000])
def test_a_single_frame_is_a_motion(tmp_path, template, array):
    motion, _ = read(saved(tmp_path, array), template)
    assert motion.positions.shape == (1, COUNT, 3)


def test_displacements_are_recognised(tmp_path, template):
    motion, notes = read(saved(tmp_path, (MOTION - VERTICES) / 1000), template)
    assert np.abs(motion.positions - MOTION).max() < 1e-3
    assert "taken as displacements from the template" in notes


def test_positions_in_another_unit_than_the_template(tmp_path, template):
    motion, notes = read(saved(tmp_path, MOTION), template)
    assert np.abs(motion.positions - MOTION).max() < 1e-3
    assert "multiplied by 0.001" in notes


def test_a_mesh_with_z_up_is_turned(tmp_path):
    turn = Rotation.from_euler("x", 90, degrees=True).as_matrix()
    template = write_obj(tmp_path / "t.obj", VERTICES @ turn.T, FACES)
    motion, notes = read(saved(tmp_path, MOTION @ turn.T), template)
    assert np.abs(motion.positions - MOTION).max() < 1e-3
    assert "z up and -y forward" in notes


def test_the_rate_of_the_file_the_option_and_the_mesh(tmp_path, template):
    path = saved(tmp_path, MOTION / 1000, "m.npz", fps=np.array(60))
    assert read(path, template)[0].rate == 60
    motion, notes = read(path, template, rate=25)
    assert motion.rate == 25
    assert "the file says 60 frames per second; the given rate is used" in notes
    assert read(saved(tmp_path, MOTION / 1000, "n.npz", fps=np.array(np.nan)), template)[0].rate == 30


def test_frames_that_are_not_finite_are_held(tmp_path, template):
    broken = MOTION / 1000
    broken[[0, 5, 6]] = np.nan
    broken[8, 3, 1] = np.inf
    motion, notes = read(saved(tmp_path, broken), template)
    assert "4 of 12 frames are not finite; the last good frame is held there" in notes
    for frame, source in ((0, 1), (5, 4), (6, 4), (8, 7)):
        assert np.abs(motion.positions[frame] - MOTION[source]).max() < 1e-3


def test_float16_is_named(tmp_path, template):
    motion, notes = read(saved(tmp_path, (MOTION / 1000).astype(np.float16)), template)
    assert np.abs(motion.positions - MOTION).max() < 0.1
    assert "float16" in notes


def test_head_motion_is_taken_out(tmp_path, template):
    turns = Rotation.from_euler("y", np.linspace(0, 10, 12)[:, None], degrees=True).as_matrix()
    motion, notes = read(saved(tmp_path, MOTION @ turns.transpose(0, 2, 1) / 1000), template)
    assert np.abs(motion.positions - MOTION).max() < 0.2
    assert "the head's own motion (turns of up to 10.0°" in notes


def test_another_person_than_the_template_is_named(tmp_path, template):
    other = MOTION * (1.15, 1, 1) + (0, 0, 3) * (VERTICES[:, 1:2] > 30)
    assert "another face than the template's moves" in read(saved(tmp_path, other / 1000), template)[1]
    assert "another face" not in read(saved(tmp_path, MOTION / 1000), template)[1]


def test_several_arrays(tmp_path, template):
    path = saved(tmp_path, MOTION / 1000, "m.npz", pred=MOTION / 1000, subject=np.array("sentence 1"))
    assert "of several arrays, vertices is read and pred left out" in read(path, template)[1]
    np.savez(tmp_path / "n.npz", one=MOTION, two=MOTION)
    with pytest.raises(InputError, match="several arrays that fit: one, two"):
        read(tmp_path / "n.npz", template)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (MOTION[:, :-1], rf"moves {COUNT - 1} vertices and the template .*t\.obj has {COUNT} vertices"),
        (MOTION[:, :-1].reshape(12, -1), rf"moves {COUNT - 1} vertices"),
        (np.zeros((4, 15069), np.float32), r"moves 5023 vertices \(FLAME, as in VOCASET\)"),
        (np.zeros(7), "holds no positions of vertices"),
        (MOTION[:0], "holds no frame"),
        (MOTION * 3.3, "times as large as the template"),
        (MOTION * np.nan, "no frame has finite positions"),
        (MOTION * 1e300, "times as large as the template"),
        (MOTION > 0, "holds no frame"),
        (MOTION.astype(str), "too much text|no positions|no plain numbers|holds no frame"),
        (MOTION.astype(object), "Python objects"),
    ],
)
def test_what_is_no_motion_of_the_template_is_refused(tmp_path, template, array, message):
    with pytest.raises(InputError, match=message):
        read(saved(tmp_path, array), template)


def test_without_a_template_it_says_so(tmp_path):
    with pytest.raises(InputError, match=r"needs the mesh whose vertices it moves.*--template"):
        read(saved(tmp_path, MOTION), None)


@pytest.mark.parametrize("array", [np.zeros((9, 200)), np.zeros((9, 30)), np.zeros(())])
def test_what_holds_no_vertices_needs_no_template(tmp_path, array):
    with pytest.raises(InputError, match="no positions of vertices"):
        read(saved(tmp_path, array), None)


def _file() -> bytes:
    content = io.BytesIO()
    np.savez_compressed(content, vertices=MOTION[:3] / 1000, fps=30)
    return content.getvalue()


@given(content=damaged(_file()))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_damaged_files_are_read_or_refused(tmp_path, template, content):
    (tmp_path / "m.npz").write_bytes(content)
    with contextlib.suppress(InputError):
        read(tmp_path / "m.npz", template)


def test_the_greatest_numbers_are_read_or_refused(tmp_path, template):
    positions = np.tile(np.float32(VERTICES), (4, 1, 1))
    positions[1:3] = np.finfo(np.float32).max
    with contextlib.suppress(InputError):
        read(saved(tmp_path, positions), template)
