"""Custom avatars do what FAPs demand, and errors in their descriptions are reported."""

from dataclasses import replace

import numpy as np
import pytest

from face.errors import InputError
from face.faps import fap_index
from face.feature_points import FEATURE_POINTS
from renderer import avatar_registry
from renderer.check.avatar_check import check_avatar
from renderer.custom_avatar.assembly import build_custom_avatar
from renderer.custom_avatar.description import Description
from renderer.deformers.fat import FatDeformer
from tests.renderer import small_head


def build(meshes=None, **changes):
    return build_custom_avatar(
        Description(**small_head.description(**changes)), small_head.meshes() if meshes is None else meshes
    )


@pytest.fixture(scope="module")
def head():
    return build().avatar


@pytest.fixture(scope="module")
def checked(head):
    return check_avatar(head, count=20, range_shares=(0.5, 1.0))


def test_every_fap_moves_its_point_to_two_per_cent(checked):
    assert {row.name: row.error for row in checked.faps if row.error > 0.02 or not row.driven} == {}
    assert checked.together.error < 0.02


def test_no_triangle_is_flipped(checked):
    assert {row.name: row.flipped for row in checked.faps if row.flipped} == {}
    assert checked.together.flipped_worst == 0


def test_the_jaws_hinge_is_fitted(head):
    middle = small_head.EYE_CENTRE[2] + small_head.skin_depth(29.0, 0.0) - small_head.EYEBALL_RADIUS - 1
    np.testing.assert_allclose(head.rig.jaw_pivot[1:], small_head.JAW_HINGE[1:] - (0, middle), atol=4)
    assert head.rig.jaw_angle == pytest.approx(small_head.JAW_ANGLE, rel=0.1)


def test_files_and_meshes_give_the_same_avatar(tmp_path, head):
    path = small_head.write(tmp_path)
    loaded = avatar_registry.load_avatar(str(path))
    np.testing.assert_allclose(loaded.neutral, head.neutral, atol=1e-4)
    assert loaded.licence == "MIT; made by rules"
    assert avatar_registry.avatar_notes(str(path)) == ()


def test_split_vertices_are_merged(head):
    skin, *rest = small_head.meshes()
    corners = skin.faces.ravel()
    split = replace(
        skin,
        vertices=skin.vertices[corners],
        faces=np.arange(len(corners), dtype=np.int32).reshape(-1, 3),
        colour=skin.colour[corners],
        targets={name: move[corners] for name, move in skin.targets.items()},
    )
    first = {vertex: int(np.flatnonzero(corners == vertex)[0]) for vertex in set(corners.tolist())}
    points = small_head.description()["feature_points"]
    moved = {name: first[place] if isinstance(place, int) else place for name, place in points.items()}
    rebuilt = build([split, *rest], feature_points=moved).avatar
    assert len(rebuilt.part("skin").colour) == len(skin.vertices)
    assert rebuilt.fapu == head.fapu


def test_a_head_in_centimetres_needs_its_scale(head):
    in_centimetres = [
        replace(mesh, vertices=mesh.vertices * 100, targets={name: 100 * move for name, move in mesh.targets.items()})
        for mesh in small_head.meshes()
    ]
    points = small_head.description()["feature_points"]
    places = {
        name: place if isinstance(place, int) else tuple(100 * x for x in place) for name, place in points.items()
    }
    with pytest.raises(InputError, match=r"the eyes are 5.8e\+03 mm apart.* set scale"):
        build(in_centimetres, feature_points=places)
    np.testing.assert_allclose(
        build(in_centimetres, feature_points=places, scale=10).avatar.neutral, head.neutral, atol=1e-3
    )


def test_a_head_without_tongue_and_ears_is_built_with_notes():
    points = {n: p for n, p in small_head.description()["feature_points"].items() if not n.startswith(("6.", "10."))}
    meshes = small_head.meshes()[:-1]
    parts = {name: part for name, part in small_head.description()["parts"].items() if part != "tongue"}
    custom_avatar = build(meshes, feature_points=points, parts=parts)
    assert "10.1" in custom_avatar.notes[0]
    assert "no tongue" in custom_avatar.notes[1]
    rows = {row.fap: row for row in check_avatar(custom_avatar.avatar, count=2, range_shares=(1.0,)).faps}
    assert rows[3].error < 0.02
    assert custom_avatar.avatar.part("absent").faces.size == 0


def test_eyes_without_a_mesh_are_described():
    parts = {name: part for name, part in small_head.description()["parts"].items() if "eye" not in part}
    places = {f"{s}_eye": {"centre": (x, 0, 0.009), "radius": 0.015} for s, x in (("left", 0.029), ("right", -0.029))}
    custom_avatar = build(parts=parts, **places)
    assert custom_avatar.avatar.rig.eyes[0].radius == pytest.approx(15)
    assert any("no left_eye, right_eye" in note for note in custom_avatar.notes)


@pytest.mark.parametrize("name", ["2.1", "8.3", "4.5", "9.15"])
def test_a_missing_feature_point_is_named(name):
    points = {other: place for other, place in small_head.description()["feature_points"].items() if other != name}
    with pytest.raises(InputError, match=rf"lacks {name} \({FEATURE_POINTS[name].description}\)"):
        build(feature_points=points)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parts": {"Head": "skin", "Eyes": "left_eye"}}, "no mesh 'Eyes'; it has: EyeLeft, EyeRight, Head"),
        ({"parts": {"Head": "face"}}, "no mesh is the skin"),
        ({"parts": {"Head": "skin"}}, "left_eye is neither a mesh in parts nor described"),
        ({"scale": 1.0}, "set scale to the mm of one unit"),
    ],
)
def test_wrong_descriptions_are_reported_in_one_sentence(changes, message):
    with pytest.raises(InputError, match=message):
        build(**changes)


def test_unknown_points_and_vertices_are_named():
    points = small_head.description()["feature_points"]
    with pytest.raises(InputError, match=r"'12.1' is not one of MPEG-4's 84 points"):
        build(feature_points=points | {"12.1": 0})
    with pytest.raises(InputError, match=r"feature_points.2.1: the skin has no vertex 99999"):
        build(feature_points=points | {"2.1": 99999})


def test_a_head_that_faces_backwards_is_refused():
    turned_meshes = [
        replace(mesh, vertices=mesh.vertices * np.float32((-1, 1, -1)), targets=mesh.targets)
        for mesh in small_head.meshes()
    ]
    with pytest.raises(InputError, match=r"let z point forward|jawOpen turns the jaw"):
        build(turned_meshes)


def test_a_jaw_that_is_only_translated_is_refused():
    skin, *rest = small_head.meshes()
    translation = np.where(skin.vertices[:, 1:2] < -0.061, np.float32([[0, -0.02, 0]]), 0)
    with pytest.raises(InputError, match=r"jawOpen turns the jaw by 0.000 rad"):
        build([replace(skin, targets=skin.targets | {"jawOpen": np.float32(translation)}), *rest])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"avatar\.json is not JSON"),
        ("[]", r"avatar\.json is not a JSON object"),
        ('{"name": "x"}', r"avatar\.json, mesh: is missing"),
        ('{"nmae": "x"}', r"nmae: is not a known key; write `name`"),
    ],
)
def test_a_broken_description_is_reported_in_one_sentence(tmp_path, text, message):
    (tmp_path / "avatar.json").write_text(text)
    with pytest.raises(InputError, match=message):
        avatar_registry.load_avatar(str(tmp_path / "avatar.json"))


def test_a_missing_description_is_reported_in_one_sentence(tmp_path):
    with pytest.raises(InputError, match=r"gone\.json can't be read: No such file"):
        avatar_registry.load_avatar(str(tmp_path / "gone.json"))


def test_licence_and_attribution_must_be_given(tmp_path):
    path = small_head.write(tmp_path, licence="")
    with pytest.raises(InputError, match="licence"):
        avatar_registry.load_avatar(str(path))


@pytest.mark.parametrize(("upper", "lower"), [(1024, 0), (700, 324), (512, 512)])
def test_lids_that_add_up_to_1024_close_the_eye(head, upper, lower):
    values = np.zeros((1, 66), np.float32)
    values[0, [fap_index(19), fap_index(20)]], values[0, [fap_index(21), fap_index(22)]] = upper, lower
    points = FatDeformer.for_avatar(head).vertices(values)[0]
    for above, below in (("3.1", "3.3"), ("3.2", "3.4")):
        high, low = (points[head.feature_points[name], 1] for name in (above, below))
        assert high == pytest.approx(low, abs=0.05)


@pytest.mark.parametrize(("one", "other"), [("6.3", "6.4"), ("2.2", "2.3")])
def test_two_points_in_one_place_are_named(one, other):
    points = small_head.description()["feature_points"]
    description = Description(**small_head.description(feature_points=points | {one: points[other]}))
    with pytest.raises(InputError, match=f"{one} and {other} are the same vertex"):
        build_custom_avatar(description, small_head.meshes())
