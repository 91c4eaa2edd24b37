from dataclasses import replace

import numpy as np
import pytest

from face.errors import InputError
from face.reading.options import ReadOptions
from renderer.avatar_registry import load_avatar
from renderer.gltf.meshes import Mesh
from renderer.morph_animation.face_region import face_points, file_scale
from renderer.morph_animation.reading import read_morph_file
from renderer.morph_animation.tissue import tissue_of_mesh
from renderer.scene import portrait_camera
from tests.renderer import small_head
from tests.renderer.gltf.documents import TRIANGLE
from tests.renderer.morph_animation import animated


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    return animated.write(tmp_path_factory.mktemp("talk") / "talk.glb")


def frames(motion):
    return motion.template + np.tensordot(motion.weights, motion.targets, axes=1)


def test_the_heads_own_targets_move_it(talk):
    motion = read_morph_file(talk).motion
    head = small_head.meshes()[0]
    last = 1000 * (head.vertices + head.targets["jawOpen"] + head.targets["eyeBlinkLeft"])
    assert (len(motion), motion.rate) == (31, 30)
    moved = frames(motion)
    np.testing.assert_allclose(moved[0], motion.template)
    places = np.linalg.norm(1000 * head.vertices[None] - motion.template[:100, None], axis=2).argmin(axis=1)
    np.testing.assert_allclose(moved[-1][:100], last[places], atol=1e-3)


def test_targets_that_move_alike_in_several_meshes_are_one(tmp_path):
    head, eye, *_ = small_head.meshes()
    both = [head, replace(eye, targets={"eyeBlinkLeft": np.float32(eye.vertices * 0 + (0, 0.002, 0))})]
    blink = animated.weights(eyeBlinkLeft=1)
    single = blink[:, [animated.NAMES.index("eyeBlinkLeft")]]
    path = animated.write(tmp_path / "a.glb", meshes=both, takes=[("t", np.arange(31) / 30, {0: blink, 1: single})])
    motion = read_morph_file(path).motion
    assert motion.targets.shape[0] == 1
    np.testing.assert_allclose(motion.targets[0, -1], (0, 2, 0), atol=1e-4)


def test_an_avatar_json_gives_parts_and_camera(talk):
    small_head.write(talk.parent)
    path = animated.write(talk.parent / "clip.glb")
    motion = read_morph_file(path, avatar=str(talk.parent / "avatar.json")).motion
    avatar = load_avatar(str(talk.parent / "avatar.json"))
    camera = portrait_camera(avatar)
    origin = np.mean([np.multiply(small_head.EYE_CENTRE, (1, 1, 0)), np.multiply(small_head.EYE_CENTRE, (-1, 1, 0))], 0)
    assert motion.picture[3] == pytest.approx(camera.height)
    np.testing.assert_allclose(motion.picture[:2], np.add(camera.target, origin)[:2], atol=0.5)
    assert motion.gloss.max() == pytest.approx(0.9)


def test_an_avatar_json_of_another_head_is_refused(talk, tmp_path):
    path = small_head.write(tmp_path)
    clip = animated.write(tmp_path / "clip.glb", meshes=[replace(small_head.meshes()[0], name="Other")])
    with pytest.raises(InputError, match="has no mesh 'Head'; it has: Other"):
        read_morph_file(clip, avatar=str(path))


def test_takes_are_chosen_by_number(tmp_path):
    times = np.arange(31) / 30
    takes = [("talk", times, {0: animated.weights(jawOpen=1)}), ("blink", times, {0: animated.weights(eyeBlinkLeft=1)})]
    path = animated.write(tmp_path / "a.glb", takes=takes)
    first, second = read_morph_file(path), read_morph_file(path, ReadOptions(take=2))
    assert "1 'talk', 2 'blink' take 1 is shown" in first.notes[0]
    assert second.notes == ()
    assert np.abs(first.motion.targets).max() > 1.2 * np.abs(second.motion.targets).max()


def test_options_that_do_not_apply_are_noted(talk):
    assert "--rate" in read_morph_file(talk, ReadOptions(rate=25)).notes[-1]


def test_centimetres_are_recognised_and_noted(tmp_path, talk):
    meshes = [
        replace(mesh, vertices=100 * mesh.vertices, targets={name: 100 * move for name, move in mesh.targets.items()})
        for mesh in small_head.meshes()
    ]
    found, expected = read_morph_file(animated.write(tmp_path / "a.glb", meshes=meshes)), read_morph_file(talk)
    assert "10 mm" in found.notes[0]
    np.testing.assert_allclose(found.motion.template, expected.motion.template, atol=1e-3)
    np.testing.assert_allclose(found.motion.picture, expected.motion.picture, rtol=1e-4)


def test_what_lies_outside_the_picture_is_left_out(tmp_path, talk):
    foot = Mesh("Foot", TRIANGLE * 0.1 - np.float32([0, 1.5, 0]), np.int32([[0, 1, 2]]), np.ones((3, 3), "f4"), {})
    found = read_morph_file(animated.write(tmp_path / "a.glb", meshes=[*small_head.meshes(), foot])).motion
    expected = read_morph_file(talk).motion
    np.testing.assert_allclose(found.template, expected.template)
    np.testing.assert_array_equal(found.picture, expected.picture)


def test_curves_must_fit_their_targets(tmp_path):
    path = animated.write(tmp_path / "a.glb", takes=[("talk", [0, 1], {0: np.ones((2, 7))})])
    with pytest.raises(InputError, match="Head has 52 morph targets, but the animation moves 7"):
        read_morph_file(path)
    path = animated.write(tmp_path / "b.glb", takes=[("talk", [0, 1], {99: np.ones((2, 7))})])
    with pytest.raises(InputError, match="moves no mesh of the scene"):
        read_morph_file(path)


@pytest.mark.parametrize("content", [b"", b"glTF", b"{}", b"[]", b"{" * 100_000, b'{"animations": [{}]}'])
def test_other_files_are_refused(tmp_path, content):
    (tmp_path / "x.glb").write_bytes(content)
    with pytest.raises(InputError, match=r"x\.glb"):
        read_morph_file(tmp_path / "x.glb")
    with pytest.raises(InputError, match="does not exist"):
        read_morph_file(tmp_path / "gone.glb")


@pytest.mark.parametrize(
    ("name", "material", "part"),
    [
        ("Wolf3D_Head", "Wolf3D_Skin", "skin"),
        ("EyeLeft", "Wolf3D_Eye", "eye"),
        ("Wolf3D_Teeth", "", "teeth"),
        ("Wolf3D_Hair", "", "hair"),
        ("Wolf3D_Outfit_Top", "", "clothes"),
        ("Face", "N00_000_00_EyeIris_00_EYE (Instance)", "eye"),
        ("Face", "N00_000_00_FaceEyelash_00_FACE (Instance)", "hair"),
        ("Face", "N00_000_00_FaceBrow_00_FACE (Instance)", "hair"),
        ("Face", "N00_000_00_Face_00_SKIN (Instance)", "skin"),
        ("Hair001 (merged)", "N00_000_Hair_00_HAIR", "hair"),
        ("polySurface1", "lambert2", "skin"),
    ],
)
def test_parts_are_known_by_the_names_of_common_exporters(name, material, part):
    mesh = replace(small_head.meshes()[0], name=name, material=material)
    tissue = tissue_of_mesh(mesh)
    expected = {"skin": (0.2, 1.0), "eye": (0.9, 0.0), "teeth": (0.7, 0.25), "hair": (0.1, 0.0), "clothes": (0.1, 0.0)}
    assert (tissue.gloss, tissue.scatter) == expected[part]
    assert tissue.is_two_sided == (part == "hair")


def test_the_face_is_where_its_targets_move_the_mesh():
    vertices = np.float32(np.random.default_rng(0).uniform(-1, 1, (500, 3)) * (0.3, 0.9, 0.1))
    face = vertices[:, 1] > 0.7
    jaw = np.float32(face[:, None] * (0, -0.02, 0))
    body = Mesh(
        "Body", vertices, np.int32([[0, 1, 2]]), np.ones((500, 3), "f4"), {"fat": np.ones_like(jaw), "jaw": jaw}
    )
    points = face_points([body, replace(body, name="Hair", targets={})])
    assert points[:, 1].min() > 0.6
    assert file_scale(points) == 1000
    assert file_scale(points / 1000) == 1000
