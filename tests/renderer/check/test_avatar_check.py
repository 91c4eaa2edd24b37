"""The numbers of `python -m renderer check`, for every avatar."""

import numpy as np
import pytest

from face.faps import FAPS, fap_index
from renderer.avatar_registry import avatar_names, load_avatar
from renderer.check.avatar_check import check_avatar
from renderer.check.fap_combinations import random_combinations
from renderer.check.metrics import SkinArtifacts


@pytest.fixture(scope="module", params=avatar_names())
def checked(request):
    return check_avatar(load_avatar(request.param), count=20, range_shares=(0.6, 1.0))


def test_every_fap_moves_its_point_to_two_per_cent(checked):
    assert [row.fap for row in checked.faps] == list(range(3, 69))
    assert all(row.driven for row in checked.faps)
    assert max(row.error for row in checked.faps) < 0.02


def test_no_triangle_turns_over_and_no_side_is_stretched(checked):
    assert [row for row in checked.faps if row.flipped] == []
    assert [row for row in checked.faps if row.stretch > 2.5] == []


def test_combinations_hold(checked):
    assert checked.together.error < 0.02
    assert checked.together.flipped_worst == 0
    assert checked.together.stretch_worst < 2.5


@pytest.mark.slow
@pytest.mark.parametrize("name", avatar_names())
def test_two_hundred_combinations_hold(name):
    whole = check_avatar(load_avatar(name))
    assert max(row.error for row in whole.faps) < 0.02
    assert max(row.flipped for row in whole.faps) == whole.together.flipped_worst == 0
    assert max(row.stretch for row in whole.faps) < 2.5
    assert whole.together.count == 200
    assert whole.together.error < 0.02
    assert whole.together.stretch_worst < 2.5


def test_results_are_json_and_lines(checked):
    assert set(checked.to_json()["faps"][0]) >= {"fap", "name", "driven", "error", "leak"}
    assert sum(line.lstrip()[:2].strip().isdigit() for line in checked.lines()) >= 66


def test_random_combinations_keep_to_the_working_range_and_close_no_mouth_twice():
    values = random_combinations(300, np.random.default_rng(3))
    most = [fap.working_range[1] for fap in FAPS]
    assert (values <= most).all()
    assert (values[:, fap_index(4)] + values[:, fap_index(5)] <= 1e-3).all()
    assert (values[:, fap_index(19)] + values[:, fap_index(21)] <= 1024.001).all()


def test_a_skin_turned_inside_out_is_seen():
    skin = SkinArtifacts.for_avatar(load_avatar())
    vertices = load_avatar().neutral.copy()
    assert skin.flipped_triangles(vertices) == 0
    assert skin.flipped_triangles(vertices * (-1, 1, 1)) > 0.3 * len(skin.faces)
    assert skin.max_stretch(vertices * np.float32(3)) == pytest.approx(3, rel=1e-4)
